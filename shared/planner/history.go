package planner

import (
	"maps"
	"math"
	"slices"

	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/feedback"
	"github.com/marketprep/marketprep/shared/forecast"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/venue"
	"github.com/marketprep/marketprep/shared/weather"
)

// history is a vendor's books as the demand model reads them, and what its
// numbers for products and venues stand for.
type history struct {
	forecast.History
	products, venues []string         // ids, by the model's number
	product, venue   map[string]int32 // the model's number, by id
	sold             map[string]int32 // the same, by the id that sales name, which may be a former one
	joined           map[int32]bool   // products that were once another
	marketDays       map[string]int   // days with sales, by venue id
	lastSale         civil.Date       // 0: none
}

// Feedback older than this no longer outweighs what the till says; see also
// feedback.Trusted.
const feedbackDays = 90

// newHistory arranges what in has of the days up to asOf.
func newHistory(in Input, asOf civil.Date) *history {
	h := &history{product: map[string]int32{}, venue: map[string]int32{}, sold: map[string]int32{}, joined: map[int32]bool{}, marketDays: map[string]int{}}
	categories := map[string]int32{"": -1}
	for _, id := range slices.Sorted(maps.Keys(in.Products)) {
		p := in.Products[id]
		if catalog.Root(in.Products, id) != id {
			continue
		}
		if _, ok := categories[p.Category]; !ok {
			categories[p.Category] = int32(len(categories) - 1)
		}
		h.product[id] = int32(len(h.products))
		h.products = append(h.products, id)
		h.Category = append(h.Category, categories[p.Category])
		h.Core = append(h.Core, p.Core)
	}
	for _, id := range slices.Sorted(maps.Keys(in.Venues)) {
		n := in.Venues[id]
		h.venue[id] = int32(len(h.venues))
		h.venues = append(h.venues, id)
		visitors := 0.0
		if n.Visitors != nil {
			visitors = float64(*n.Visitors)
		}
		h.VisitorsPerDay = append(h.VisitorsPerDay, visitors)
	}
	for id := range in.Products {
		root := catalog.Root(in.Products, id)
		number, ok := h.product[root]
		if !ok {
			continue // a circle of renamings, which the catalog refuses
		}
		h.sold[id] = number
		h.joined[number] = h.joined[number] || root != id
	}
	h.Products, h.Venues, h.Region = len(h.products), len(h.venues), in.Vendor.Region
	h.addDays(in, asOf)
	return h
}

func (h *history) addDays(in Input, asOf civil.Date) {
	offers := map[int32][]offered{}
	var slots []slotDay
	for _, m := range slices.Sorted(maps.Keys(in.Months)) {
		for _, d := range in.Months[m].Days {
			v, ok := h.venue[d.Venue]
			if !ok || d.Date > asOf {
				continue
			}
			sales := h.daySales(in, d, v, asOf)
			if len(sales) == 0 {
				continue
			}
			h.Sales = append(h.Sales, sales...)
			h.Days = append(h.Days, forecast.MarketDay{Venue: v, Day: forecast.Day(d.Date), Conditions: in.conditions(d.Venue, d.Date, was(in.Weather, d))})
			h.marketDays[d.Venue]++
			h.lastSale = max(h.lastSale, d.Date)
			slots = append(slots, slotDay{v, d.Date})
			for _, s := range sales {
				offers[s.Product] = append(offers[s.Product], offered{v, d.Date})
			}
		}
	}
	h.addUnsold(slots, offers)
}

// daySales are the sales of one day by product, renamed ones joined.
func (h *history) daySales(in Input, d sale.Day, v int32, asOf civil.Date) []forecast.Sale {
	totals := trusted(d, asOf).Totals()
	sales := make([]forecast.Sale, 0, len(totals))
	for i := range totals {
		l := &totals[i]
		p, ok := h.sold[l.Product]
		if !ok {
			continue
		}
		at := len(sales)
		if h.joined[p] { // there may be a line of a former name
			if i := slices.IndexFunc(sales, func(s forecast.Sale) bool { return s.Product == p }); i >= 0 {
				at = i
			}
		}
		if at == len(sales) {
			sales = append(sales, forecast.Sale{Product: p, Venue: v, Day: forecast.Day(d.Date)})
		}
		s := &sales[at]
		s.Units += max(l.Units.Units(), 0)
		s.Brought += l.Brought.Units()
		s.SoldOut = s.SoldOut || l.SoldOut || l.Brought > 0 && l.Units >= l.Brought
		if l.SoldOutAt != sale.Unknown {
			s.OpenShare = max(s.OpenShare, openShare(in.Venues[d.Venue], l.SoldOutAt))
		}
	}
	return sales
}

// trusted is d without the feedback that a forecast does not go by: of a vendor
// who found the list useless, and, where somebody else counted, of long ago.
func trusted(d sale.Day, asOf civil.Date) *sale.Day {
	told := func(l sale.Line) bool { return l.Source == sale.Told }
	if !slices.ContainsFunc(d.Lines, told) {
		return &d
	}
	kept := sale.Day{Date: d.Date, Venue: d.Venue}
	for _, l := range d.Lines {
		untrusted := l.Rating > 0 && l.Rating < feedback.Trusted
		if told(l) && (untrusted || d.Date < asOf-feedbackDays && !onlyTold(d, l.Product)) {
			continue
		}
		kept.Lines = append(kept.Lines, l)
	}
	return &kept
}

// onlyTold reports whether nobody but the vendor's feedback counted the product.
func onlyTold(d sale.Day, product string) bool {
	return !slices.ContainsFunc(d.Lines, func(l sale.Line) bool { return l.Product == product && l.Source != sale.Told })
}

// openShare is the share of the selling hours that had passed at a time of day.
func openShare(n venue.Venue, at civil.Clock) float64 {
	if n.Closes <= n.Opens {
		return 0
	}
	return min(max(float64(at-n.Opens)/float64(n.Closes-n.Opens), 0.05), 1)
}

// was is the weather of a day of sales.
func was(b *weather.Book, d sale.Day) weather.Window {
	if w, ok := b.Was(d.Venue, d.Date); ok {
		return w
	}
	return weather.Window{TempC: math.NaN(), RainMM: math.NaN()}
}

// conditions are what is known of a market day, with the given weather.
func (in *Input) conditions(venueID string, d civil.Date, w weather.Window) forecast.Conditions {
	c := forecast.Conditions{TempC: w.TempC, RainMM: w.RainMM}
	for _, e := range in.Events {
		if e.At(venueID, d) {
			c.Event = max(c.Event, forecast.EventSize(e.Size()))
		}
	}
	return c
}

type offered struct {
	venue int32
	date  civil.Date
}

type slotDay = offered

// A product that was not sold on a market day was on the table all the same if it
// was sold at that venue both within so many days before and after; after its
// last sale it stays on the table for so many more market days. A till knows only
// what was sold: without the days of no sale, what sells one day in three would
// look as if it sold every day.
const (
	offerGap  civil.Date = 35
	offerTail int        = 4
)

// addUnsold adds the days on which a product was on the table and not sold.
func (h *history) addUnsold(days []slotDay, offers map[int32][]offered) {
	byVenue := map[int32][]civil.Date{}
	for _, d := range days {
		byVenue[d.venue] = append(byVenue[d.venue], d.date)
	}
	for p := range int32(h.Products) {
		sold := map[int32][]civil.Date{}
		for _, o := range offers[p] {
			sold[o.venue] = append(sold[o.venue], o.date)
		}
		for v := range int32(h.Venues) {
			for _, d := range unsold(byVenue[v], sold[v]) {
				h.Sales = append(h.Sales, forecast.Sale{Product: p, Venue: v, Day: forecast.Day(d)})
			}
		}
	}
}

// unsold are the market days on which a product that was sold on the given days
// was offered in vain. Both are in order; sold is part of days.
func unsold(days, sold []civil.Date) []civil.Date {
	if len(sold) == 0 {
		return nil
	}
	var vain []civil.Date
	next, tail := 0, 0 // next: index in sold of the first sale on or after the day
	for _, d := range days {
		for next < len(sold) && sold[next] < d {
			next++
		}
		switch {
		case next < len(sold) && sold[next] == d, next == 0:
		case next == len(sold):
			if tail++; tail <= offerTail && d-sold[next-1] <= offerGap {
				vain = append(vain, d)
			}
		case sold[next]-sold[next-1] <= offerGap:
			vain = append(vain, d)
		}
	}
	return vain
}
