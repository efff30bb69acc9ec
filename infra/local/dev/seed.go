package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/marketprep/marketprep/infra/local/demovendor"
	"github.com/marketprep/marketprep/infra/local/system"
	"github.com/marketprep/marketprep/shared/civil"
)

// reported is for how many days before today the demo vendor has told how its
// markets went.
const reported = 28

// seed loads the demo vendor, unless it is there already, into s, gives it an account
// at the fake Square, and returns lines that say how to sign in.
func seed(ctx context.Context, s *system.System) (string, error) {
	today := civil.DateOf(time.Now())
	v, err := demovendor.SignUp(ctx, s.URL, today)
	if err != nil {
		return "", err
	}
	v.OpenSquare(s.Square())
	signIn := fmt.Sprintf("Sign in as %s with the password %q. Square is a fake in which that bakery has an account: connect it.\n", demovendor.Email, demovendor.Password)
	loaded, err := v.Loaded(ctx)
	if err != nil {
		return signIn, err
	}
	if loaded {
		fake, url := s.Events()
		return signIn, v.FollowCity(ctx, fake, url, today)
	}
	if _, err := v.Load(ctx, today); err != nil {
		return "", err
	}
	for _, n := range v.World.Venues() {
		for _, d := range v.World.Days(n.Name, today-reported, today-1) {
			if err := v.Report(ctx, n.Name, d, v.World.Day(n.Name, d), 4); err != nil {
				return "", err
			}
		}
	}
	var made struct {
		Items []struct{ Date, Venue string }
	}
	if err := v.Call(ctx, http.MethodPost, "/api/v1/recommendations", map[string]any{}, &made); err != nil || len(made.Items) == 0 {
		return signIn, err
	}
	fake, url := s.Events()
	if err := v.FollowCity(ctx, fake, url, today); err != nil {
		return signIn, err
	}
	return signIn, v.AwaitWeather(ctx, s.Fire, made.Items[0].Date, made.Items[0].Venue)
}
