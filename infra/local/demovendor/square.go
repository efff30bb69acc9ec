package demovendor

import (
	"strconv"
	"time"

	"github.com/marketprep/marketprep/infra/local/simulate"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/square/squaretest"
	"github.com/marketprep/marketprep/shared/venue"
)

// Merchant is the demo vendor's account at the fake Square.
const Merchant = "MJUNIPERLANE"

// locationID is the demo vendor's location at Square for a market.
func locationID(market string) string { return "L" + venue.IDOf(market) }

// OpenSquare gives the demo vendor an account at the fake Square: a location for
// each market, a catalog, and all that its till ever wrote down.
func (v *Vendor) OpenSquare(fake *squaretest.Server) {
	zone, err := time.LoadLocation(simulate.TimeZone)
	if err != nil {
		zone = time.UTC // a machine without zones
	}
	account := squaretest.Seller{Merchant: Merchant, Name: business, Locations: []squaretest.Location{
		{ID: "LKITCHEN", Name: "Kitchen (closed)", Zone: simulate.TimeZone, Inactive: true},
	}}
	for _, n := range v.World.Venues() {
		account.Locations = append(account.Locations, squaretest.Location{ID: locationID(n.Name), Name: n.Name, Zone: simulate.TimeZone, Lat: &n.Latitude, Lon: &n.Longitude})
	}
	fake.AddSeller(account)
	begun := v.World.From().Time(time.UTC)
	for i, p := range v.World.Products() {
		category := "CAT" + p.Category
		fake.PutCategories(Merchant, squaretest.Category{ID: category, Name: p.Category, Updated: begun})
		fake.PutItems(Merchant, squaretest.Item{
			ID: "ITEM" + strconv.Itoa(i), Name: p.Name, Category: category, Updated: begun,
			Variations: []squaretest.Variation{{ID: variationID(p.Name), Name: "Regular", Price: int64(p.Price)}},
		})
	}
	fake.PutOrders(Merchant, v.orders(zone)...)
}

func variationID(product string) string { return "V" + venue.IDOf(product) }

func (v *Vendor) orders(zone *time.Location) []squaretest.Order {
	var orders []squaretest.Order
	for _, r := range v.World.Receipts(v.World.From(), civil.DateOf(time.Now()), zone) {
		o := squaretest.Order{ID: r.ID, Location: locationID(r.Venue), Created: r.At, Closed: r.At}
		lines := make([]squaretest.Line, 0, len(r.Lines))
		for _, l := range r.Lines {
			line := squaretest.Line{Quantity: strconv.FormatFloat(l.Quantity.Units(), 'f', -1, 64), Each: int64(l.Price), Discount: int64(l.Discount)}
			if l.Product == "" {
				line.Type = "CUSTOM_AMOUNT"
			} else {
				line.Variation, line.Name, line.Price = variationID(l.Product), l.Name, "Regular"
			}
			lines = append(lines, line)
		}
		if r.Refund {
			o.Returns = lines
		} else {
			o.Lines = lines
		}
		orders = append(orders, o)
	}
	return orders
}
