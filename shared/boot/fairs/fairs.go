// Package fairs opens the sources of local events for the function that is being
// started. Only mains of functions that read them import it.
package fairs

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/outside"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/localevents"
	"github.com/marketprep/marketprep/shared/localevents/ical"
	"github.com/marketprep/marketprep/shared/localevents/providers"
	"github.com/marketprep/marketprep/shared/resilience"
	"github.com/marketprep/marketprep/shared/safefetch"
	"github.com/marketprep/marketprep/shared/secrets"
)

// ForPeople is for endpoints that a person waits for; see outside.Alone.
func ForPeople(env *boot.Env) (localevents.Sources, error) { return open(env, outside.Alone) }

// ForJobs is for work that nobody waits for.
func ForJobs(env *boot.Env) (localevents.Sources, error) { return open(env) }

// open reads EVENT_KEYS_SECRET (the name of a secret with keys as JSON, by service;
// empty: there are none), EVENTS_URL (in place of all services' hosts; empty: theirs)
// and EVENT_HOSTS (hosts inside that calendars may be on; only the local system has any).
func open(env *boot.Env, change ...func(*resilience.Options)) (localevents.Sources, error) {
	f := &fair{now: env.Now, services: map[string]providers.Service{}}
	inside := strings.FieldsFunc(env.Optional("EVENT_HOSTS"), func(r rune) bool { return r == ',' })
	f.fetch = safefetch.New(env.Now, inside...)
	if env.Outside != nil {
		f.fetch = safefetch.Via(env.Outside, env.Now, inside...)
	}
	if name := env.Optional("EVENT_KEYS_SECRET"); name != "" {
		cfg, err := env.AWS("SECRETS_MANAGER")
		if err != nil {
			return localevents.Sources{}, err
		}
		f.keys = secrets.NewReader(cfg, name, env.Now).Value
		// Each is down by itself.
		for service, open := range map[string]func() (*http.Client, error){
			providers.Ticketmaster: func() (*http.Client, error) { return outside.Client(env, "ticketmaster", change...) },
			providers.SeatGeek:     func() (*http.Client, error) { return outside.Client(env, "seatgeek", change...) },
			providers.PredictHQ:    func() (*http.Client, error) { return outside.Client(env, "predicthq", change...) },
			providers.Eventbrite:   func() (*http.Client, error) { return outside.Client(env, "eventbrite", change...) },
		} {
			host := providers.Hosts[service]
			if all := env.Optional("EVENTS_URL"); all != "" {
				host = all + "/" + service
			}
			client, err := open()
			if err != nil {
				return localevents.Sources{}, err
			}
			f.services[service] = providers.Service{Name: service, BaseURL: host, HTTP: client}
		}
	}
	return localevents.Sources{Calendar: f.calendar, Services: f.names, Near: f.near, Organiser: f.organiser}, nil
}

type fair struct {
	now      func() time.Time
	fetch    *safefetch.Client
	keys     func(context.Context) (string, error) // nil: there are none
	services map[string]providers.Service

	mu sync.Mutex
}

// service is the one of that name with its key.
func (f *fair) service(ctx context.Context, name string) (providers.Service, error) {
	s, ok := f.services[name]
	keys, err := f.read(ctx)
	if err != nil {
		return s, err
	}
	if s.Key = keys[name]; !ok || s.Key == "" {
		return s, errs.New(errs.NotFound, "%s is not set up here", name)
	}
	return s, nil
}

func (f *fair) read(ctx context.Context) (map[string]string, error) {
	keys := map[string]string{}
	if f.keys == nil {
		return keys, nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	text, err := f.keys(ctx)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(text), &keys); err != nil {
		return nil, errs.New(errs.Unavailable, "the keys of the services for events cannot be read")
	}
	return keys, nil
}

// names are the services that can be asked for a place.
func (f *fair) names(ctx context.Context) ([]string, error) {
	keys, err := f.read(ctx)
	delete(keys, providers.Eventbrite)
	for name := range keys {
		if _, ok := f.services[name]; !ok || keys[name] == "" {
			delete(keys, name)
		}
	}
	return slices.Sorted(maps.Keys(keys)), err
}

// wholeAfter is for how long "unchanged" is enough of an answer.
const wholeAfter = 20 * time.Hour

func (f *fair) calendar(ctx context.Context, feed localevents.Feed, zone *time.Location) (localevents.Reading, error) {
	// Once a day a calendar is read whole: what it says of further days is new then.
	if f.now().Sub(feed.Read) > wholeAfter {
		feed.ETag, feed.Modified = "", ""
	}
	d, err := f.fetch.Get(ctx, feed.URL, feed.ETag, feed.Modified)
	r := localevents.Reading{ETag: d.ETag, Modified: d.Modified, Unchanged: d.Unchanged}
	if err != nil || d.Unchanged {
		return r, err
	}
	now := f.now()
	r.Found, r.Skipped, err = ical.Parse(ctx, d.Body, now.AddDate(0, 0, -1), now.AddDate(0, 0, localevents.Ahead), zone)
	return r, err
}

func (f *fair) near(ctx context.Context, name string, lat, lon float64) ([]localevents.Found, error) {
	s, err := f.service(ctx, name)
	if err != nil {
		return nil, err
	}
	now := f.now()
	return s.Near(ctx, lat, lon, now.AddDate(0, 0, -1), now.AddDate(0, 0, localevents.Ahead))
}

func (f *fair) organiser(ctx context.Context, id string) ([]localevents.Found, error) {
	s, err := f.service(ctx, providers.Eventbrite)
	if err != nil {
		return nil, err
	}
	now := f.now()
	return s.Organiser(ctx, id, now.AddDate(0, 0, -1), now.AddDate(0, 0, localevents.Ahead))
}
