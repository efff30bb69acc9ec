package event

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

var newYearsEve = civil.NewDate(2026, 12, 31)

func TestAnIDNamesTheYear(t *testing.T) {
	t.Parallel()
	for _, d := range []civil.Date{civil.First, newYearsEve, newYearsEve + 1, civil.Last} {
		if year, ok := YearOf(IDOf("Fair", d, "n1")); !ok || year != d.Year() {
			t.Errorf("the event of %s is of year %d, %t", d, year, ok)
		}
	}
	for _, id := range []string{"", "e", "e202", "p20260123456789ab", "e1999xxxx", "e2100xxxx", "e-026xxxx", "exxxx2026", "e+026"} {
		if year, ok := YearOf(id); ok {
			t.Errorf("%q is an event of %d", id, year)
		}
	}
	if IDOf("Fair", newYearsEve, "") != IDOf(" FAIR ", newYearsEve, "") || IDOf("Fair", newYearsEve, "") == IDOf("Fair", newYearsEve, "n1") {
		t.Error("an event is its name, day and venue")
	}
}

func TestFirstYearReachesBackAsFarAsEventsDo(t *testing.T) {
	t.Parallel()
	// The longest event that begins in 2026 ends MaxDays-1 later.
	for d, want := range map[civil.Date]int{newYearsEve: 2026, newYearsEve + MaxDays - 1: 2026, newYearsEve + MaxDays: 2027} {
		if got := FirstYear(d); got != want {
			t.Errorf("on %s: %d, want %d", d, got, want)
		}
	}
}

func TestAdd(t *testing.T) {
	t.Parallel()
	fair := Event{Name: "Fair", Date: newYearsEve, Until: newYearsEve}
	for name, c := range map[string]struct {
		change func(*Event)
		want   errs.Kind
	}{
		"another name":     {func(e *Event) { e.Name = "Concert" }, ""},
		"another venue":    {func(e *Event) { e.Venue = "n1" }, ""},
		"60 days":          {func(e *Event) { e.Name, e.Until = "Long", e.Date+MaxDays-1 }, ""},
		"the same":         {func(*Event) {}, errs.Conflict},
		"the same, longer": {func(e *Event) { e.Name, e.Until = "FAIR", e.Date+1 }, errs.Conflict},
		"no name":          {func(e *Event) { e.Name = "" }, errs.Invalid},
		"ends before":      {func(e *Event) { e.Until-- }, errs.Invalid},
		"61 days":          {func(e *Event) { e.Until = e.Date + MaxDays }, errs.Invalid},
	} {
		events := map[string]Event{}
		if _, err := Add(events, fair); err != nil {
			t.Fatal(err)
		}
		e := fair
		c.change(&e)
		added, err := Add(events, e)
		if (err != nil) != (c.want != "") || err != nil && errs.KindOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if err == nil {
			e.ID = IDOf(e.Name, e.Date, e.Venue)
			if diff := cmp.Diff(e, added); diff != "" || len(events) != 2 || events[e.ID] != added {
				t.Errorf("%s: %d events, added (-want +got):\n%s", name, len(events), diff)
			}
		} else if len(events) != 1 {
			t.Errorf("%s: refused and added", name)
		}
	}
}

func TestBetweenAndAt(t *testing.T) {
	t.Parallel()
	events := map[string]Event{
		"b": {ID: "b", Name: "Both", Date: newYearsEve, Until: newYearsEve + 1},
		"p": {ID: "p", Name: "Park", Date: newYearsEve, Until: newYearsEve, Venue: "park"},
		"l": {ID: "l", Name: "Lake", Date: newYearsEve - 1, Until: newYearsEve - 1, Venue: "lake"},
	}
	for _, c := range []struct {
		from, to civil.Date
		venue    string
		want     []Event
	}{
		{newYearsEve, newYearsEve, "", []Event{events["b"], events["p"]}},
		{newYearsEve - 1, newYearsEve + 1, "", []Event{events["l"], events["b"], events["p"]}},
		{newYearsEve - 1, newYearsEve + 1, "park", []Event{events["b"], events["p"]}},
		{newYearsEve + 1, newYearsEve + 9, "lake", []Event{events["b"]}},
		{newYearsEve + 2, newYearsEve + 9, "", []Event{}},
	} {
		if diff := cmp.Diff(c.want, Between(events, c.from, c.to, c.venue)); diff != "" {
			t.Errorf("%s to %s near %q (-want +got):\n%s", c.from, c.to, c.venue, diff)
		}
	}
	if e := events["p"]; !e.At("park", newYearsEve) || e.At("lake", newYearsEve) || e.At("park", newYearsEve+1) || !events["b"].At("lake", newYearsEve+1) {
		t.Error("an event is elsewhere or at another time")
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	for attendance, want := range map[int]int{0: 0, 99: 0, 100: 1, 999: 1, 1000: 2, 50000: 2} {
		if got := (Event{Attendance: &attendance}).Size(); got != want {
			t.Errorf("%d visitors count as %d, want %d", attendance, got, want)
		}
	}
	if got := (Event{}).Size(); got != 0 {
		t.Errorf("an unknown number of visitors counts as %d", got)
	}
}
