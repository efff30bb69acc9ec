package venue

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

func date(t *testing.T, s string) *civil.Date {
	t.Helper()
	d, err := civil.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

func TestOn(t *testing.T) {
	t.Parallel()
	sat := []string{"sat"}
	for name, c := range map[string]struct {
		rule *Recurrence
		on   []string
		off  []string
	}{
		"no rule":      {nil, nil, []string{"2026-11-28"}},
		"each week":    {&Recurrence{Weekdays: sat}, []string{"2026-11-28", "2026-12-05", "2027-01-02"}, []string{"2026-11-27", "2026-11-29"}},
		"two days":     {&Recurrence{Weekdays: []string{"wed", "sat"}}, []string{"2026-11-25", "2026-11-28"}, []string{"2026-11-26"}},
		"every second": {&Recurrence{Weekdays: sat, Every: 2, First: date(t, "2026-12-19")}, []string{"2026-12-19", "2027-01-02", "2027-01-16"}, []string{"2026-12-05", "2026-12-26", "2027-01-09"}},
		"every second, Sunday ends the week": {
			&Recurrence{Weekdays: []string{"sun", "mon"}, Every: 2, First: date(t, "2026-11-29")}, // a Sunday
			[]string{"2026-11-29", "2026-12-07", "2026-12-13"}, []string{"2026-11-30", "2026-12-06", "2026-12-14"},
		},
		"first and last": {&Recurrence{Weekdays: sat, First: date(t, "2026-11-28"), Last: date(t, "2026-12-05")}, []string{"2026-11-28", "2026-12-05"}, []string{"2026-11-21", "2026-12-12"}},
		"season":         {&Recurrence{Weekdays: sat, From: "04-11", Until: "11-28"}, []string{"2026-04-11", "2026-11-28", "2027-05-01"}, []string{"2026-04-04", "2026-12-05"}},
		"over New Year":  {&Recurrence{Weekdays: sat, From: "11-28", Until: "01-02"}, []string{"2026-11-28", "2026-12-26", "2027-01-02"}, []string{"2026-11-21", "2027-01-09"}},
		"until a date":   {&Recurrence{Weekdays: sat, Until: "03-31"}, []string{"2026-03-28"}, []string{"2026-04-04"}},
		"from a date":    {&Recurrence{Weekdays: sat, From: "03-31"}, []string{"2026-04-04"}, []string{"2026-03-28"}},
		"to leap day":    {&Recurrence{Weekdays: []string{"thu", "sun"}, From: "02-01", Until: "02-29"}, []string{"2024-02-29"}, []string{"2026-03-01"}},
	} {
		for _, d := range c.on {
			if !c.rule.On(*date(t, d)) {
				t.Errorf("%s: no market on %s", name, d)
			}
		}
		for _, d := range c.off {
			if c.rule.On(*date(t, d)) {
				t.Errorf("%s: a market on %s", name, d)
			}
		}
	}
}

// Walking from the first day in whole weeks, week by week, must find the same
// days as the rule.
func TestEveryFewWeeksIsWalkingInWeeks(t *testing.T) {
	t.Parallel()
	for every := 1; every <= 8; every++ {
		for start := range civil.Date(7) {
			first := civil.NewDate(2023, 12, 18) + start
			rule := &Recurrence{Weekdays: []string{"tue", "sun"}, Every: every, First: &first}
			var want, got []string
			monday := first
			for monday.Weekday() != time.Monday {
				monday--
			}
			for ; monday < first+400; monday += civil.Date(7 * every) {
				for _, d := range []civil.Date{monday + 1, monday + 6} {
					if d >= first && d < first+400 {
						want = append(want, d.String())
					}
				}
			}
			for d := first - 50; d < first+400; d++ {
				if rule.On(d) {
					got = append(got, d.String())
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("every %d from %s (-want +got):\n%s", every, first, diff)
			}
		}
	}
}

func TestWeekdayNames(t *testing.T) {
	t.Parallel()
	saturday := *date(t, "2026-11-28")
	var got []string
	for d := saturday; d < saturday+7; d++ {
		got = append(got, WeekdayName(d.Weekday()))
	}
	if diff := cmp.Diff([]string{"sat", "sun", "mon", "tue", "wed", "thu", "fri"}, got); diff != "" {
		t.Errorf("a week (-want +got):\n%s", diff)
	}
}

func TestPutRefuses(t *testing.T) {
	t.Parallel()
	good := Venue{ID: "n1", Name: "Park", Opens: 480, Closes: 780}
	for name, c := range map[string]struct {
		change func(*Venue)
		want   errs.Kind
	}{
		"nothing":           {func(*Venue) {}, ""},
		"its own old name":  {func(n *Venue) { n.Aliases = []string{"park", "Old Park"} }, ""},
		"name of another":   {func(n *Venue) { n.Name = "LAKE" }, errs.Conflict},
		"alias of another":  {func(n *Venue) { n.Name = "the  pond" }, errs.Conflict},
		"takes another's":   {func(n *Venue) { n.Aliases = []string{"lake"} }, errs.Conflict},
		"no name":           {func(n *Venue) { n.Name = "" }, errs.Invalid},
		"over midnight":     {func(n *Venue) { n.Closes = 60 }, errs.Invalid},
		"no zone":           {func(n *Venue) { n.TimeZone = "Nowhere" }, errs.Invalid},
		"every 2 from when": {func(n *Venue) { n.Recurs = &Recurrence{Weekdays: []string{"sat"}, Every: 2} }, errs.Invalid},
		"31 November":       {func(n *Venue) { n.Recurs = &Recurrence{Weekdays: []string{"sat"}, Until: "11-31"} }, errs.Invalid},
		"51 aliases":        {func(n *Venue) { n.Aliases = make([]string, MaxAliases+1) }, errs.Invalid},
	} {
		venues := map[string]Venue{"n1": good, "n2": {ID: "n2", Name: "Lake", Aliases: []string{"The Pond"}, Closes: 60, Archived: true}}
		n := good
		c.change(&n)
		err := Put(venues, n)
		if (err != nil) != (c.want != "") || err != nil && errs.KindOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		want := n
		if err != nil {
			want = good
		}
		if diff := cmp.Diff(want, venues["n1"]); diff != "" {
			t.Errorf("%s: the venue afterwards (-want +got):\n%s", name, diff)
		}
	}
}

func TestNewIDIsNeverTaken(t *testing.T) {
	t.Parallel()
	venues, ids := map[string]Venue{}, []string{}
	for range 5 {
		id := NewID(venues, "Park")
		venues[id] = Venue{Name: fmt.Sprint("Renamed ", id)}
		ids = append(ids, id)
	}
	if ids[0] != IDOf(" PARK ") || len(venues) != 5 || slices.Contains(ids, "") {
		t.Errorf("ids %v", ids)
	}
}
