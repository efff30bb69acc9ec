// Package holiday computes public holidays and the usual school holidays of a region:
// the United States, Germany, France, the United Kingdom and Canada, and the parts of
// each that have holidays of their own. It needs no list of years and no network, and
// it allocates nothing.
//
// A region is a country or one of its parts by ISO 3166-2: "US", "US-GA", "DE-BY",
// "GB-SCT", "CA-QC". Days are counted from 1970-01-01.
package holiday

import (
	"strings"
	"time"
)

// rule is when a public holiday is.
type rule struct {
	name    string
	kind    kind
	month   time.Month
	day     int // of the month; of nth: which; of easter: days after Easter Sunday
	weekday time.Weekday
	since   int    // the first year; 0: always
	only    string // parts of the country that have it, " GA TX "; empty: all
	but     string // parts that do not
}

type kind int8

const (
	fixed    kind = iota // month and day
	observed             // the same; on a Saturday the Friday before, on a Sunday the Monday after
	moved                // the same; on a weekend the next working day that is free
	nth                  // the day-th weekday of the month; -1 the last
	easterly             // day days after Easter Sunday
	before               // the weekday before month and day
)

// Public is the name of the public holiday of a region on a day. ok is false if
// there is none, or if the region is not known.
func Public(region string, day int32) (name string, ok bool) {
	country, part, _ := strings.Cut(region, "-")
	year, month, dayOfMonth := dateOf(day)
	for i := range rules[country] {
		r := &rules[country][i]
		if r.has(part) && year >= r.since && r.on(day, year, month, dayOfMonth) {
			return r.name, true
		}
	}
	return "", false
}

func (r *rule) has(part string) bool {
	return (r.only == "" || part != "" && hasWord(r.only, part)) && (r.but == "" || part == "" || !hasWord(r.but, part))
}

// hasWord reports whether a list like "GA TX" names a part.
func hasWord(list, part string) bool {
	for word := range strings.FieldsSeq(list) {
		if word == part {
			return true
		}
	}
	return false
}

// on reports whether the holiday is on the day, which is given twice.
func (r *rule) on(day int32, year int, month time.Month, dayOfMonth int) bool {
	switch r.kind {
	case fixed:
		return month == r.month && dayOfMonth == r.day
	case observed, moved:
		if month == r.month && dayOfMonth == r.day {
			return true
		}
		return r.substitute(day, year) || r.substitute(day, year+1)
	case nth:
		if month != r.month || weekday(day) != r.weekday {
			return false
		}
		if r.day < 0 {
			return dayOfMonth+7 > daysIn(year, month)
		}
		return (dayOfMonth-1)/7+1 == r.day
	case easterly:
		return day == Easter(year)+int32(r.day)
	case before:
		last := dayOf(year, r.month, r.day)
		return day < last && day >= last-7 && weekday(day) == r.weekday
	}
	return false
}

// substitute reports whether day stands in for the holiday of a year that falls on a
// weekend.
func (r *rule) substitute(day int32, year int) bool {
	on := dayOf(year, r.month, r.day)
	switch w := weekday(on); {
	case w != time.Saturday && w != time.Sunday:
		return false
	case r.kind == observed && w == time.Saturday:
		return day == on-1
	case w == time.Saturday:
		return day == on+2
	case r.kind == moved && r.month == time.December:
		return day == on+2 // the Monday is taken: by Boxing Day, or by Christmas
	default:
		return day == on+1
	}
}

// Easter is Easter Sunday of a year (Meeus, Astronomical Algorithms (1991), ch. 8).
func Easter(year int) int32 {
	a, b, c := year%19, year/100, year%100
	g := (8*b + 13) / 25
	h := (19*a + b - b/4 - g + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	k := (a + 11*h + 22*l) / 451
	n := h + l - 7*k + 114
	return dayOf(year, time.Month(n/31), n%31+1)
}

func dateOf(day int32) (int, time.Month, int) {
	return time.Unix(int64(day)*24*60*60, 0).UTC().Date()
}

func dayOf(year int, month time.Month, day int) int32 {
	return int32(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// weekday is that of a day; 1970-01-01 was a Thursday.
func weekday(day int32) time.Weekday { return time.Weekday(((int(day)+4)%7 + 7) % 7) }

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
