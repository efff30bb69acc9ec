package planner

import (
	"cmp"
	"math"
	"slices"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/forecast"
)

// TrainingRow is one observation that the demand model is fitted to.
type TrainingRow struct {
	Date      civil.Date `json:"date"`
	Venue     string     `json:"venue" doc:"Id of the venue"`
	Product   string     `json:"product" doc:"Id of the product"`
	Units     float64    `json:"units" doc:"Units sold; 0: it was on offer in vain"`
	SoldOut   bool       `json:"soldOut" doc:"Units is a lower bound of what was wanted"`
	OpenShare *float64   `json:"openShare,omitempty" doc:"Share of the selling hours before it sold out; absent: unknown"`
	Brought   *float64   `json:"brought,omitempty" doc:"Units brought; absent: unknown"`
	TempC     *float64   `json:"tempC,omitempty" doc:"Mean temperature of the selling hours, in degrees Celsius; absent: unknown"`
	RainMM    *float64   `json:"rainMm,omitempty" doc:"Rain over the selling hours, in millimetres; absent: unknown"`
	Event     int        `json:"event" enum:"0,1,2" doc:"Size of the event nearby: 0 none, 1 medium, 2 large"`
}

// Training returns the rows that a fit of today rests on, of the days from one to
// another, in order of day, venue and product.
func Training(in Input, from, to civil.Date) []TrainingRow {
	h := newHistory(in, civil.DateOf(in.Now.In(in.Vendor.Location())))
	type key struct {
		venue int32
		day   forecast.Day
	}
	conditions := map[key]forecast.Conditions{}
	for _, d := range h.Days {
		conditions[key{d.Venue, d.Day}] = d.Conditions
	}
	rows := []TrainingRow{}
	for _, s := range h.Sales {
		date := civil.Date(s.Day)
		if date < from || date > to {
			continue
		}
		c := conditions[key{s.Venue, s.Day}]
		rows = append(rows, TrainingRow{
			Date: date, Venue: h.venues[s.Venue], Product: h.products[s.Product], Units: s.Units, SoldOut: s.SoldOut,
			OpenShare: known0(s.OpenShare), Brought: known0(s.Brought), TempC: knownNumber(c.TempC), RainMM: knownNumber(c.RainMM), Event: int(c.Event),
		})
	}
	slices.SortFunc(rows, func(a, b TrainingRow) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Venue, b.Venue), cmp.Compare(a.Product, b.Product))
	})
	return rows
}

// known0 is nil for 0, which stands for unknown.
func known0(v float64) *float64 {
	if v == 0 {
		return nil
	}
	return &v
}

// knownNumber is nil for what is no number, which stands for unknown.
func knownNumber(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
