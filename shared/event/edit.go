package event

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

// What one event may be. Names are counted in characters.
const (
	MaxName       = 120
	MaxDays       = 60 // from the first day to the last
	MaxAttendance = 10_000_000
)

// Own is the source of an event that the vendor entered.
const Own = "own"

// FirstYear is the year of the first day of the earliest event that can happen
// on d: events are kept by that year.
func FirstYear(d civil.Date) int { return (d - MaxDays + 1).Year() }

// YearOf is the year of the first day of the event with the given id, and
// whether it is the id of one.
func YearOf(id string) (int, bool) {
	if len(id) < 5 || id[0] != 'e' {
		return 0, false
	}
	year, err := strconv.Atoi(id[1:5])
	return year, err == nil && year >= civil.First.Year() && year <= civil.Last.Year()
}

// Add adds e, which has no id yet, to the events of its year and returns it. It
// fails with errs.Invalid, naming fields of the request's body, if e cannot be, and
// with errs.Conflict if it is there already or the year is full.
func Add(events map[string]Event, e Event) (Event, error) {
	switch {
	case e.Name == "":
		return e, errs.InvalidField("body.name", "an event needs a name")
	case e.Until < e.Date:
		return e, errs.InvalidField("body.until", "%s is before the first day, %s", e.Until, e.Date)
	case e.Until-e.Date >= MaxDays:
		return e, errs.InvalidField("body.until", "an event takes at most %d days", MaxDays)
	}
	e.ID = IDOf(e.Name, e.Date, e.Venue)
	if _, known := events[e.ID]; known {
		message := fmt.Sprintf("you have an event %q on %s already", e.Name, e.Date)
		return e, &errs.Error{Kind: errs.Conflict, Message: message, Fields: []errs.Field{{Location: "body.name", Message: message}}}
	}
	if len(events) >= MaxPerYear {
		return e, errs.New(errs.Conflict, "you have %d events in %d, which is as many as there can be", len(events), e.Date.Year())
	}
	events[e.ID] = e
	return e, nil
}

// Remove takes the event with the given id back and reports whether it was there. What
// a source tells of is hidden: it would tell of it again tomorrow.
func Remove(events map[string]Event, id string) bool {
	e, ok := events[id]
	switch {
	case !ok || e.Hidden:
		return false
	case e.Source == Own:
		delete(events, id)
	default:
		e.Hidden = true
		events[id] = e
	}
	return true
}

// Between are the events that happen on a day from one to another, both included,
// near the venue with the given id or, if that is empty, anywhere, in order of day.
func Between(events map[string]Event, from, to civil.Date, venue string) []Event {
	found := []Event{}
	for _, e := range events {
		if !e.Hidden && e.Date <= to && e.Until >= from && (venue == "" || e.Venue == "" || e.Venue == venue) {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return found
}
