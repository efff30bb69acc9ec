// Package market holds the endpoints about when a vendor sells:
//
//	list-market-days    GET /api/v1/market-days
//	set-market-day      PUT /api/v1/market-days/{date}/{venue}
//	share-calendar      POST /api/v1/calendar-feed
//	unshare-calendar    DELETE /api/v1/calendar-feed
//	get-calendar-feed   GET /calendars/{file}
package market

import (
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/tenant"
)

// marketDayView is a market day as it is shown.
type marketDayView struct {
	market.Day
	Status market.Status `json:"status" enum:"planned,skipped,none" doc:"Whether you go; none answers to taking back a day that was added by hand"`
	Fee    *amount.Money `json:"fee,omitempty" doc:"What the stall costs, in the minor unit of the currency; helpers do not see it"`
}

// shown is d as callers with the given role see it: helpers do not see money.
func shown(d market.Day, role tenant.Role) marketDayView {
	v := marketDayView{Day: d, Status: d.Status}
	if role.AtLeast(tenant.Manager) {
		v.Fee = &d.Fee
	}
	return v
}
