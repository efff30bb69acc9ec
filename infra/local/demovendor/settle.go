package demovendor

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/localevents/eventstest"
	"github.com/marketprep/marketprep/shared/square/squaretest"
)

// reported is for how many days before today the demo vendor has told how its
// markets went.
const reported = 28

// System is what the demo vendor needs of a running system.
type System interface {
	Address() string
	Square() *squaretest.Server
	// Events is the fake of services for events, and where it answers.
	Events() (*eventstest.Server, string)
	// Fire runs a scheduled function now.
	Fire(ctx context.Context, function string) error
}

// Settle brings the demo vendor, unless it is there already, into the system that
// answers at base, with an account at the fake Square, two years of sales, what it
// reported lately, a calendar that it follows, and lists for its next markets, with weather.
func Settle(ctx context.Context, s System) error {
	today := civil.DateOf(time.Now())
	v, err := SignUp(ctx, s.Address(), today)
	if err != nil {
		return err
	}
	v.OpenSquare(s.Square())
	loaded, err := v.Loaded(ctx)
	if err != nil {
		return err
	}
	fake, url := s.Events()
	if loaded {
		return v.FollowCity(ctx, fake, url, today)
	}
	if _, err := v.Load(ctx, today); err != nil {
		return err
	}
	if err := v.lookBack(ctx, s.Fire, today); err != nil {
		return err
	}
	var made struct {
		Items []struct{ Date, Venue string }
	}
	if err := v.Call(ctx, http.MethodPost, "/api/v1/recommendations", map[string]any{}, &made); err != nil || len(made.Items) == 0 {
		return err
	}
	if err := v.FollowCity(ctx, fake, url, today); err != nil {
		return err
	}
	return v.AwaitWeather(ctx, s.Fire, made.Items[0].Date, made.Items[0].Venue)
}

// lookBack makes the lists that there would have been for the vendor's last markets,
// and tells how those went.
func (v *Vendor) lookBack(ctx context.Context, fire func(context.Context, string) error, today civil.Date) error {
	for _, n := range v.World.Venues() {
		for _, d := range v.World.Days(n.Name, today-reported, today-1) {
			day := map[string]any{"date": d.String(), "venue": v.Venues[n.Name]}
			if err := v.Call(ctx, http.MethodPost, "/api/v1/recommendations", day, nil); err != nil {
				return fmt.Errorf("demovendor: list of %s: %w", d, err)
			}
			if err := v.Report(ctx, n.Name, d, v.World.Day(n.Name, d), 4); err != nil {
				return err
			}
		}
	}
	return fire(ctx, "aggregate-feedback")
}
