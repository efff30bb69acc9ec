package salesmap

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/venue"
)

func weekly(days ...string) *venue.Recurrence { return &venue.Recurrence{Weekdays: days, Every: 1} }

// facts are three markets in New York, one in Denver, and a till's locations.
func facts(t *testing.T) Facts {
	t.Helper()
	zone, err := civil.Zone("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return Facts{
		Zone: zone,
		Venues: map[string]venue.Venue{
			"morning": {Name: "Morning", Opens: 480, Closes: 780, Recurs: weekly("sat")},
			"evening": {Name: "Evening", Opens: 960, Closes: 1200, Recurs: weekly("sat")},
			"rival":   {Name: "Rival", Opens: 720, Closes: 900, Recurs: weekly("sat")},
			"night":   {Name: "Night", Opens: 1200, Closes: civil.EndOfDay, Recurs: weekly("fri")},
			"denver":  {Name: "Denver", TimeZone: "America/Denver", Opens: 480, Closes: 780, Recurs: weekly("wed")},
			"gone":    {Name: "Gone", Opens: 480, Closes: 780, Recurs: weekly("tue"), Archived: true},
			"shop":    {Name: "Our shop", Opens: 480, Closes: 1080},
		},
		Locations: map[string]order.Location{
			"van": {ID: "van", Name: "The van", Zone: "America/New_York"}, "store": {ID: "store", Name: "our SHOP", Zone: "America/New_York"},
			"west": {ID: "west", Name: "West", Zone: "America/Los_Angeles"}, "odd": {ID: "odd", Name: "Odd", Zone: "Mars/Olympus"},
		},
	}
}

func TestPlace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ location, at, want string }{
		{"van", "2026-11-21 09:00", "2026-11-21 morning 09:00"},
		{"van", "2026-11-21 07:00", "2026-11-21 morning 07:00"}, // while it is set up
		{"van", "2026-11-21 06:59", "2026-11-21  06:59"},
		{"van", "2026-11-21 12:30", "2026-11-21  12:30"},      // two are open: nobody guesses
		{"van", "2026-11-21 13:30", "2026-11-21 rival 13:30"}, // one is open, the other is taken down
		{"van", "2026-11-21 20:45", "2026-11-21 evening 20:45"},
		{"van", "2026-11-22 09:00", "2026-11-22  09:00"},
		{"van", "2026-11-21 00:40", "2026-11-20 night 23:59"},  // belongs to the day on which the market began
		{"van", "2026-11-17 09:00", "2026-11-17  09:00"},       // archived
		{"store", "2026-11-21 09:00", "2026-11-21 shop 09:00"}, // called as the venue is
		{"van", "2026-11-18 10:30", "2026-11-18 denver 08:30"},
		{"west", "2026-11-22 01:00", "2026-11-21  22:00"}, // nobody knows where: the location's day
		{"odd", "2026-11-22 01:00", "2026-11-22  01:00"},
		{"unknown", "2026-11-21 09:00", "2026-11-21 morning 09:00"},
	} {
		f := facts(t)
		at, err := time.ParseInLocation("2006-01-02 15:04", tt.at, f.Zone)
		if err != nil {
			t.Fatal(err)
		}
		p := New(f).Place(tt.location, at.UTC())
		if got := fmt.Sprint(p.Date, " ", p.Venue, " ", p.At); got != tt.want {
			t.Errorf("%s at %s: %q, want %q", tt.location, tt.at, got, tt.want)
		}
	}
}

func TestWhoDecidesWhereItWasSold(t *testing.T) {
	t.Parallel()
	saturday := civil.NewDate(2026, 11, 21)
	for _, tt := range []struct {
		name   string
		change func(*Facts)
		hour   civil.Clock
		want   string
	}{
		{"a rule, before the calendar", func(f *Facts) { f.Rules = []Rule{{Venue: "rival"}} }, 540, "rival"},
		{"the first rule that fits", func(f *Facts) {
			f.Rules = []Rule{{Location: "west", Venue: "shop"}, {Weekdays: []string{"sun"}, Venue: "shop"}, {From: 541, Venue: "shop"}, {Until: 540, Venue: "shop"}, {From: 540, Until: 541, Venue: "evening"}, {Venue: "rival"}}
		}, 540, "evening"},
		{"a rule that leaves out", func(f *Facts) { f.Rules = []Rule{{Venue: LeftOut}} }, 540, LeftOut},
		{"no rule of a venue that is gone", func(f *Facts) { f.Rules = []Rule{{Venue: "deleted"}} }, 540, "morning"},
		{"a market that was skipped was not held", func(f *Facts) {
			f.Exceptions = map[string]market.Exception{market.Key(saturday, "rival"): {Status: market.Skipped}}
		}, 750, "morning"},
		{"one that was added was", func(f *Facts) {
			f.Exceptions = map[string]market.Exception{market.Key(saturday, "shop"): {Status: market.Planned}}
		}, 930, "shop"},
		{"the vendor, where nobody else knows", func(f *Facts) { f.Assigned = map[Slot]string{{saturday, "van"}: "shop"} }, 300, "shop"},
		{"not the vendor, where the calendar knows", func(f *Facts) { f.Assigned = map[Slot]string{{saturday, "van"}: "shop"} }, 540, "morning"},
		{"nor a venue that is gone", func(f *Facts) { f.Assigned = map[Slot]string{{saturday, "van"}: "deleted"} }, 300, ""},
		{"where it was before", func(f *Facts) {
			delete(f.Venues, "morning")
			f.Before = map[civil.Date][]string{saturday: {"gone"}}
		}, 540, "gone"},
		{"but within its hours", func(f *Facts) { f.Before = map[civil.Date][]string{saturday: {"gone"}} }, 1320, ""},
	} {
		f := facts(t)
		tt.change(&f)
		if got := New(f).Place("van", saturday.At(tt.hour, f.Zone)); got.Venue != tt.want || got.Date != saturday {
			t.Errorf("%s: at %q on %s, want %q", tt.name, got.Venue, got.Date, tt.want)
		}
	}
}

// Every order that belongs to a day is within its Span, and the day among its Dates.
func TestSpanAndDatesHoldWhatPlaceSays(t *testing.T) {
	t.Parallel()
	f := facts(t)
	m := New(f)
	for at := time.Date(2026, 10, 30, 0, 7, 0, 0, time.UTC); at.Before(time.Date(2026, 11, 8, 0, 0, 0, 0, time.UTC)); at = at.Add(13 * time.Minute) {
		for location := range f.Locations {
			p := m.Place(location, at)
			from, until := m.Span(p.Date)
			if at.Before(from) || at.After(until) {
				t.Fatalf("%s at %s is on %s, whose span is %s to %s", location, at, p.Date, from, until)
			}
			found := false
			for _, d := range m.Dates(at) {
				found = found || d == p.Date
			}
			if !found {
				t.Fatalf("%s at %s is on %s, which is not among %v", location, at, p.Date, m.Dates(at))
			}
		}
	}
	if diff := cmp.Diff(1, len(m.Dates(time.Date(2026, 11, 3, 17, 0, 0, 0, time.UTC)))); diff != "" {
		t.Errorf("noon belongs to %v", m.Dates(time.Date(2026, 11, 3, 17, 0, 0, 0, time.UTC)))
	}
}
