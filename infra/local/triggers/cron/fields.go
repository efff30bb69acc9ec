package cron

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

func months() []string {
	return []string{"", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
}

// weekdays are numbered as AWS does: Sunday is 1.
func weekdays() []string { return []string{"", "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"} }

// set are the values that a field allows; nil allows all.
type set map[int]bool

func (s set) has(v int) bool { return s == nil || s[v] }

// parseSet reads lists of values, ranges and steps: "0", "1-5", "*/15", "MON,WED".
func parseSet(text string, from, to int, names []string) (set, error) {
	if text == "*" {
		return nil, nil
	}
	s := set{}
	for part := range strings.SplitSeq(text, ",") {
		lo, hi, step, err := parseRange(part, from, to, names)
		if err != nil {
			return nil, err
		}
		for v := lo; v <= hi; v += step {
			s[v] = true
		}
	}
	return s, nil
}

func parseRange(part string, from, to int, names []string) (lo, hi, step int, err error) {
	span, stepText, stepped := strings.Cut(part, "/")
	step = 1
	if stepped {
		if step, err = strconv.Atoi(stepText); err != nil || step < 1 {
			return 0, 0, 0, fmt.Errorf("%q is no step", stepText)
		}
	}
	if span == "*" {
		return from, to, step, nil
	}
	first, last, ranged := strings.Cut(span, "-")
	if lo, err = value(first, from, to, names); err != nil {
		return 0, 0, 0, err
	}
	switch {
	case ranged:
		hi, err = value(last, from, to, names)
	case stepped: // 5/15: from 5 on
		hi = to
	default:
		hi = lo
	}
	if err == nil && hi < lo {
		err = fmt.Errorf("%q runs backwards", span)
	}
	return lo, hi, step, err
}

func value(text string, from, to int, names []string) (int, error) {
	if i := slices.Index(names, strings.ToUpper(text)); i > 0 {
		return i, nil
	}
	v, err := strconv.Atoi(text)
	if err != nil || v < from || v > to {
		return 0, fmt.Errorf("%q is not between %d and %d", text, from, to)
	}
	return v, nil
}

// days say which days are due, by day of month or by day of week.
type days struct {
	ofMonth, ofWeek set
	last            bool         // L: the last day of the month
	beforeLast      int          // L-3: so many days before that
	lastWeekday     bool         // LW: the last day from Monday to Friday
	nearest         int          // 15W: the working day nearest to the 15th
	lastOf          time.Weekday // 6L: the last Friday, if lastOfWeek
	lastOfWeek      bool
	nth             int // 6#3: the third Friday
	nthOf           time.Weekday
}

func parseDays(month, week string) (days, error) {
	var d days
	var err error
	switch {
	case month == "?" && week == "?", month != "?" && week != "?":
		return d, errors.New("one of day of month and day of week must be ?, and the other not")
	case week == "?":
		err = d.parseMonth(month)
	default:
		err = d.parseWeek(week)
	}
	return d, err
}

func (d *days) parseMonth(text string) (err error) {
	before, ok := strings.CutPrefix(text, "L-")
	day, working := strings.CutSuffix(text, "W")
	switch {
	case text == "L":
		d.last = true
	case text == "LW":
		d.lastWeekday = true
	case ok:
		d.last = true
		d.beforeLast, err = value(before, 1, 30, nil)
	case working:
		d.nearest, err = value(day, 1, 31, nil)
	default:
		d.ofMonth, err = parseSet(text, 1, 31, nil)
	}
	if err != nil {
		return fmt.Errorf("day of month: %w", err)
	}
	return nil
}

func (d *days) parseWeek(text string) (err error) {
	var day int
	if name, nth, ok := strings.Cut(text, "#"); ok {
		if day, err = value(name, 1, 7, weekdays()); err == nil {
			d.nthOf = time.Weekday(day - 1)
			d.nth, err = value(nth, 1, 5, nil)
		}
	} else if name, last := strings.CutSuffix(strings.ToUpper(text), "L"); last {
		if name == "" { // L alone: Saturday
			name = "7"
		}
		day, err = value(name, 1, 7, weekdays())
		d.lastOfWeek, d.lastOf = text != "L", time.Weekday(day-1)
		if text == "L" {
			d.ofWeek = set{7: true}
		}
	} else {
		d.ofWeek, err = parseSet(text, 1, 7, weekdays())
	}
	if err != nil {
		return fmt.Errorf("day of week: %w", err)
	}
	return nil
}

// include reports whether a day is due.
func (d days) include(day time.Time) bool {
	end := lastOfMonth(day)
	switch {
	case d.last:
		return day.Day() == end.Day()-d.beforeLast
	case d.lastWeekday:
		return day.Equal(working(end))
	case d.nearest > 0:
		return d.nearest <= end.Day() && day.Equal(working(day.AddDate(0, 0, d.nearest-day.Day())))
	case d.lastOfWeek:
		return day.Weekday() == d.lastOf && day.Day() > end.Day()-7
	case d.nth > 0:
		return day.Weekday() == d.nthOf && (day.Day()-1)/7+1 == d.nth
	}
	return d.ofMonth.has(day.Day()) && d.ofWeek.has(int(day.Weekday())+1)
}

func lastOfMonth(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, time.UTC)
}

// working is the day from Monday to Friday nearest to day within its month.
func working(day time.Time) time.Time {
	move := 0
	switch day.Weekday() {
	case time.Saturday:
		if move = -1; day.Day() == 1 {
			move = 2
		}
	case time.Sunday:
		if move = 1; day.Equal(lastOfMonth(day)) {
			move = -2
		}
	}
	return day.AddDate(0, 0, move)
}
