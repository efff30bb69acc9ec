// Package planner makes lists: it arranges a vendor's books for the demand model,
// fits it or falls back to the next best thing, and turns predicted demand into
// how much to bring and why. It does no I/O.
package planner

import (
	"maps"
	"math"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/forecast"
	"github.com/marketprep/marketprep/shared/localevents"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
	"github.com/marketprep/marketprep/shared/weather"
)

// Input is everything that lists rest on.
type Input struct {
	Vendor   vendor.Vendor
	Products map[string]catalog.Product
	Venues   map[string]venue.Venue
	Months   map[civil.Month]*sale.Month
	Events   []event.Event
	Model    []byte                      // what Plan returned before; empty: nothing
	Markets  []market.Day                // planned ones of the days that lists are wanted for: they share what is scarce
	Leanings map[string]float64          // by what the vendor's own numbers move lists: feedback.Accuracy.Leanings
	Feeds    map[string]localevents.Feed // who tells of events
	Weather  *weather.Book               // nil: nothing is known of it
	Asked    *weather.Conditions         // the weather that somebody asked for instead; nil: none
	TillRead time.Time                   // until when the till's sales are known; zero: there is no till
	Now      time.Time

	Quantities map[string]int // how many to bring instead of the best number, by product id
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
		sets[i] = newList(in, h, o, d).set()
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

	sky  weather.Conditions
	seen bool // whether anything can be said of the weather
}

func newList(in Input, h *history, o *oracle, d market.Day) list {
	l := list{in: in, h: h, oracle: o, day: d}
	l.sky, l.seen = in.Weather.On(d.Venue, d.Date, in.Now)
	if !l.seen && in.Venues[d.Venue].Place != nil { // it was given a moment ago
		l.sky, l.seen = weather.Unread(), true
	}
	if in.Asked != nil {
		l.sky, l.seen = *in.Asked, true
	}
	return l
}

// expected are the conditions that demand is predicted for. Weather that is no
// forecast is not among them: the model takes what it does not know for usual.
func (l list) expected() forecast.Conditions {
	w := weather.Window{TempC: math.NaN(), RainMM: math.NaN()}
	if l.seen && l.sky.Forecast() {
		w = l.sky.Window
	}
	return l.in.conditions(l.day.Venue, l.day.Date, w)
}

func (l list) set() recommendation.Set {
	products, left := l.offered()
	forecasts, method := l.oracle.predict(l.h, l.day, products, l.expected())
	set := recommendation.Set{
		Date: l.day.Date, Venue: l.day.Venue, VenueName: l.day.VenueName, Opens: l.day.Opens, Closes: l.day.Closes,
		Generated: l.in.Now.UTC(), Method: method, RestsOn: l.restsOn(method), Items: []recommendation.Item{},
		Equipment: l.in.Venues[l.day.Venue].Equipment,
	}
	last, four := l.lastTimes(1), l.lastTimes(4)
	orders := make([]order, len(forecasts))
	for i, f := range forecasts {
		orders[i] = l.order(products[i], f)
	}
	orders = l.fit(orders)
	for _, o := range orders {
		item := l.item(o)
		if units, ok := last[o.id]; ok {
			item.LastTime = &units
		}
		if units, ok := four[o.id]; ok {
			item.LastFour = &units
		}
		set.Items = append(set.Items, item)
	}
	set.Totals = l.totals(orders, set.Items)
	sortItems(set.Items)
	set.Notes = l.notes(set, left)
	return set
}

// lastTimes is what was sold on average, by product id, on the venue's last so many
// days of the weekday, or as many as there were.
func (l list) lastTimes(most int) map[string]float64 {
	venueNo := l.h.venue[l.day.Venue]
	byDay := map[civil.Date]map[string]float64{}
	for _, s := range l.h.Sales {
		d := civil.Date(s.Day)
		if s.Venue != venueNo || d.Weekday() != l.day.Date.Weekday() {
			continue
		}
		if byDay[d] == nil {
			byDay[d] = map[string]float64{}
		}
		byDay[d][l.h.products[s.Product]] += s.Units
	}
	days := slices.Sorted(maps.Keys(byDay))
	days = days[max(0, len(days)-most):]
	mean := map[string]float64{}
	for _, d := range days {
		for product, units := range byDay[d] {
			mean[product] += units / float64(len(days))
		}
	}
	return mean
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
		case l.day.PreOrders[id] > 0, !anywhere[p], l.h.marketDays[l.day.Venue] < fewDays, last != nil && newest-*last <= lately, seasonal[p]:
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
	r.EventSources = []recommendation.EventSource{}
	for _, id := range slices.Sorted(maps.Keys(l.in.Feeds)) {
		f := l.in.Feeds[id]
		source := recommendation.EventSource{Name: f.Name, IsFallback: l.in.Now.Sub(f.Read) > localevents.Stale}
		if !f.Read.IsZero() {
			source.At = &f.Read
			source.AgeSeconds = max(0, int(l.in.Now.Sub(f.Read)/time.Second))
		}
		r.EventSources, r.IsFallback = append(r.EventSources, source), r.IsFallback || source.IsFallback
	}
	if l.seen {
		r.Weather, r.Conditions = l.sky.Source, shownWeather(l.sky)
		r.IsFallback = r.IsFallback || l.sky.IsFallback
	}
	if !l.in.TillRead.IsZero() {
		read := l.in.TillRead.UTC()
		r.TillRead = &read
		r.IsFallback = r.IsFallback || l.tillIsLate()
	}
	return r
}

func (l list) tillIsLate() bool {
	return !l.in.TillRead.IsZero() && l.in.Now.Sub(l.in.TillRead) > recommendation.TillLate
}

// shownWeather is c as a list shows it.
func shownWeather(c weather.Conditions) *recommendation.Conditions {
	known := func(v float64) *float64 {
		if math.IsNaN(v) {
			return nil
		}
		rounded := math.Round(v*100) / 100
		return &rounded
	}
	shown := &recommendation.Conditions{
		TempC: known(c.TempC), RainMM: known(c.RainMM), RainChance: known(c.Chance), GustKMH: known(c.GustKMH), Code: c.Code, Words: weather.Words(c.Code),
		Source: c.Source, IsFallback: c.IsFallback,
	}
	if !c.At.IsZero() {
		at := c.At.UTC()
		shown.At = &at
	}
	return shown
}
