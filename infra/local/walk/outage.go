package walk

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/marketprep/marketprep/shared/resilience/faulty"
	"github.com/marketprep/marketprep/shared/square/squaretest"
)

// outage takes Square, the weather and the events away at once: what they said last is
// still there and says so, and lists are made all the same.
func (w *walker) outage(ctx context.Context, square *squaretest.Server) error {
	if err := w.followFair(ctx); err != nil {
		return err
	}
	events, _ := w.system.Events()
	square.Behave(squaretest.Behaviour{Status: http.StatusServiceUnavailable})
	defer square.BehaveWell()
	for _, fake := range []*faulty.Server{&w.system.Weather().Server, &events.Server} {
		fake.Behave(faulty.Behaviour{Status: http.StatusServiceUnavailable})
		defer fake.BehaveWell()
	}
	var locations struct {
		Source     string
		IsFallback bool
		Items      []struct{ ID string }
	}
	if err := w.Call(ctx, http.MethodGet, "/api/v1/square/locations", nil, &locations); err != nil {
		return fmt.Errorf("locations without Square: %w", err)
	}
	if locations.Source != "cached" || !locations.IsFallback || len(locations.Items) != 2 {
		return fmt.Errorf("locations without Square: %+v", locations)
	}
	var sources struct {
		Items []struct {
			Name, Problem string
			IsFallback    bool
			Events        int
		}
	}
	if err := w.Call(ctx, http.MethodPost, "/api/v1/events/fetch", nil, &sources); err != nil {
		return fmt.Errorf("events without their sources: %w", err)
	}
	if len(sources.Items) == 0 {
		return errors.New("nobody is said to tell of events")
	}
	for _, s := range sources.Items {
		if !s.IsFallback || s.Problem == "" || s.Name == "Walk" && s.Events == 0 {
			return fmt.Errorf("events without their sources: %+v", s)
		}
	}
	if err := w.hasFair(ctx); err != nil {
		return fmt.Errorf("events without their sources: %w", err)
	}
	var out struct{ List list }
	if err := w.Call(ctx, http.MethodPost, "/api/v1/recommendations", map[string]any{"date": w.next.Date, "venue": w.next.Venue}, &out); err != nil {
		return fmt.Errorf("a list without anybody outside: %w", err)
	}
	if rests := out.List.RestsOn; out.List.Method != "model" || len(out.List.Items) == 0 || rests.Weather != "open-meteo" {
		return fmt.Errorf("a list without anybody outside rests on %+v by %s", rests, out.List.Method)
	}
	return nil
}

// fair is an event at the walk's next market, and its calendar's name.
const fair = "Walk's winter fair"

// followFair follows a calendar that tells of a fair at the next market.
func (w *walker) followFair(ctx context.Context) error {
	events, url := w.system.Events()
	day := w.next.Date[:4] + w.next.Date[5:7] + w.next.Date[8:]
	events.PutCalendar("walk", "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\nBEGIN:VEVENT\nUID:fair\nDTSTAMP:20261101T000000Z\nDTSTART;VALUE=DATE:"+day+
		"\nSUMMARY:"+fair+"\nX-EXPECTED-ATTENDANCE:800\nEND:VEVENT\nEND:VCALENDAR\n")
	feed := map[string]any{"name": "Walk", "url": url + "/calendars/walk", "venue": w.next.Venue}
	if err := w.Call(ctx, http.MethodPost, "/api/v1/event-feeds", feed, nil); err != nil {
		return fmt.Errorf("follow a calendar: %w", err)
	}
	return w.hasFair(ctx)
}

func (w *walker) hasFair(ctx context.Context) error {
	var found struct{ Items []struct{ Name string } }
	if err := w.Call(ctx, http.MethodGet, "/api/v1/events?from="+w.next.Date+"&to="+w.next.Date, nil, &found); err != nil {
		return err
	}
	for _, e := range found.Items {
		if e.Name == fair {
			return nil
		}
	}
	return fmt.Errorf("the fair is not among %+v", found.Items)
}
