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
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var last error
	source := ""
	// One round makes the places known, the next one the weather there, and the lists
	// are made by a queue in between: the jobs run until it is done.
	for ctx.Err() == nil {
		for _, job := range []string{"enqueue-due-forecasts", "refresh-weather"} {
			if err := fire(ctx, job); err != nil {
				return fmt.Errorf("client: run %s: %w", job, err)
			}
		}
		var list struct{ RestsOn struct{ Weather string } }
		last = c.Call(ctx, http.MethodGet, "/api/v1/recommendations/"+date+"/"+venue, nil, &list)
		if source = list.RestsOn.Weather; last == nil && source == "open-meteo" {
			return nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(300 * time.Millisecond):
		}
	}
	return fmt.Errorf("client: a minute after the jobs the list rests on the weather from %q: %w", source, errors.Join(last, ctx.Err()))
}
