package store_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
)

var newYearsEve = civil.NewDate(2026, time.December, 31)

// park is a venue with everything that one can have.
func park() venue.Venue {
	first, last, visitors := newYearsEve-300, newYearsEve+300, 800
	return venue.Venue{
		ID: "npark", Name: "Grant Park", Address: "600 Cherokee Ave", Place: &venue.Place{Latitude: 33.7401, Longitude: -84.3702}, TimeZone: "America/New_York",
		Opens: 480, Closes: civil.EndOfDay, Fee: 4500, Visitors: &visitors, Archived: true, Aliases: []string{"GP"},
		Recurs: &venue.Recurrence{Weekdays: []string{"sat", "sun"}, Every: 2, First: &first, Last: &last, From: "04-01", Until: "12-31"},
	}
}

func openPark(t *testing.T, s *store.Store, v tenant.ID) {
	t.Helper()
	err := s.EditVenues(t.Context(), v, func(venues map[string]venue.Venue) error {
		venues["npark"], venues["nbare"] = park(), venue.Venue{Name: "Bare"}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestVenuesAreKeptAsTheyAre(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s, jane := store.New(table, monday), vendorOf(t, "jane")
	if got, err := s.Venues(t.Context(), jane); err != nil || got == nil || len(got) != 0 {
		t.Errorf("before: %v, %v", got, err)
	}
	openPark(t, s, jane)
	wire.Reset()
	got, err := s.Venues(t.Context(), jane)
	if diff := cmp.Diff(map[string]venue.Venue{"npark": park(), "nbare": {ID: "nbare", Name: "Bare"}}, got); err != nil || diff != "" || wire.Calls() != 1 {
		t.Errorf("%d calls, %v, venues (-want +got):\n%s", wire.Calls(), err, diff)
	}
}

func TestMarketYears(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s, jane, mary := store.New(table, monday), vendorOf(t, "jane"), vendorOf(t, "mary")
	openPark(t, s, jane)
	profile := struct {
		dynamo.Key
		vendor.Vendor
	}{dynamo.Key{PK: "V#jane", SK: "PROFILE"}, vendor.Vendor{ID: "jane", TimeZone: "America/New_York"}}
	if err := table.Put(t.Context(), profile); err != nil {
		t.Fatal(err)
	}
	opens, closes, fee, visitors := civil.Clock(0), civil.EndOfDay, amount.Money(0), 0
	whole := market.Exception{Status: market.Planned, Opens: &opens, Closes: &closes, Fee: &fee, Visitors: &visitors, Note: "free"}
	for _, d := range []civil.Date{newYearsEve - 365, newYearsEve, newYearsEve + 1} {
		wire.Reset()
		err := s.EditMarkets(t.Context(), jane, d, func(venues map[string]venue.Venue, exceptions map[string]market.Exception) error {
			if venues["npark"].Name != "Grant Park" || venues["npark"].ID != "npark" {
				return errors.New("the venues are missing")
			}
			exceptions[market.Key(d, "npark")] = whole
			return nil
		})
		if err != nil || wire.Calls() != 2 {
			t.Errorf("%s: %v after %d calls", d, err, wire.Calls())
		}
	}
	wire.Reset()
	got, err := s.MarketYears(t.Context(), jane, 2026, 2027)
	want := store.Markets{
		Vendor:     profile.Vendor,
		Venues:     map[string]venue.Venue{"npark": park(), "nbare": {ID: "nbare", Name: "Bare"}},
		Exceptions: map[string]market.Exception{"2026-12-31#npark": whole, "2027-01-01#npark": whole},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" || wire.Calls() != 1 {
		t.Errorf("%d calls, %v, two years (-want +got):\n%s", wire.Calls(), err, diff)
	}
	if got, err := s.MarketYears(t.Context(), mary, 2000, 2099); err != nil || len(got.Venues)+len(got.Exceptions) != 0 {
		t.Errorf("another vendor has %+v, %v", got, err)
	}
}

func TestEventYears(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s, jane := store.New(table, monday), vendorOf(t, "jane")
	openPark(t, s, jane)
	visitors := 2500
	add := func(name string, d civil.Date) event.Event {
		t.Helper()
		wire.Reset()
		var added event.Event
		err := s.EditEvents(t.Context(), jane, d.Year(), func(venues map[string]venue.Venue, events map[string]event.Event) (err error) {
			if _, ok := venues["npark"]; !ok {
				return errors.New("the venues are missing")
			}
			added, err = event.Add(events, event.Event{Name: name, Date: d, Until: d + 3, Venue: "npark", Attendance: &visitors, Source: event.Own})
			return err
		})
		if err != nil || wire.Calls() != 2 {
			t.Errorf("%s: %v after %d calls", name, err, wire.Calls())
		}
		return added
	}
	add("Long ago", newYearsEve-365)
	eve, day := add("New Year's Eve", newYearsEve), add("New Year's Day", newYearsEve+1)
	wire.Reset()
	got, err := s.EventYears(t.Context(), jane, 2026, 2027)
	if diff := cmp.Diff(map[string]event.Event{eve.ID: eve, day.ID: day}, got.Events); err != nil || diff != "" || wire.Calls() != 1 {
		t.Errorf("%d calls, %v, two years (-want +got):\n%s", wire.Calls(), err, diff)
	}
	if diff := cmp.Diff([]string{"nbare", "npark"}, slices.Sorted(maps.Keys(got.Venues))); diff != "" {
		t.Errorf("venues (-want +got):\n%s", diff)
	}
}
