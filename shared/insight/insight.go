// Package insight looks back: how venues compare, how a market day went and what it
// taught, how the year runs, and what is missing from the data. It does no I/O.
package insight

import (
	"maps"
	"slices"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/weather"
)

// Books are what is looked back on.
type Books struct {
	*sale.Books
	Exceptions map[string]market.Exception // by market.Key
	Events     []event.Event
	Weather    *weather.Book // nil: none
}

// days calls each with every market day from one to another on which something is
// known to have been sold, in order of date, and with its totals.
func (b Books) days(from, to civil.Date, each func(sale.Day, []sale.Line)) {
	for _, m := range slices.Sorted(maps.Keys(b.Months)) {
		for _, d := range b.Months[m].Days {
			if d.Date < from || d.Date > to {
				continue
			}
			if totals := d.Totals(); len(totals) > 0 {
				each(d, totals)
			}
		}
	}
}

// market is the market that d was, by its hours and fee.
func (b Books) market(d sale.Day) market.Day {
	return market.Assumed(b.Venues[d.Venue], d.Venue, b.Exceptions, d.Date)
}

func (b Books) venueName(id string) string {
	if n, ok := b.Venues[id]; ok {
		return n.Name
	}
	return id
}

// product is the id and name of the product that sales name, under which all of its
// former names count.
func (b Books) product(id string) (root, name string) {
	if id == "" {
		return "", "Without a product"
	}
	root = catalog.Root(b.Products, id)
	if p, ok := b.Products[root]; ok {
		return root, p.Name
	}
	return root, root
}

// rounded is a sum of floats as money.
func rounded(v float64) amount.Money {
	if v < 0 {
		return -amount.Money(-v + 0.5)
	}
	return amount.Money(v + 0.5)
}
