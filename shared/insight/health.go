package insight

import (
	"fmt"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/sale"
)

// Gap is something that is missing from a vendor's data.
type Gap struct {
	Kind   string   `json:"kind" enum:"noSales,reconnect,staleSync,unmapped,places,hours,prices,costs,feedback"`
	Count  int      `json:"count" doc:"How many products, venues or days it is about"`
	Action string   `json:"action" doc:"What to do next, in words"`
	Why    string   `json:"why" doc:"What it costs you to leave it"`
	IDs    []string `json:"ids" doc:"Of the products or venues, or the days and venues, at most twenty"`
}

// Till is what is known of a vendor's till.
type Till struct {
	Connected, Lost bool
	Read            time.Time // until when its sales are known
	Waiting         int       // days whose sales are at no market
}

// How old a till's sales may be, and how far back unreported days are asked for.
const (
	staleAfter            = 36 * time.Hour
	unreported civil.Date = 28
	named                 = 20
)

// Gaps are what is missing, the most urgent first. reported reports whether the
// vendor said how a market day went.
func Gaps(b Books, till Till, reported func(civil.Date, string) bool, now time.Time) []Gap {
	today := civil.DateOf(now.UTC())
	sold := map[string]bool{}
	var silent []string
	b.days(0, today, func(d sale.Day, totals []sale.Line) {
		for _, l := range totals {
			root, _ := b.product(l.Product)
			sold[root] = true
		}
		if d.Date > today-unreported && !reported(d.Date, d.Venue) {
			silent = append(silent, market.Key(d.Date, d.Venue))
		}
	})
	gaps := tillGaps(till, now)
	if len(sold) == 0 {
		gaps = append(gaps, Gap{"noSales", 1, "Connect Square or import a file of your sales.", "Without sales there is no list.", nil})
	}
	gaps = append(gaps, b.venueGaps()...)
	gaps = append(gaps, b.productGaps(sold)...)
	gaps = append(gaps, Gap{"feedback", len(silent), "Report how these market days went: a minute each.", "Without what you brought, nobody knows what was left or might have been sold.", silent})
	gaps = slices.DeleteFunc(gaps, func(g Gap) bool { return g.Count == 0 })
	for i, g := range gaps {
		slices.Sort(g.IDs)
		gaps[i].IDs = append([]string{}, g.IDs[:min(named, len(g.IDs))]...)
	}
	return gaps
}

func tillGaps(t Till, now time.Time) []Gap {
	var gaps []Gap
	switch age := now.Sub(t.Read); {
	case t.Lost:
		gaps = append(gaps, Gap{"reconnect", 1, "Connect Square again: it lets us in no more.", "Your newest sales are missing from the list.", nil})
	case t.Connected && age > staleAfter:
		action := "Ask for a sync now."
		if !t.Read.IsZero() {
			action = fmt.Sprintf("Ask for a sync now: the last one was %d hours ago.", int(age.Hours()))
		}
		gaps = append(gaps, Gap{"staleSync", 1, action, "Your newest sales are missing from the list.", nil})
	}
	return append(gaps, Gap{"unmapped", t.Waiting, "Say at which market these sales were made.", "They count for no market until you do.", nil})
}

func (b Books) venueGaps() []Gap {
	places := Gap{"places", 0, "Say where these venues are.", "Their lists know nothing of the weather and of events nearby.", nil}
	hours := Gap{"hours", 0, "Say when these venues open and close.", "Without hours, nobody can tell what a sell-out has cost you.", nil}
	for id, n := range b.Venues {
		if n.Archived {
			continue
		}
		if n.Place == nil {
			places.IDs = append(places.IDs, id)
		}
		if n.Closes <= n.Opens {
			hours.IDs = append(hours.IDs, id)
		}
	}
	places.Count, hours.Count = len(places.IDs), len(hours.IDs)
	return []Gap{places, hours}
}

// productGaps are about products that were sold.
func (b Books) productGaps(sold map[string]bool) []Gap {
	prices := Gap{"prices", 0, "Say what these products sell for.", "The list cannot weigh a lost sale against a leftover.", nil}
	costs := Gap{"costs", 0, "Say what these products cost to make.", "The list goes by what you said of risk, not by your margins, and profit is not known.", nil}
	for id, p := range b.Products {
		if p.Archived || !sold[id] {
			continue
		}
		if p.Price == nil {
			prices.IDs = append(prices.IDs, id)
		}
		if p.UnitCost == nil {
			costs.IDs = append(costs.IDs, id)
		}
	}
	prices.Count, costs.Count = len(prices.IDs), len(costs.IDs)
	return []Gap{prices, costs}
}

// Score is the share of the data that is there, 0 to 1: each kind of gap counts once.
func Score(gaps []Gap) float64 {
	const kinds = 9
	return float64(kinds-len(gaps)) / kinds
}
