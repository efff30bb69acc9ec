// Package health holds the endpoints that say how the system is:
//
//	get-health             GET /health
//	get-liveness           GET /health/live
//	get-readiness          GET /health/ready
//	get-detailed-health    GET /health/detailed
package health

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/marketprep/marketprep/shared/store"
)

// State is how a part of the system is, or all of it.
type State string

// The states, the best first.
const (
	OK       State = "ok"
	Degraded State = "degraded" // vendors get answers, perhaps old ones
	Down     State = "down"     // vendors get none
)

var worst = []State{OK, Degraded, Down}

// worse is the worse of two states.
func worse(a, b State) State {
	if slices.Index(worst, b) > slices.Index(worst, a) {
		return b
	}
	return a
}

// check is one look at one part. It is otherwise if it does not come back in time.
type check struct {
	name      string
	otherwise State
	look      func(context.Context) (State, string)
}

// result is what a check saw.
type result struct {
	Name   string  `json:"name"`
	State  State   `json:"state" enum:"ok,degraded,down"`
	Detail string  `json:"detail"`
	Millis float64 `json:"ms" doc:"How long the look took"`
}

// lookFor is how long all checks together may take.
const lookFor = 1800 * time.Millisecond

// run makes all checks at once, and waits for none longer than lookFor.
func run(ctx context.Context, checks []check, now func() time.Time) (State, []result) {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	results := make([]result, len(checks))
	var wg sync.WaitGroup
	for i, c := range checks {
		wg.Go(func() {
			start := now()
			done := make(chan result, 1)
			go func() {
				state, detail := c.look(ctx)
				done <- result{Name: c.name, State: state, Detail: detail}
			}()
			select {
			case results[i] = <-done:
			case <-ctx.Done():
				results[i] = result{Name: c.name, State: c.otherwise, Detail: fmt.Sprintf("no answer within %s", lookFor)}
			}
			results[i].Millis = float64(now().Sub(start).Microseconds()) / 1000
		})
	}
	wg.Wait()
	sum := OK
	for _, r := range results {
		sum = worse(sum, r.State)
	}
	return sum, results
}

// answers is a check of something that either answers or does not.
func answers(name string, otherwise State, ask func(context.Context) error) check {
	return check{name, otherwise, func(ctx context.Context) (State, string) {
		if err := ask(ctx); err != nil {
			return otherwise, err.Error()
		}
		return OK, ""
	}}
}

// A job that did not run for so many of its intervals is late.
const lateAfter = 3

// ran is a check of a job that runs in intervals. One that never ran is not late:
// the system may be new.
func ran(job string, every time.Duration, now time.Time, last map[string]time.Time) (State, string) {
	at, ok := last[job]
	switch {
	case !ok:
		return OK, "has not run yet"
	case now.Sub(at) > lateAfter*every:
		return Degraded, "last ran at " + at.Format(time.RFC3339)
	default:
		return OK, "last ran at " + at.Format(time.RFC3339)
	}
}

// jobs are those whose runs are watched, and how often they run.
var jobs = map[string]time.Duration{
	"enqueue-due-forecasts": 15 * time.Minute,
	"enqueue-due-syncs":     15 * time.Minute,
	"run-forecast":          24 * time.Hour,
	"refresh-weather":       15 * time.Minute,
	"refresh-events":        time.Hour,
	"aggregate-feedback":    24 * time.Hour,

	"send-due-notifications": 15 * time.Minute,
}

// Providers are those of the outside that functions call, by the name that they
// give package outside.
var Providers = []string{"square", "weather", "nws", "places", "ticketmaster", "seatgeek", "predicthq", "eventbrite"}

// called is a check of a provider. One that is down costs vendors nothing but fresh
// data.
func called(provider string, now time.Time, down map[string]store.Breaker) (State, string) {
	b, ok := down[provider]
	switch {
	case !ok:
		return OK, "is called"
	case now.Before(b.OpenUntil):
		return Degraded, fmt.Sprintf("down since %s: not called until %s", b.Since.Format(time.RFC3339), b.OpenUntil.Format(time.RFC3339))
	default:
		return Degraded, fmt.Sprintf("down since %s: the next call finds out whether it is back", b.Since.Format(time.RFC3339))
	}
}
