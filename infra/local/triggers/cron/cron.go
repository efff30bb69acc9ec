// Package cron reads the schedule expressions of AWS, rate(...) and cron(...),
// and says when they are due.
package cron

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Schedule says when something is due.
type Schedule struct {
	every time.Duration // of a rate; 0 for a cron expression
	zone  *time.Location

	minutes, hours, months, years set
	days                          days
}

// Parse reads an expression such as "rate(15 minutes)" or "cron(0 3 * * ? *)",
// whose fields are minutes, hours, day of month, month, day of week and year, in
// the zone with the given IANA name.
func Parse(expression, zone string) (Schedule, error) {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return Schedule{}, fmt.Errorf("cron: zone %q: %w", zone, err)
	}
	name, inside, ok := strings.Cut(strings.TrimSpace(expression), "(")
	inside, closed := strings.CutSuffix(inside, ")")
	if !ok || !closed {
		return Schedule{}, fmt.Errorf("cron: %q is neither rate(...) nor cron(...)", expression)
	}
	s := Schedule{zone: loc}
	switch name {
	case "rate":
		s.every, err = rate(inside)
	case "cron":
		err = s.cron(strings.Fields(inside))
	default:
		err = errors.New("neither rate(...) nor cron(...)")
	}
	if err != nil {
		return Schedule{}, fmt.Errorf("cron: %q: %w", expression, err)
	}
	return s, nil
}

func rate(inside string) (time.Duration, error) {
	number, unit, _ := strings.Cut(strings.TrimSpace(inside), " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		return 0, errors.New("a rate is a number above 0 and a unit")
	}
	units := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
	d, ok := units[strings.TrimSuffix(strings.TrimSpace(unit), "s")]
	if !ok {
		return 0, fmt.Errorf("%q is neither minutes, hours nor days", unit)
	}
	return time.Duration(n) * d, nil
}

func (s *Schedule) cron(fields []string) error {
	if len(fields) != 6 {
		return fmt.Errorf("%d fields, want 6: minutes, hours, day of month, month, day of week, year", len(fields))
	}
	var err error
	for _, f := range []struct {
		name     string
		into     *set
		text     string
		from, to int
		names    []string
	}{
		{"minutes", &s.minutes, fields[0], 0, 59, nil},
		{"hours", &s.hours, fields[1], 0, 23, nil},
		{"month", &s.months, fields[3], 1, 12, months()},
		{"year", &s.years, fields[5], 1970, 2199, nil},
	} {
		if *f.into, err = parseSet(f.text, f.from, f.to, f.names); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	s.days, err = parseDays(fields[2], fields[4])
	return err
}

// Next returns the first time after t at which the schedule is due; for a rate,
// t is the time at which it was due before. It is zero if that never comes.
func (s Schedule) Next(t time.Time) time.Time {
	if s.every > 0 {
		return t.Add(s.every)
	}
	local := t.In(s.zone)
	for day := date(local); day.Year() <= 2199; day = day.AddDate(0, 0, 1) {
		if !s.years.has(day.Year()) || !s.months.has(int(day.Month())) || !s.days.include(day) {
			continue
		}
		for h := range 24 {
			if !s.hours.has(h) {
				continue
			}
			for m := range 60 {
				if !s.minutes.has(m) {
					continue
				}
				due := time.Date(day.Year(), day.Month(), day.Day(), h, m, 0, 0, s.zone)
				// An hour that the clocks skip does not come: AWS leaves it out, too.
				if due.After(t) && due.Hour() == h {
					return due
				}
			}
		}
	}
	return time.Time{}
}

// date is noon-free: the days that are walked over have no zone.
func date(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
