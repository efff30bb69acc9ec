package salesfile

import (
	"strconv"
	"strings"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

// DateOrder is which part of a date like 03/04/2026 comes first.
type DateOrder string

const (
	FindOut    DateOrder = "" // by what the file shows, see Read
	MonthFirst DateOrder = "month/day"
	DayFirst   DateOrder = "day/month"
)

// dates reads dates, and remembers in which order their parts stand.
type dates struct {
	order    DateOrder
	assumed  bool // nothing showed the order
	latest   civil.Date
	last     string // the cell that was read before, for lines of one day follow each other
	lastDate civil.Date
}

// misreadError says that the lines before this one were read in the wrong order.
type misreadError struct{ error }

func (e *misreadError) Unwrap() error { return e.error }

// read reads the day of a cell, which may go on with a time of day.
func (d *dates) read(cell string) (civil.Date, error) {
	if cell == d.last && cell != "" {
		return d.lastDate, nil
	}
	parts, ok := dateParts(cell)
	if !ok {
		if strings.TrimSpace(cell) == "" {
			return 0, errs.New(errs.Invalid, "there is no date")
		}
		return 0, errs.New(errs.Invalid, "%q is not a date", brief(cell))
	}
	day, ok := parts.day(d.order)
	if other, fits := parts.day(d.order.other()); !ok && fits && parts.slashed && d.assumed && other <= d.latest {
		return 0, &misreadError{errs.New(errs.Invalid, "%q is written %s, but the lines before it could be read either way and were read %s: say how this file writes dates, or write them as YYYY-MM-DD", brief(cell), d.order.other(), d.order)}
	}
	switch {
	case !ok:
		return 0, errs.New(errs.Invalid, "%q is not a date", brief(cell))
	case day < civil.First:
		return 0, errs.New(errs.Invalid, "%s is before %s", day, civil.First)
	case day > d.latest:
		return 0, errs.New(errs.Invalid, "%s is in the future", day)
	}
	d.last, d.lastDate = strings.Clone(cell), day
	return day, nil
}

func (o DateOrder) other() DateOrder {
	if o == DayFirst {
		return MonthFirst
	}
	return DayFirst
}

// parts are the numbers of a date.
type parts struct {
	first, second, year int
	slashed             bool // first may be the month or the day; else it is the month
}

// day is the day that p means. It is none if there is no such day.
func (p parts) day(o DateOrder) (civil.Date, bool) {
	month, day := p.first, p.second
	if p.slashed && o == DayFirst {
		month, day = day, month
	}
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return 0, false
	}
	d := civil.NewDate(p.year, time.Month(month), day)
	return d, d.Month().First() == civil.NewDate(p.year, time.Month(month), 1)
}

// dateParts splits what people write as a date, with or without a day of the week
// before it and a time of day after it.
func dateParts(cell string) (parts, bool) {
	s, _, _ := splitDateTime(cell)
	if len(s) == 8 && strings.Trim(s, "0123456789") == "" { // 20260718
		s = s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	var words [3]string
	n := 0
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune("/-., ", r) }) {
		if n == 0 && weekday(w) {
			continue
		}
		if n == len(words) {
			return parts{}, false
		}
		words[n] = w
		n++
	}
	if n < len(words) {
		return parts{}, false
	}
	return words2parts(words, strings.Contains(s, "."))
}

func words2parts(w [3]string, dotted bool) (parts, bool) {
	if m := month(w[0]); m > 0 { // Jul 18, 2026
		day, ok1 := short(w[1])
		year, ok2 := year(w[2])
		return parts{first: m, second: day, year: year}, ok1 && ok2
	}
	if m := month(w[1]); m > 0 { // 18-Jul-2026
		day, ok1 := short(w[0])
		year, ok2 := year(w[2])
		return parts{first: m, second: day, year: year}, ok1 && ok2
	}
	if len(w[0]) == 4 { // 2026-07-18
		y, ok0 := year(w[0])
		m, ok1 := short(w[1])
		day, ok2 := short(w[2])
		return parts{first: m, second: day, year: y}, ok0 && ok1 && ok2
	}
	a, ok0 := short(w[0])
	b, ok1 := short(w[1])
	y, ok2 := year(w[2])
	ok := ok0 && ok1 && ok2
	if dotted { // 18.7.2026: dots always stand after the day
		return parts{first: b, second: a, year: y}, ok
	}
	return parts{first: a, second: b, year: y, slashed: true}, ok
}

func short(s string) (int, bool) {
	v, err := strconv.ParseUint(s, 10, 8)
	return int(v), err == nil && len(s) <= 2
}

// year reads four digits, or two of this century.
func year(s string) (int, bool) {
	v, err := strconv.ParseUint(s, 10, 16)
	if len(s) == 2 {
		v += 2000
	}
	return int(v), err == nil && (len(s) == 2 || len(s) == 4)
}

// month is the number of a month by its English name or the beginning of it; 0
// for anything else.
func month(s string) int {
	if len(s) < 3 {
		return 0
	}
	for m := time.January; m <= time.December; m++ {
		if name := m.String(); len(s) <= len(name) && strings.EqualFold(s, name[:len(s)]) || m == time.September && strings.EqualFold(s, "sept") {
			return int(m)
		}
	}
	return 0
}

func weekday(s string) bool {
	if len(s) < 3 {
		return false
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := d.String(); len(s) <= len(name) && strings.EqualFold(s, name[:len(s)]) {
			return true
		}
	}
	return false
}
