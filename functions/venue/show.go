package venue

import (
	"context"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// editVenues is store.EditVenues.
type editVenues func(context.Context, tenant.ID, func(map[string]venue.Venue) error) error

// venueView is a venue as it is shown.
type venueView struct {
	venue.Venue
	Fee *amount.Money `json:"fee,omitempty" doc:"What the stall costs a day, in the minor unit of the currency; helpers do not see it"`
}

// venueOutput is the answer with one venue.
type venueOutput struct{ Body venueView }

// shown is n as callers with the given role see it: helpers do not see money.
func shown(n venue.Venue, role tenant.Role) venueView {
	v := venueView{Venue: n}
	if v.Aliases == nil {
		v.Aliases = []string{}
	}
	if role.AtLeast(tenant.Manager) {
		v.Fee = &n.Fee
	}
	return v
}

// Path names one venue.
type Path struct {
	Venue string `path:"venue" pattern:"^[a-z0-9]{1,40}$" doc:"Id of the venue" example:"n0123456789ab"`
}

// find returns the venue that the path names.
func (in Path) find(venues map[string]venue.Venue) (venue.Venue, error) {
	n, ok := venues[in.Venue]
	if !ok {
		return n, errs.New(errs.NotFound, "you have no venue %q", in.Venue)
	}
	return n, nil
}
