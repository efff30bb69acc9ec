package insight

import (
	"cmp"
	"maps"
	"slices"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/sale"
)

// Series is what one product sold, or all of them, at one venue or at all, week by week.
type Series struct {
	Product string `json:"product" doc:"Id of the product; empty: all of them"`
	Venue   string `json:"venue" doc:"Id of the venue; empty: all of them"`
	Name    string `json:"name" doc:"Of the product or the venue that this series is about"`
	Weeks   []Week `json:"weeks" doc:"Weeks with a market day, in order"`
	revenue amount.Money
}

// Week is what was sold in a week.
type Week struct {
	Monday     civil.Date   `json:"monday" doc:"First day of the week"`
	MarketDays int          `json:"marketDays"`
	Units      float64      `json:"units"`
	Revenue    amount.Money `json:"revenue" doc:"In the minor unit of the currency"`
	SellOuts   int          `json:"sellOuts" doc:"How often a product is known to have sold out: more was wanted than was sold"`
}

// Cut says what Seasons is to show: one product, one venue, or all ("").
type Cut struct {
	Product, Venue string
	ByProduct      bool // a series for each product; else one for each venue
}

// Seasons is what was sold by week, one series for each product or venue, the
// greatest revenue first, at most so many.
func Seasons(b Books, cut Cut, from, to civil.Date, most int) []Series {
	type at struct {
		series string
		week   civil.Date
	}
	series, weeks := map[string]*Series{}, map[at]*Week{}
	b.days(from, to, func(d sale.Day, totals []sale.Line) {
		if cut.Venue != "" && cut.Venue != d.Venue {
			return
		}
		counted := map[string]bool{}
		for i := range totals {
			l := &totals[i]
			id, name := b.product(l.Product)
			if cut.Product != "" && cut.Product != id || cut.ByProduct && id == "" {
				continue
			}
			one := Series{Product: cut.Product, Venue: d.Venue, Name: b.venueName(d.Venue)}
			if cut.ByProduct {
				one = Series{Product: id, Venue: cut.Venue, Name: name}
			}
			key := one.Product + "/" + one.Venue
			if series[key] == nil {
				series[key] = &one
			}
			k := at{key, monday(d.Date)}
			w := weeks[k]
			if w == nil {
				w = &Week{Monday: k.week}
				weeks[k] = w
			}
			w.add(l, !counted[key])
			counted[key] = true
			series[key].revenue += l.Revenue
		}
	})
	for k, w := range weeks {
		series[k.series].Weeks = append(series[k.series].Weeks, *w)
	}
	return greatest(series, most)
}

func (w *Week) add(l *sale.Line, newDay bool) {
	if newDay {
		w.MarketDays++
	}
	w.Units += l.Units.Units()
	w.Revenue += l.Revenue
	if l.SoldOut {
		w.SellOuts++
	}
}

func greatest(series map[string]*Series, most int) []Series {
	all := []Series{}
	for s := range maps.Values(series) {
		slices.SortFunc(s.Weeks, func(a, b Week) int { return cmp.Compare(a.Monday, b.Monday) })
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b Series) int {
		return cmp.Or(cmp.Compare(b.revenue, a.revenue), cmp.Compare(a.Product, b.Product), cmp.Compare(a.Venue, b.Venue))
	})
	return all[:min(most, len(all))]
}

// monday is the first day of the week that d is in.
func monday(d civil.Date) civil.Date { return d - civil.Date((int(d.Weekday())+6)%7) }
