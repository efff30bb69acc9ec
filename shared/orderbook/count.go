package orderbook

import (
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/salesmap"
)

// Waiting are the orders of one location and day of which nobody knows at which
// market they were sold.
type Waiting struct {
	Orders  int
	Revenue amount.Money
	First   time.Time // when the first of them was paid
	Last    time.Time
}

// Counted is what the till counted on one day.
type Counted struct {
	Days    map[string]*sale.Day // market days by venue; only lines of source Square
	Waiting map[string]Waiting   // by location
}

// Count counts the day d again: paid are all orders that may belong to it.
//
// What was returned on the day on which it was sold is not counted; what was
// returned later says nothing about what people wanted on either day.
func Count(d civil.Date, paid []Paid, m *salesmap.Map) Counted {
	c := Counted{Days: map[string]*sale.Day{}, Waiting: map[string]Waiting{}}
	sold, returns := map[string]map[Mark]bool{}, map[string][]Line{}
	for _, p := range paid {
		place := m.Place(p.Location, p.Closed)
		switch {
		case place.Date != d || place.Venue == salesmap.LeftOut:
			continue
		case place.Venue == "":
			c.wait(p)
			continue
		}
		if c.Days[place.Venue] == nil {
			c.Days[place.Venue] = &sale.Day{Date: d, Venue: place.Venue}
			sold[place.Venue] = map[Mark]bool{}
		}
		sold[place.Venue][p.Mark] = true
		for _, l := range p.Lines {
			if l.Returned {
				returns[place.Venue] = append(returns[place.Venue], l)
				continue
			}
			c.Days[place.Venue].Line(l.Product, sale.Square).Add(l.Units, l.Money, place.At)
		}
	}
	for venue, lines := range returns {
		lines = slices.DeleteFunc(lines, func(l Line) bool { return l.Of != 0 && !sold[venue][l.Of] })
		takeBack(c.Days[venue], lines)
	}
	return c
}

// wait adds p, unless it sold nothing, to the orders that wait.
func (c Counted) wait(p Paid) {
	w, sells := c.Waiting[p.Location], false
	for _, l := range p.Lines {
		if !l.Returned {
			w.Revenue, sells = w.Revenue+l.Money, true
		}
	}
	if !sells {
		return
	}
	w.Orders++
	if w.First.IsZero() || p.Closed.Before(w.First) {
		w.First = p.Closed
	}
	if p.Closed.After(w.Last) {
		w.Last = p.Closed
	}
	c.Waiting[p.Location] = w
}

// takeBack takes what was returned off what was sold on day. A till does not say
// when it had been sold: the last units of the day go first.
func takeBack(day *sale.Day, returned []Line) {
	sums := map[string]Line{}
	for _, l := range returned {
		sum := sums[l.Product]
		sum.Units, sum.Money = sum.Units+l.Units, sum.Money+l.Money
		sums[l.Product] = sum
	}
	for i := range day.Lines {
		l := &day.Lines[i]
		back := sums[l.Product]
		units := min(back.Units, l.Units)
		l.Units -= units
		l.Revenue = max(l.Revenue-back.Money, min(l.Revenue, 0))
		for units > 0 && len(l.Hours) > 0 {
			last := &l.Hours[len(l.Hours)-1]
			part := min(units, last.Units)
			last.Units, units = last.Units-part, units-part
			if last.Units == 0 {
				l.Hours = l.Hours[:len(l.Hours)-1]
			}
		}
	}
	day.Lines = slices.DeleteFunc(day.Lines, func(l sale.Line) bool { return l.Units == 0 && l.Revenue == 0 })
}

// Write puts what the till counted on d into month, in place of what it counted
// before. What other sources say stays.
func (c Counted) Write(month *sale.Month, d civil.Date) {
	for i := range month.Days {
		if day := &month.Days[i]; day.Date == d {
			day.Lines = slices.DeleteFunc(day.Lines, func(l sale.Line) bool { return l.Source == sale.Square })
		}
	}
	for venue, counted := range c.Days {
		for _, l := range counted.Lines {
			*month.Day(d, venue).Line(l.Product, sale.Square) = l
		}
	}
	month.Days = slices.DeleteFunc(month.Days, func(day sale.Day) bool {
		return day.Date == d && len(day.Lines) == 0
	})
}
