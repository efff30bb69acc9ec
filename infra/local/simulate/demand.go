package simulate

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
)

// Parameters of demand; see the package comment.
const (
	growth     = 0.06 // per year
	luck       = 0.10
	dispersion = 20
)

// visitorSeason are the visitors' months.
var visitorSeason = months{0.62, 0.66, 0.8, 0.95, 1.08, 1.12, 1.1, 1.1, 1.12, 1.1, 0.95, 0.9}

// wish is what one buyer wants of one product.
type wish struct {
	product  int
	second   int // after midnight
	quantity amount.Quantity
}

// marketDay is what the visitors of a market day want and what the vendor brought.
type marketDay struct {
	place
	wishes  []wish // in order of time
	brought []amount.Quantity
}

// visitors is how many come to the market.
func (w *World) visitors(v Venue, date civil.Date) float64 {
	years := float64(date-w.From()) / 365.25
	r := w.random("luck", v.Name, date)
	return float64(v.Visitors) * visitorSeason.at(date) * (1 + growth*years) * w.Weather(v.Name, date).factor() *
		w.eventFactor(v.Name, date) * holidayFactor(date) * math.Exp(luck*r.NormFloat64()-luck*luck/2)
}

// mean is the expected demand for p, in units, when so many visitors come.
func (w *World) mean(p Product, v Venue, date civil.Date, visitors float64) float64 {
	taste := v.taste[p.Category]
	if taste == 0 {
		taste = 1
	}
	warm := 1 + p.warm*(w.Weather(v.Name, date).TempC-15)/10
	return visitors * p.perHundred / 100 * taste * p.season.at(date) * max(warm, 0.3) * p.ramp(date, w.From())
}

// makeDay draws the demand of a market day and decides what the vendor brings.
func (w *World) makeDay(venue int, date civil.Date) *marketDay {
	d := &marketDay{place: place{venue, date}, brought: make([]amount.Quantity, len(w.products))}
	v := w.venues[venue]
	visitors := w.visitors(v, date)
	for i, p := range w.products {
		if !p.offered(date) {
			continue
		}
		d.brought[i] = w.ruleOfThumb(i, d.place)
		r := w.random("demand", p.Name, v.Name, date)
		mean := w.mean(p, v, date, visitors)
		if p.ByWeight {
			mean /= meanWeight
		}
		for range negativeBinomial(r, mean, dispersion) {
			d.wishes = append(d.wishes, wish{i, arrival(r, v), portion(r, p)})
		}
	}
	slices.SortStableFunc(d.wishes, func(a, b wish) int { return a.second - b.second })
	return d
}

// arrival is when a buyer comes, in seconds after midnight.
func arrival(r *rand.Rand, v Venue) int {
	open, length := int(v.Opens)*60, int(v.Closes-v.Opens)*60
	return open + min(int(beta(r, 2, 2.6)*float64(length)), length-1)
}

// meanWeight is what a buyer takes of what is sold by weight, in pounds.
const meanWeight = 1.5

// portion is how much a buyer wants: one, or a weight in hundredths of a pound.
func portion(r *rand.Rand, p Product) amount.Quantity {
	if !p.ByWeight {
		return amount.One
	}
	const least, most = 50, 250
	return amount.Quantity(least+r.IntN(most-least+1)) * amount.One / 100
}

// How much more than usual the vendor brings: always, and after selling out.
const (
	spare        = 1.3
	afterSellOut = 1.15
)

// ruleOfThumb is what the vendor brings of a product.
func (w *World) ruleOfThumb(product int, at place) amount.Quantity {
	const remembered = 4
	var sum, n float64
	soldOutLast := false
	for d := at.date - 7; d >= at.date-7*8 && n < remembered; d -= 7 {
		before := w.days[place{at.venue, d}]
		if before == nil || before.brought[product] == 0 {
			continue
		}
		sold := before.sold(product)
		sum, n = sum+sold.Units(), n+1
		if n == 1 {
			soldOutLast = sold == before.brought[product]
		}
	}
	p, v := w.products[product], w.venues[at.venue]
	usual := 0.9 * float64(v.Visitors) * p.perHundred / 100 // a guess, for want of sales
	if n > 0 {
		usual = sum / n
	}
	usual *= spare
	if soldOutLast {
		usual *= afterSellOut
	}
	switch w.eventFactor(v.Name, at.date) {
	case largeFactor:
		usual *= 1.25
	case mediumFactor:
		usual *= 1.1
	}
	packs := max(1, math.Round(usual/float64(p.Pack)))
	return amount.Quantity(packs) * amount.Quantity(p.Pack) * amount.One
}

// sold is how much of a product was sold of what was brought.
func (d *marketDay) sold(product int) amount.Quantity {
	var wanted amount.Quantity
	for _, x := range d.wishes {
		if x.product == product {
			wanted += x.quantity
		}
	}
	return min(wanted, d.brought[product])
}
