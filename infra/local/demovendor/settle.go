package demovendor

import (
	"context"
	"net/http"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/square/squaretest"
)

// reported is for how many days before today the demo vendor has told how its
// markets went.
const reported = 28

// Settle brings the demo vendor, unless it is there already, into the system that
// answers at base, with an account at the fake Square, two years of sales, what it
// reported lately and lists for its next markets, with weather. fire runs a job now.
func Settle(ctx context.Context, base string, square *squaretest.Server, fire func(context.Context, string) error) error {
	today := civil.DateOf(time.Now())
	v, err := SignUp(ctx, base, today)
	if err != nil {
		return err
	}
	v.OpenSquare(square)
	loaded, err := v.Loaded(ctx)
	if err != nil || loaded {
		return err
	}
	if _, err := v.Load(ctx, today); err != nil {
		return err
	}
	for _, n := range v.World.Venues() {
		for _, d := range v.World.Days(n.Name, today-reported, today-1) {
			if err := v.Report(ctx, n.Name, d, v.World.Day(n.Name, d), 4); err != nil {
				return err
			}
		}
	}
	var made struct {
		Items []struct{ Date, Venue string }
	}
	if err := v.Call(ctx, http.MethodPost, "/api/v1/recommendations", map[string]any{}, &made); err != nil || len(made.Items) == 0 {
		return err
	}
	return v.AwaitWeather(ctx, fire, made.Items[0].Date, made.Items[0].Venue)
}
