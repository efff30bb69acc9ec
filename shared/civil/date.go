// Package civil holds calendar days and times of day as a vendor writes them:
// without a time zone, because a market day is a day where the market is.
package civil

import (
	"fmt"
	"time"

	"github.com/marketprep/marketprep/shared/errs"
)

// Date is a calendar day, counted from 1970-01-01. Its text form is YYYY-MM-DD.
type Date int32

// First and Last bound the days that the product accepts: what lies outside is
// a typing error, not a market day.
const (
	First Date = 10957 // 2000-01-01
	Last  Date = 47481 // 2099-12-31
)

// DateOf is the calendar day of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return NewDate(y, m, d)
}

// NewDate returns the given day; like time.Date it accepts days beyond a month's end.
func NewDate(year int, month time.Month, day int) Date {
	const secondsPerDay = 24 * 60 * 60
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// ParseDate reads YYYY-MM-DD between First and Last. It fails with errs.Invalid.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, errs.New(errs.Invalid, "%q is not a date: write YYYY-MM-DD", s)
	}
	d := DateOf(t)
	if d < First || d > Last {
		return 0, errs.New(errs.Invalid, "%s is not between %s and %s", s, First, Last)
	}
	return d, nil
}

// Time is midnight of d in loc, or the first moment of d where a change of
// clocks skips midnight.
func (d Date) Time(loc *time.Location) time.Time {
	y, m, day := d.utc().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, loc)
}

// At is the moment at which clocks in loc show c on d; where a change of clocks
// skips that, a moment beside it.
func (d Date) At(c Clock, loc *time.Location) time.Time {
	y, m, day := d.utc().Date()
	return time.Date(y, m, day, int(c)/60, int(c)%60, 0, 0, loc)
}

func (d Date) utc() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

// Weekday of d.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Year of d.
func (d Date) Year() int { return d.utc().Year() }

// Month that d is in.
func (d Date) Month() Month { t := d.utc(); return Month(t.Year()*12 + int(t.Month()) - 1) }

// Format formats d as time.Time does.
func (d Date) Format(layout string) string { return d.utc().Format(layout) }

func (d Date) String() string { return d.Format(time.DateOnly) }

// MarshalText writes YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDate reads.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	if err != nil {
		return fmt.Errorf("civil: read date: %w", err)
	}
	*d = v
	return nil
}

// Month is a calendar month, counted from January of the year 0. Its text form is YYYY-MM.
type Month int32

// First is the month's first day.
func (m Month) First() Date { return NewDate(int(m)/12, time.Month(int(m)%12+1), 1) }

// Last is the month's last day.
func (m Month) Last() Date { return (m + 1).First() - 1 }

func (m Month) String() string { return m.First().Format("2006-01") }
