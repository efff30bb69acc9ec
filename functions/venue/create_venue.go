package venue

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// CreateVenue adds a market that the vendor sells at.
func CreateVenue(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return createVenue{store.New(table, env.Now).EditVenues}.operation(), nil
}

type createVenue struct{ edit editVenues }

type createVenueInput struct {
	Body struct {
		Name   string `json:"name" minLength:"1" maxLength:"100"`
		Opens  string `json:"opens" minLength:"5" maxLength:"5" doc:"Start of selling, local time HH:MM" example:"08:00"`
		Closes string `json:"closes" minLength:"5" maxLength:"5" doc:"End of selling, local time HH:MM, at most 24:00" example:"13:00"`
		Change
	}
}

type createVenueOutput struct {
	Location string `header:"Location" doc:"Where the venue is"`
	Body     venueView
}

func (h createVenue) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID:   "create-venue",
		Method:        http.MethodPost,
		Path:          "/api/v1/venues",
		DefaultStatus: http.StatusCreated,
		Summary:       "Add a market you sell at",
		Description: "Its name must differ from every other venue's names by more than case and blanks. A market that runs past midnight " +
			"closes at 24:00: its sales belong to the day it began on.",
		Tags: []string{"venue"},
	}, h.serve)
}

func (h createVenue) serve(ctx context.Context, caller tenant.Caller, in *createVenueInput) (*createVenueOutput, error) {
	n := venue.Venue{Name: catalog.CleanName(in.Body.Name)}
	if err := setClock(&n.Opens, "body.opens", &in.Body.Opens); err != nil {
		return nil, err
	}
	if err := setClock(&n.Closes, "body.closes", &in.Body.Closes); err != nil {
		return nil, err
	}
	if err := in.Body.apply(&n); err != nil {
		return nil, err
	}
	out := new(createVenueOutput)
	err := h.edit(ctx, caller.Vendor, func(venues map[string]venue.Venue) error {
		n.ID = venue.NewID(venues, n.Name)
		out.Location, out.Body = "/api/v1/venues/"+n.ID, shown(n, caller.Role)
		return venue.Put(venues, n)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
