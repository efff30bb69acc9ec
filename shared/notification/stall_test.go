package notification

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
)

// saturday is a market day.
var saturday = civil.NewDate(2026, 11, 28)

// riverside sells on Saturdays from 8 to 13 o'clock, in the given zone, and has lists
// for so many units on the given days.
func riverside(zone string, days map[civil.Date]int) Stall {
	s := Stall{
		Vendor: vendor.Vendor{ID: "v", Name: "Anna's bread", TimeZone: zone, Currency: "USD", Units: "imperial", Region: "US-NY"},
		Venues: map[string]venue.Venue{"n1": {Name: "Riverside", Opens: 480, Closes: 780, Recurs: &venue.Recurrence{Weekdays: []string{"sat"}, Every: 1}}},
	}
	for d, units := range days {
		s.Lists = append(s.Lists, listOf(d, "n1", "Riverside", units))
	}
	return s
}

func listOf(d civil.Date, id, name string, units int) recommendation.Set {
	price, last := amount.Money(650), d-7
	return recommendation.Set{
		Date: d, Venue: id, VenueName: name, Opens: 480, Closes: 780, Method: recommendation.Model, RestsOn: recommendation.RestsOn{MarketDays: 52, LastSale: &last},
		Totals: recommendation.Totals{ExpectedRevenue: amount.Money(units * 600)},
		Items: []recommendation.Item{{
			Product: "p1", Name: "Sourdough", Bring: units, Recommend: units, Low: units / 2, High: 2 * units, Expected: float64(units), ExpectedSold: float64(units), Price: &price,
			Reasons: []recommendation.Reason{{Kind: "base", Units: float64(units)}},
		}},
	}
}

// anna is the owner, with the settings that change makes of the default ones.
func anna(change func(*Settings)) Member {
	m := Member{User: "u1", Address: "anna@example.com", Role: tenant.Owner}
	if change != nil {
		set := Defaults("", tenant.Owner)
		change(&set)
		m.Settings = &set
	}
	return m
}

// in is the moment at which clocks in zone show the given time.
func in(t *testing.T, zone, at string) time.Time {
	t.Helper()
	loc, err := civil.Zone(zone)
	if err != nil {
		t.Fatal(err)
	}
	moment, err := time.ParseInLocation("2006-01-02 15:04", at, loc)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

// kinds are what letters are about.
func kinds(letters []Letter) string {
	text := ""
	for _, l := range letters {
		if text != "" {
			text += " "
		}
		text += string(l.Kind)
		for _, d := range l.Days {
			text += " " + d.Date.Format("Mon")
		}
	}
	return text
}

func TestALetterIsNotForgottenAndWhatIsOverIs(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 26, 23, 0, 0, 0, time.UTC)
	s := riverside("UTC", map[civil.Date]int{saturday: 214})
	day := s.days(now, saturday, saturday)[0]
	lost := now.Add(-time.Hour)
	var st State
	for _, l := range []Letter{{Kind: ListReady, Days: []Day{day}}, {Kind: ListMoved, Days: []Day{day}}, {Kind: HowItWent, Days: []Day{day}}, {Kind: ReconnectSquare, lost: lost}} {
		before := st
		st = st.After(l, now)
		if l.Kind == ListReady && before.Told != nil {
			t.Error("the state before was changed")
		}
	}
	key := market.Key(saturday, "n1")
	want := State{
		Told:  map[string]Told{key: {Known: day.List.KnownAt(now), Day: saturday, Ready: true}},
		Asked: map[string]civil.Date{key: saturday}, Lost: lost, Last: &Sent{ReconnectSquare, now},
	}
	if diff := cmp.Diff(want, st); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	later := st.After(Letter{Kind: ReconnectSquare, lost: lost}, now.AddDate(0, 0, 7))
	if len(later.Told) != 0 || len(later.Asked) != 0 {
		t.Errorf("a week later it remembers %v and %v", later.Told, later.Asked)
	}
}

func TestAListThatOnlyMovedIsNotReady(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	day := Day{Day: market.Day{Date: saturday, Venue: "n1"}, List: listOf(saturday, "n1", "Riverside", 5), key: "k"}
	if st := (State{}).After(Letter{Kind: ListMoved, Days: []Day{day}}, now); st.Told["k"].Ready {
		t.Error("it is ready")
	}
}
