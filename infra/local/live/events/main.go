// Command events runs the adapters of services for local events against the real ones
// for which there is a key, and a calendar against its host, and compares the shape of
// what they answer with that of the fake: make live-events.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/marketprep/marketprep/infra/local/live"
	"github.com/marketprep/marketprep/shared/localevents"
	"github.com/marketprep/marketprep/shared/localevents/eventstest"
	"github.com/marketprep/marketprep/shared/localevents/ical"
	"github.com/marketprep/marketprep/shared/localevents/providers"
	"github.com/marketprep/marketprep/shared/safefetch"
)

// keys are where the keys of services are found.
var keys = map[string]string{providers.Ticketmaster: "TICKETMASTER_KEY", providers.SeatGeek: "SEATGEEK_CLIENT_ID", providers.PredictHQ: "PREDICTHQ_TOKEN", providers.Eventbrite: "EVENTBRITE_TOKEN"}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Getenv, "", os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run asks every service for which env has a key. at stands for all hosts, if it is
// not empty.
func run(ctx context.Context, env func(string) string, at string, out io.Writer) error {
	asked := 0
	if address := env("CALENDAR_URL"); address != "" {
		asked++
		if err := calendar(ctx, address, out); err != nil {
			return err
		}
	}
	for name, variable := range keys {
		if env(variable) == "" {
			continue
		}
		asked++
		host := providers.Hosts[name]
		if at != "" {
			host = at + "/" + name
		}
		if err := compare(ctx, name, host, env(variable), env("EVENTBRITE_ORGANISER"), out); err != nil {
			return err
		}
	}
	if asked == 0 {
		return errors.New("live: set CALENDAR_URL, TICKETMASTER_KEY, SEATGEEK_CLIENT_ID, PREDICTHQ_TOKEN, or EVENTBRITE_TOKEN and EVENTBRITE_ORGANISER")
	}
	return nil
}

func calendar(ctx context.Context, address string, out io.Writer) error {
	d, err := safefetch.New(time.Now).Get(ctx, address, "", "")
	if err != nil {
		return fmt.Errorf("live: calendar: %w", err)
	}
	found, skipped, err := ical.Parse(ctx, d.Body, time.Now(), time.Now().AddDate(0, 0, localevents.Ahead), time.UTC)
	if err != nil {
		return fmt.Errorf("live: calendar: %w", err)
	}
	fmt.Fprintf(out, "%s: %d bytes, %d events in %d days, %d skipped\n", address, len(d.Body), len(found), localevents.Ahead, skipped)
	return nil
}

// compare asks a service and its fake the same.
func compare(ctx context.Context, name, host, key, organiser string, out io.Writer) error {
	theirs, n, err := ask(ctx, providers.Service{Name: name, BaseURL: host, Key: key}, organiser)
	if err != nil {
		return fmt.Errorf("live: %s: %w", name, err)
	}
	fmt.Fprintf(out, "%s: %d events near Atlanta or of the organiser\n", name, n)
	fake := eventstest.New()
	lat, lon, many := 33.75, -84.4, 900
	start := time.Now().Add(24 * time.Hour)
	fake.Put(localevents.Found{ID: "1", Name: "Fair", Start: start, End: start.Add(time.Hour), Lat: &lat, Lon: &lon, Attendance: &many, URL: "https://example.com"})
	url, stop, err := eventstest.Serve(fake)
	if err != nil {
		return err
	}
	good := map[string]string{providers.Ticketmaster: "tm-key", providers.SeatGeek: "sg-key", providers.PredictHQ: "phq-key", providers.Eventbrite: "eb-key"}
	ours, _, err := ask(ctx, providers.Service{Name: name, BaseURL: url + "/" + name, Key: good[name]}, "66666")
	if err := errors.Join(err, stop()); err != nil {
		return err
	}
	return live.Report(name, merged(theirs), merged(ours), out)
}

// ask returns the shapes of a service's answers.
func ask(ctx context.Context, s providers.Service, organiser string) (map[string]live.Shape, int, error) {
	recorder := &live.Recorder{}
	s.HTTP = &http.Client{Transport: recorder, Timeout: 30 * time.Second}
	now := time.Now()
	var found []localevents.Found
	var err error
	if s.Name == providers.Eventbrite {
		found, err = s.Organiser(ctx, organiser, now, now.AddDate(0, 0, localevents.Ahead))
	} else {
		found, err = s.Near(ctx, 33.75, -84.4, now, now.AddDate(0, 0, localevents.Ahead))
	}
	return recorder.Shapes(), len(found), err
}

// merged are shapes by the end of their path: the fake's services have a folder each,
// and organisers differ.
func merged(shapes map[string]live.Shape) map[string]live.Shape {
	out := map[string]live.Shape{}
	for path, s := range shapes {
		for name := range keys {
			path = strings.TrimPrefix(path, "/"+name)
		}
		if i := strings.Index(path, "/organizers/"); i >= 0 {
			path = path[:i] + "/organizers/*/events/"
		}
		out[path] = s
	}
	return out
}
