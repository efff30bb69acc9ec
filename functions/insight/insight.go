// Package insight holds the endpoints that look back. They speak of money, and are
// not for helpers:
//
//	compare-venues    GET /api/v1/insights/venues
//	get-accuracy      GET /api/v1/insights/accuracy
//	review-market-day GET /api/v1/insights/market-days/{date}/{venue}
//	get-data-health   GET /api/v1/insights/data-health
//	get-seasons       GET /api/v1/insights/seasons
package insight

import (
	"context"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/insight"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ledger is store.Store.Ledger.
type ledger func(ctx context.Context, v tenant.ID, from, to civil.Date, on store.MarketDay) (*store.Ledger, error)

// mostDays is how many days one look back may take, and usualDays how many it takes
// unless it is told.
const (
	mostDays             = 1100
	usualDays civil.Date = 365
)

// books are l as package insight reads it.
func books(l *store.Ledger) insight.Books {
	return insight.Books{Books: &l.Books.Books, Exceptions: l.Exceptions, Events: l.Events, Weather: l.Weather}
}
