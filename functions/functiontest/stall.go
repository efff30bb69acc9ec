package functiontest

import (
	"context"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// Ids of what Stall sets up.
var (
	Bread     = catalog.IDOf("Sourdough")
	Jam       = catalog.IDOf("Plum jam")
	Riverside = venue.IDOf("Riverside")
	Downtown  = venue.IDOf("Downtown")
)

// Stall gives v two products and two venues: Riverside on Saturdays, Downtown on
// Wednesdays, both from 8 to 13 o'clock.
func (s *System) Stall(v tenant.ID) {
	s.t.Helper()
	price := func(m amount.Money) *amount.Money { return &m }
	crate, weight := 12, 850
	ctx := context.Background()
	err := s.Store.EditProducts(ctx, v, func(products map[string]catalog.Product) error {
		products[Bread] = catalog.Product{Name: "Sourdough", Category: "Bread", Price: price(650), UnitCost: price(200), PackSize: 6, CrateSize: &crate, WeightGrams: &weight}
		products[Jam] = catalog.Product{Name: "Plum jam", Category: "Jam", Price: price(800), PackSize: 1, CarryOver: true}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	err = s.Store.EditVenues(ctx, v, func(venues map[string]venue.Venue) error {
		rule := func(weekday string) *venue.Recurrence {
			return &venue.Recurrence{Weekdays: []string{weekday}, Every: 1}
		}
		venues[Riverside] = venue.Venue{Name: "Riverside", Opens: 8 * 60, Closes: 13 * 60, Fee: 4500, Recurs: rule("sat"), Equipment: []string{"Canopy", "Cash float"}}
		venues[Downtown] = venue.Venue{Name: "Downtown", Opens: 8 * 60, Closes: 13 * 60, Fee: 3000, Recurs: rule("wed")}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}
