// Package skies opens the providers of weather for the function that is being
// started. Only mains of functions that call them import it.
package skies

import (
	"context"
	"time"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/outside"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/resilience"
	"github.com/marketprep/marketprep/shared/secrets"
	"github.com/marketprep/marketprep/shared/weather"
	"github.com/marketprep/marketprep/shared/weather/nws"
	"github.com/marketprep/marketprep/shared/weather/openmeteo"
)

// patience is how long a provider may take before the next one is asked.
const patience = 4 * time.Second

// ForPeople is for endpoints that a person waits for; see outside.Alone.
func ForPeople(env *boot.Env) (weather.Sky, error) { return open(env, outside.Alone) }

// ForJobs is for work that nobody waits for.
func ForJobs(env *boot.Env) (weather.Sky, error) { return open(env) }

// open reads WEATHER_URL, WEATHER_ARCHIVE_URL (the whole address; empty: none),
// WEATHER_KEY_SECRET (the name of a secret; empty: the free host needs no key) and
// NWS_URL.
func open(env *boot.Env, change ...func(*resilience.Options)) (weather.Sky, error) {
	address, err := env.Require("WEATHER_URL")
	if err != nil {
		return weather.Sky{}, err
	}
	nwsAddress, err := env.Require("NWS_URL")
	if err != nil {
		return weather.Sky{}, err
	}
	client, err := outside.Client(env, "weather", change...)
	if err != nil {
		return weather.Sky{}, err
	}
	nwsClient, err := outside.Client(env, "nws", change...)
	if err != nil {
		return weather.Sky{}, err
	}
	first := openmeteo.Client{BaseURL: address, Archive: env.Optional("WEATHER_ARCHIVE_URL"), HTTP: client}
	if first.Key, err = key(env); err != nil {
		return weather.Sky{}, err
	}
	second := nws.Client{BaseURL: nwsAddress, HTTP: nwsClient, UserAgent: "MarketPrep/1.0 (" + env.Optional("PUBLIC_URL") + ")"}
	sky := weather.Sky{Forecast: chain{first, second, env.Now}.forecast}
	if first.Archive != "" {
		sky.Past = first.Past
	}
	return sky, nil
}

// key returns what reads the key of Open-Meteo, nil if none is needed.
func key(env *boot.Env) (func(context.Context) (string, error), error) {
	secret := env.Optional("WEATHER_KEY_SECRET")
	if secret == "" {
		return nil, nil
	}
	cfg, err := env.AWS("SECRETS_MANAGER")
	if err != nil {
		return nil, err
	}
	return secrets.NewReader(cfg, secret, env.Now).Value, nil
}

// Gazetteer opens what says where towns are. It reads PLACES_URL and
// WEATHER_KEY_SECRET.
func Gazetteer(env *boot.Env) (func(ctx context.Context, name, language string) ([]weather.Town, error), error) {
	address, err := env.Require("PLACES_URL")
	if err != nil {
		return nil, err
	}
	client, err := outside.Client(env, "places")
	if err != nil {
		return nil, err
	}
	secret, err := key(env)
	if err != nil {
		return nil, err
	}
	return openmeteo.Client{BaseURL: address, HTTP: client, Key: secret}.Towns, nil
}

type chain struct {
	first  openmeteo.Client
	second nws.Client
	now    func() time.Time
}

func (c chain) forecast(ctx context.Context, cell weather.Cell, past int) (weather.Forecast, error) {
	type hours = resilience.Source[[]weather.Hour]
	r, err := resilience.First(ctx, "weather", c.now,
		resilience.Within(patience, hours{Name: weather.OpenMeteo, Get: func(ctx context.Context) ([]weather.Hour, time.Time, error) {
			h, err := c.first.Forecast(ctx, cell, past)
			return h, c.now(), err
		}}),
		resilience.Within(patience, hours{Name: weather.NWS, Get: func(ctx context.Context) ([]weather.Hour, time.Time, error) {
			if !nws.Covers(cell) {
				return nil, time.Time{}, errs.New(errs.NotFound, "the National Weather Service does not know the place")
			}
			h, err := c.second.Forecast(ctx, cell)
			return h, c.now(), err
		}}))
	if err != nil {
		return weather.Forecast{}, errs.Wrap(errs.Unavailable, err, "there is no forecast of the weather right now")
	}
	return weather.Forecast{Source: r.Source, At: r.At.UTC(), Hours: r.Value}, nil
}
