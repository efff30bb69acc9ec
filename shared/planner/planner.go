// Package planner makes lists: it arranges a vendor's books for the demand model,
// fits it or falls back to the next best thing, and turns predicted demand into
// how much to bring and why. It does no I/O.
package planner

import (
	"time"

	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
)

// Input is everything that lists rest on.
type Input struct {
	Vendor   vendor.Vendor
	Products map[string]catalog.Product
	Venues   map[string]venue.Venue
	Months   map[civil.Month]*sale.Month
	Events   []event.Event
	Model    []byte             // what Plan returned before; empty: nothing
	Leanings map[string]float64 // by what the vendor's own numbers move lists: feedback.Accuracy.Leanings
	Now      time.Time
}

// Plan returns the lists for the given market days, and the fit they were made
// with, to be kept: while nothing has changed it need not be made again, and if
// it cannot be made, the old one serves. The fit is empty if it is the one in in.
func Plan(in Input, days []market.Day) ([]recommendation.Set, []byte) {
	asOf := known(in, days)
	h := newHistory(in, asOf)
	o, kept := newOracle(in, h, asOf)
	sets := make([]recommendation.Set, len(days))
	for i, d := range days {
		sets[i] = list{in, h, o, d}.set()
	}
	return sets, kept
}

// known is the last day whose sales the lists may rest on: today, but nothing of
// the market days themselves or after. A list for a day that has been is thus
// what it would have been then.
func known(in Input, days []market.Day) civil.Date {
	asOf := civil.DateOf(in.Now.In(in.Vendor.Location()))
	for _, d := range days {
		asOf = min(asOf, d.Date-1)
	}
	return asOf
}

// list is the making of one list.
type list struct {
	in     Input
	h      *history
	oracle *oracle
	day    market.Day
}

func (l list) set() recommendation.Set {
	products, left := l.offered()
	c := conditions(l.in.Events, l.day.Venue, l.day.Date, nil)
	forecasts, method := l.oracle.predict(l.h, l.day, products, c)
	set := recommendation.Set{
		Date: l.day.Date, Venue: l.day.Venue, VenueName: l.day.VenueName, Opens: l.day.Opens, Closes: l.day.Closes,
		Generated: l.in.Now.UTC(), Method: method, RestsOn: l.restsOn(method), Items: []recommendation.Item{},
		Totals: recommendation.Totals{Fee: l.day.Fee},
	}
	profit := profits{known: true}
	for i, f := range forecasts {
		id := l.h.products[products[i]]
		item, plan := l.item(id, f)
		set.Items = append(set.Items, item)
		profit.add(l.in.Products[id], plan)
		set.Totals.Units += float64(item.Recommend)
		set.Totals.ExpectedSold += item.ExpectedSold
		set.Totals.ExpectedRevenue += item.ExpectedRevenue
	}
	set.Totals.ExpectedSold = tenths(set.Totals.ExpectedSold)
	set.Totals.ExpectedProfit = profit.less(l.day.Fee)
	sortItems(set.Items)
	set.Notes = l.notes(set, left)
	return set
}

// Lately and as seasons go: a product is on the list if it was sold at the venue
// within so many days of the venue's last market day, or as near to the same day a
// year ago.
const (
	lately     civil.Date = 60
	seasonNear civil.Date = 21
)

// fewDays is the number of market days below which a venue's own history does
// not decide what is on its list.
const fewDays = 4

// offered are the model's numbers of the products on the list, and the names of
// those that were left off though they are sold elsewhere.
func (l list) offered() (products []int32, left []string) {
	venueNo := l.h.venue[l.day.Venue]
	here := map[int32]*civil.Date{} // newest sale at this venue
	seasonal, anywhere := map[int32]bool{}, map[int32]bool{}
	var newest civil.Date
	for _, s := range l.h.Sales {
		if s.Units <= 0 {
			continue
		}
		anywhere[s.Product] = true
		if s.Venue != venueNo {
			continue
		}
		d := civil.Date(s.Day)
		if here[s.Product] == nil || *here[s.Product] < d {
			here[s.Product] = &d
		}
		newest = max(newest, d)
		if apart := l.day.Date - d - 364; apart >= -seasonNear && apart <= seasonNear {
			seasonal[s.Product] = true
		}
	}
	for p, id := range l.h.products {
		p := int32(p)
		product := l.in.Products[id]
		if product.Archived {
			continue
		}
		last := here[p]
		switch {
		case !anywhere[p], l.h.marketDays[l.day.Venue] < fewDays, last != nil && newest-*last <= lately, seasonal[p]:
			products = append(products, p)
		default:
			left = append(left, product.Name)
		}
	}
	return products, left
}

func (l list) restsOn(method recommendation.Method) recommendation.RestsOn {
	r := recommendation.RestsOn{MarketDays: l.h.marketDays[l.day.Venue], Weather: "none", IsFallback: method != recommendation.Model, Events: []string{}}
	if l.h.lastSale > 0 {
		last := l.h.lastSale
		r.LastSale = &last
	}
	for _, e := range l.in.Events {
		if e.Size() > 0 && e.At(l.day.Venue, l.day.Date) {
			r.Events = append(r.Events, e.Name)
		}
	}
	r.Holiday = l.holiday()
	return r
}
