// Package sales holds the endpoints about what was sold:
//
//	list-sales         GET  /api/v1/sales
//	get-sales-stats    GET  /api/v1/sales/stats
//	record-sales       POST /api/v1/sales
//	import-sales       POST /api/v1/sales/imports
package sales

import (
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/venue"
)

// monthsOf are the months that the days from one to another lie in.
func monthsOf(from, to civil.Date) []civil.Month {
	var months []civil.Month
	for m := from.Month(); m <= to.Month(); m++ {
		months = append(months, m)
	}
	return months
}

// productName is what a product is called; id "" stands for amounts without one.
func productName(products map[string]catalog.Product, id string) string {
	if id == "" {
		return "(amounts without a product)"
	}
	return products[id].Name
}

func venueName(venues map[string]venue.Venue, id string) string { return venues[id].Name }
