// Package simulate is the world of the demo vendor: a bakery with some jam and
// produce, three markets, and two years of market days that end yesterday. All of
// it follows from a seed and from what today is.
//
// Demand is made the way the product believes it is made, so that each effect can
// be looked for in the forecasts. For one market day,
//
//	visitors = typical × season × trend × weather × event × holiday × luck
//	demand   ~ NB2(visitors × share × taste × season × weather × ramp, k)
//
// Of the visitors:
//   - typical: Venue.Visitors, so that the venue and its weekday are one effect;
//   - season: monthly factors from 0.62 in January to 1.12 in summer, with
//     straight lines between the middles of months;
//   - trend: 6 % more each year;
//   - weather: rain during the selling hours costs up to 45 % (2 mm 18 %, 10 mm
//     41 %), and distance from 20 °C costs exp(−(Δ/40)²): 22 % at 0 °C;
//   - event: 1.35 on a day with a large one near by (1,000 visitors and more), 1.15
//     with a medium one;
//   - holiday: 1.35 in the five days before Thanksgiving, 1.4 in the week before
//     Christmas, 1.25 on Easter Saturday, 0.85 around the 4th of July, 0.9 on the
//     long weekends of May and September; no market on 25 December and 1 January;
//   - luck: log-normal with σ = 0.10, one draw for all products of the day.
//
// Of each product (see products for the values):
//   - share: units wanted by each hundred visitors;
//   - taste: what a venue's visitors care for, by category, 0.8 to 1.25;
//   - season: monthly factors; 0 is a month without it (tomatoes, cider donuts);
//   - weather: per 10 °C above 15 °C, −10 % (cinnamon rolls) to +12 % (salad);
//   - ramp: a new product begins at 60 % and is known after eight weeks;
//   - k = 20: variance = mean + mean²/20, 45 % of the mean at 8 units, 27 % at 40.
//     What is sold by weight has this law for the number of buyers, who take 0.5 to
//     2.5 lb each.
//
// The weather is one for all three venues, whose hours differ: a yearly wave of
// temperature (9 °C ± 13) with deviations that last (first-order autoregression,
// 0.7 from day to day, σ = 4.5 °C), and rain where a hidden variable of the same
// kind (0.45) is above 0.6, about one day in four, with 1 mm to 20 mm.
//
// The vendor brings by rule of thumb: the mean of what the last four market days
// there sold, times 1.3; 15 % more after selling out last time; a quarter more for a
// large event and a tenth more for a medium one; rounded to whole packs, and one at
// least. So one product in three sells out, which loses one sale in seven, and a
// quarter of what is brought is left; bread is thrown away, jam, honey and eggs come
// back. Buyers come
// over the day as Beta(2, 2.6) of the opening hours, the first are served, and the
// rest are demand that no till ever sees.
//
// In the course of the two years two products are new (weeks 35 and 80), one is
// dropped (week 62), one is renamed (week 48), a storm cancels a Saturday (week 20)
// and a burst pipe a Wednesday (week 68; or the first of the next season). In the
// till's file 3 % of the lines have 10 % off, 1.5 % of the receipts a custom amount,
// and one purchase in 250 comes back within the hour. What comes back is not sold
// again.
package simulate

import (
	"cmp"
	"slices"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
)

// How far a world reaches around today, in days.
const (
	past   = 104 * 7
	future = 10 * 7
)

// World is everything that happens to the demo vendor.
type World struct {
	seed     uint64
	today    civil.Date
	venues   []Venue
	products []Product
	events   []Event
	sky      map[civil.Date]sky
	days     map[place]*marketDay
}

// place is a market day.
type place struct {
	venue int // index in World.venues
	date  civil.Date
}

// Outcome is how a product did on a market day. Quantities are in units of the
// product: pieces, or pounds if it is sold by weight.
type Outcome struct {
	Product    string // its name today
	Brought    amount.Quantity
	Sold       amount.Quantity // min(Demand, Brought)
	Demand     amount.Quantity // what would have been sold had there been enough
	Returned   amount.Quantity // of what was sold; it is thrown away
	ThrownAway amount.Quantity // unsold and not kept for the next market
	SoldOut    bool
	SoldOutAt  civil.Clock // when the last unit went; -1 unless SoldOut
}

// New makes the world of seed in which it is today. Equal arguments make equal
// worlds.
func New(seed uint64, today civil.Date) *World {
	w := &World{seed: seed, today: today, venues: venues(), products: products(today - past), days: map[place]*marketDay{}}
	w.events = w.makeEvents()
	w.sky = w.makeSky()
	for d := today - past; d <= today+future; d++ {
		for v := range w.venues {
			if w.takesPlace(v, d) {
				w.days[place{v, d}] = w.makeDay(v, d)
			}
		}
	}
	return w
}

// From is the first day of the two years.
func (w *World) From() civil.Date { return w.today - past }

// Venues are the three markets.
func (w *World) Venues() []Venue { return slices.Clone(w.venues) }

// Products are all products that are or were sold in the two years.
func (w *World) Products() []Product { return slices.Clone(w.products) }

// Events are the events near the markets, in order of date, ten weeks ahead
// included.
func (w *World) Events() []Event { return slices.Clone(w.events) }

// Days are the days on which the market of the given name takes place, from one
// date to another inclusive, as far as the world reaches: two years back and ten
// weeks ahead.
func (w *World) Days(venue string, from, to civil.Date) []civil.Date {
	var days []civil.Date
	for p := range w.days {
		if w.venues[p.venue].Name == venue && p.date >= from && p.date <= to {
			days = append(days, p.date)
		}
	}
	slices.Sort(days)
	return days
}

// Day is how each product did at the venue on date, with what the vendor brought
// by rule of thumb; nil if there was no market. It knows the next ten weeks too.
func (w *World) Day(venue string, date civil.Date) []Outcome {
	d := w.day(venue, date)
	if d == nil {
		return nil
	}
	outcomes, _ := w.sell(d, d.brought)
	return outcomes
}

// Bring is Day if the vendor brings these quantities, by product, instead.
// Products that are not named are left at home; those that are not on offer on
// that day are ignored.
func (w *World) Bring(venue string, date civil.Date, quantities map[string]amount.Quantity) []Outcome {
	d := w.day(venue, date)
	if d == nil {
		return nil
	}
	brought := make([]amount.Quantity, len(w.products))
	for i, p := range w.products {
		if d.brought[i] > 0 {
			brought[i] = max(quantities[p.Name], 0)
		}
	}
	outcomes, _ := w.sell(d, brought)
	return outcomes
}

func (w *World) day(venue string, date civil.Date) *marketDay {
	return w.days[place{w.venue(venue), date}]
}

// venue is the index of the venue of the given name, -1 if there is none.
func (w *World) venue(name string) int {
	return slices.IndexFunc(w.venues, func(v Venue) bool { return v.Name == name })
}

// places are the market days from one date to another, in order of time.
func (w *World) places(from, to civil.Date) []place {
	var places []place
	for p := range w.days {
		if p.date >= from && p.date <= to {
			places = append(places, p)
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.date, b.date), cmp.Compare(a.venue, b.venue))
	})
	return places
}
