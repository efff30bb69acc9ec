package sale

import (
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/venue"
)

// Books are some months of a vendor's sales and the products and venues they
// name, by id. Who changes them alters the maps in place.
type Books struct {
	Products map[string]catalog.Product
	Venues   map[string]venue.Venue
	Months   map[civil.Month]*Month
	Seen     map[civil.Month]Seen // the lines of files that Months contain

	// Whoever alters Products or Venues says so here.
	ProductsChanged, VenuesChanged bool
}

// Day returns the market day at venue on date, made if there is none. Its month
// must be among b's.
func (b *Books) Day(date civil.Date, venue string) *Day {
	return b.Months[date.Month()].Day(date, venue)
}
