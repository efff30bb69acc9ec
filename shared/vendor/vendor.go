// Package vendor knows what a vendor is: who sells, where, in which currency,
// and how much risk they like to take.
package vendor

import (
	"time"

	"github.com/marketprep/marketprep/shared/civil"
)

// Risk is what a vendor would rather do than the other: it stands for the ratio
// of underage to overage cost where a product has no unit cost.
type Risk string

// The three preferences.
const (
	RatherSellOut Risk = "sell-out"
	Balanced      Risk = "balanced"
	RatherSpare   Risk = "spare"
)

// Ratio is the cost of one unit too few over the cost of one too many: 1, 3 or 9,
// that is, the chance of selling out a vendor accepts is a half, a quarter or a tenth.
func (r Risk) Ratio() float64 {
	switch r {
	case RatherSellOut:
		return 1
	case RatherSpare:
		return 9
	default:
		return 3
	}
}

// Vendor is one paying customer: a stall, or several under one name.
type Vendor struct {
	ID       string    `json:"id"`
	Name     string    `json:"name" doc:"Name of the business"`
	TimeZone string    `json:"timeZone" doc:"IANA name of the time zone that days are counted in" example:"America/New_York"`
	Currency string    `json:"currency" doc:"ISO 4217 code; all amounts are in its minor unit" example:"USD"`
	Units    string    `json:"units" enum:"imperial,metric" doc:"Units that temperatures and weights are shown in"`
	Region   string    `json:"region" doc:"Country and, in the US, state, whose holidays count; empty if unknown" example:"US-GA"`
	Risk     Risk      `json:"risk" enum:"sell-out,balanced,spare" doc:"What you would rather do: sell out, or have some to spare"`
	SyncHour int       `json:"syncHour" minimum:"0" maximum:"23" doc:"Hour of your day at which sales are fetched"`
	Plan     string    `json:"plan" doc:"Subscription"`
	Created  time.Time `json:"created"`
}

// Location is the vendor's time zone.
func (v Vendor) Location() *time.Location {
	loc, err := civil.Zone(v.TimeZone)
	if err != nil {
		return time.UTC
	}
	return loc
}
