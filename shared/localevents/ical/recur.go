package ical

import (
	"errors"
	"fmt"
	"slices"
	"time"

	goical "github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"
)

// What a calendar's recurring events may cost.
const (
	// mostWork is how much all recurring events together may cost: an occurrence
	// counts one, and so do thirty days in which a rule finds none. A second or so.
	mostWork = 600_000
	// mostRule is how long a rule may be, in bytes: each of its values is compared
	// with each day.
	mostRule = 300
)

// starts are the beginnings of the occurrences of e that touch the window.
func (r *reader) starts(e *goical.Event, start time.Time, length time.Duration) ([]time.Time, error) {
	touches := func(t time.Time) bool { return t.Before(r.to) && t.Add(max(length, time.Minute)).After(r.from) }
	rule := e.Props.Get(goical.PropRecurrenceRule)
	if rule == nil {
		if touches(start) {
			return []time.Time{start}, nil
		}
		return nil, nil
	}
	if len(rule.Value) > mostRule {
		return nil, fmt.Errorf("ical: a rule of %d bytes", len(rule.Value))
	}
	option, err := rrule.StrToROptionInLocation(rule.Value, start.Location())
	if err != nil {
		return nil, fmt.Errorf("ical: read a rule: %w", err)
	}
	if option.Freq > rrule.DAILY || len(option.Byhour)+len(option.Byminute)+len(option.Bysecond) > 3 {
		return nil, errors.New("ical: an event that recurs more often than daily")
	}
	// Its end and its exceptions are looked at here, so that it is known how far a rule looked.
	until := r.to
	if !option.Until.IsZero() {
		until = earlier(until, option.Until.Add(time.Second))
	}
	option.Until, option.Dtstart = time.Time{}, start
	one, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, fmt.Errorf("ical: read a rule: %w", err)
	}
	except, err := r.dates(e, goical.PropExceptionDates)
	if err != nil {
		return nil, err
	}
	beside, err := r.dates(e, goical.PropRecurrenceDates)
	if err != nil {
		return nil, err
	}
	at := map[time.Time]bool{} // UTC
	for t := range beside {
		at[t] = true
	}
	next, last := one.Iterator(), start
	for n := 0; ; n++ {
		t, ok := next()
		if !ok && (option.Count == 0 || n < option.Count) { // it looked on until the end of time
			t = time.Date(rrule.MAXYEAR, 12, 31, 0, 0, 0, 0, time.UTC)
		}
		r.work += 1 + max(0, int((t.Unix()-last.Unix())/(30*24*60*60))) // Sub ends at 292 years
		if !ok || !t.Before(until) {
			break
		}
		if r.work > mostWork {
			return nil, errors.New("ical: an event that recurs for ever")
		}
		at[t.UTC()], last = true, t
	}
	var starts []time.Time
	for t := range at {
		if !except[t] && touches(t) {
			starts = append(starts, t.In(start.Location()))
		}
	}
	slices.SortFunc(starts, time.Time.Compare)
	return starts, nil
}

// dates are the moments that the properties of a name list, in UTC.
func (r *reader) dates(e *goical.Event, name string) (map[time.Time]bool, error) {
	all := map[time.Time]bool{}
	for _, p := range single(e.Props.Values(name)) {
		t, err := r.moment(&p)
		if err != nil {
			return nil, err
		}
		all[t.UTC()] = true
	}
	return all, nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
