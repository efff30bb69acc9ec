package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// patience is how long the night's jobs may take.
const patience = time.Minute

// AwaitWeather runs the jobs, which fire starts, that take the weather into the lists
// of the coming week, and waits until it is in that of the given day and venue.
func (c *Client) AwaitWeather(ctx context.Context, fire func(ctx context.Context, function string) error, date, venue string) error {
	// The first round makes the places known, the second one the weather there.
	for _, known := range []func(source string) bool{
		func(source string) bool { return source != "none" },
		func(source string) bool { return source == "open-meteo" },
	} {
		if err := fire(ctx, "enqueue-due-forecasts"); err != nil {
			return fmt.Errorf("client: make lists: %w", err)
		}
		if err := c.awaitSource(ctx, known, date, venue); err != nil {
			return err
		}
		if err := fire(ctx, "refresh-weather"); err != nil {
			return fmt.Errorf("client: ask for the weather: %w", err)
		}
	}
	return nil
}

func (c *Client) awaitSource(ctx context.Context, known func(source string) bool, date, venue string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var last error
	source := ""
	for ctx.Err() == nil {
		var list struct{ RestsOn struct{ Weather string } }
		last = c.Call(ctx, http.MethodGet, "/api/v1/recommendations/"+date+"/"+venue, nil, &list)
		if source = list.RestsOn.Weather; last == nil && known(source) {
			return nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
	return fmt.Errorf("client: a minute after the job the list rests on the weather from %q: %w", source, errors.Join(last, ctx.Err()))
}
