// Package sales holds the endpoints about what was sold:
//
//	list-sales             GET  /api/v1/sales
//	get-sales-stats        GET  /api/v1/sales/stats
//	record-sales           POST /api/v1/sales
//	import-sales           POST /api/v1/sales/imports
//	sync-sales             POST /api/v1/sales/sync
//	get-sync               GET  /api/v1/syncs/{sync}
//	get-sales-mapping      GET  /api/v1/square/mapping
//	set-sales-mapping      PUT  /api/v1/square/mapping
//	list-unmapped-sales    GET  /api/v1/sales/unmapped
//	assign-unmapped-sales  POST /api/v1/sales/unmapped
//
// and the jobs that read the till:
//
//	enqueue-due-syncs      every 15 minutes
//	run-sync               queue, one message per vendor
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
