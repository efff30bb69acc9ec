// Package sale knows what was sold: per market day and product, from which
// source, and how the sources of one day add up.
package sale

import (
	"cmp"
	"slices"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
)

// Source says where a line came from. Its numbers are stored.
type Source uint8

// The sources. A day's total is what the point of sale counted (Square, or else
// the imported file) and what was recorded by hand beside it; what the vendor
// told afterwards stands where there is neither.
const (
	File   Source = 1 // an imported file
	Square Source = 2 // synchronised from Square
	Manual Source = 3 // recorded by hand: cash, tokens, another terminal
	Told   Source = 4 // the vendor's feedback after the market
	Noted  Source = 5 // "sold out", said at the stall; it counts no units
)

// Unknown stands for a time of day that nobody knows.
const Unknown civil.Clock = -1

// Line is what one source says of one product on one market day.
type Line struct {
	Product string // id; empty: amounts that were not given an item
	Source  Source
	Units   amount.Quantity // less the returns of the same day
	Revenue amount.Money
	First   civil.Clock // of the first sale
	Last    civil.Clock // of the last sale
	Hours   []Hour      // in order; empty if the times are unknown

	SoldOut   bool
	SoldOutAt civil.Clock     // Unknown unless SoldOut
	Brought   amount.Quantity // 0: unknown
	Wasted    amount.Quantity
	Rating    uint8 // of the recommendation, 1 to 5; 0: none
}

// Hour is how many units were sold in one hour of the day.
type Hour struct {
	Hour  uint8
	Units amount.Quantity
}

// NewLine returns a line that says nothing yet.
func NewLine(product string, source Source) Line {
	return Line{Product: product, Source: source, First: Unknown, Last: Unknown, SoldOutAt: Unknown}
}

// Add adds a sale of units for revenue at a time of day, which may be Unknown.
func (l *Line) Add(units amount.Quantity, revenue amount.Money, at civil.Clock) {
	l.Units += units
	l.Revenue += revenue
	if at == Unknown {
		return
	}
	if l.First == Unknown || at < l.First {
		l.First = at
	}
	l.Last = max(l.Last, at)
	hour := uint8(at / 60)
	i, found := slices.BinarySearchFunc(l.Hours, hour, func(h Hour, hour uint8) int { return cmp.Compare(h.Hour, hour) })
	if !found {
		l.Hours = slices.Insert(l.Hours, i, Hour{Hour: hour})
	}
	l.Hours[i].Units += units
}

// Day is one market day: what every source says of it.
type Day struct {
	Date  civil.Date
	Venue string // id
	Lines []Line // by product and source
}

// Line returns the line of product from source, made if there is none.
func (d *Day) Line(product string, source Source) *Line {
	i, found := slices.BinarySearchFunc(d.Lines, Line{Product: product, Source: source}, compareLines)
	if !found {
		d.Lines = slices.Insert(d.Lines, i, NewLine(product, source))
	}
	return &d.Lines[i]
}

func compareLines(a, b Line) int {
	return cmp.Or(cmp.Compare(a.Product, b.Product), cmp.Compare(a.Source, b.Source))
}

// Totals is what was sold on the day, one line per product, after the rules of
// the Source constants. The lines' Source is the strongest that took part.
func (d *Day) Totals() []Line {
	square := slices.ContainsFunc(d.Lines, func(l Line) bool { return l.Source == Square })
	totals := make([]Line, 0, len(d.Lines))
	for i := range d.Lines {
		l := &d.Lines[i]
		if l.Source == File && square {
			continue
		}
		if n := len(totals); n == 0 || totals[n-1].Product != l.Product {
			if l.Source == Noted {
				continue // how many were sold nobody has said yet
			}
			totals = append(totals, NewLine(l.Product, 0))
		}
		totals[len(totals)-1].merge(l)
	}
	return totals
}

// merge adds what o says to l, whose sources so far are weaker or none.
func (l *Line) merge(o *Line) {
	counted := l.Source != 0
	if o.Source != Told || !counted {
		l.Units += o.Units
		l.Revenue += o.Revenue
		l.Hours = mergeHours(l.Hours, o.Hours)
		if o.First != Unknown && (l.First == Unknown || o.First < l.First) {
			l.First = o.First
		}
		l.Last = max(l.Last, o.Last)
	}
	if o.SoldOut {
		l.SoldOut = true
		l.SoldOutAt = max(l.SoldOutAt, o.SoldOutAt)
	}
	l.Brought = max(l.Brought, o.Brought)
	l.Wasted = max(l.Wasted, o.Wasted)
	l.Rating = max(l.Rating, o.Rating)
	if o.Source != Noted {
		l.Source = o.Source
	}
}

func mergeHours(a, b []Hour) []Hour {
	if len(a) == 0 {
		return b
	}
	merged := slices.Clone(a)
	for _, h := range b {
		i, found := slices.BinarySearchFunc(merged, h.Hour, func(m Hour, hour uint8) int { return cmp.Compare(m.Hour, hour) })
		if found {
			merged[i].Units += h.Units
		} else {
			merged = slices.Insert(merged, i, h)
		}
	}
	return merged
}

// Month is every market day of a calendar month, by date and venue.
type Month struct {
	Days []Day
}

// Day returns the market day at venue on date, made if there is none.
func (m *Month) Day(date civil.Date, venue string) *Day {
	i, found := slices.BinarySearchFunc(m.Days, Day{Date: date, Venue: venue}, func(a, b Day) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Venue, b.Venue))
	})
	if !found {
		m.Days = slices.Insert(m.Days, i, Day{Date: date, Venue: venue})
	}
	return &m.Days[i]
}
