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

// UpdateVenue changes what is known of a venue.
func UpdateVenue(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return updateVenue{store.New(table, env.Now).EditVenues}.operation(), nil
}

type updateVenue struct{ edit editVenues }

type updateVenueInput struct {
	Path
	Body struct {
		Name   *string `json:"name,omitempty" minLength:"1" maxLength:"100" doc:"The name so far becomes an alias, so that sales which still carry it are found"`
		Opens  *string `json:"opens,omitempty" minLength:"5" maxLength:"5" doc:"Start of selling, local time HH:MM" example:"08:00"`
		Closes *string `json:"closes,omitempty" minLength:"5" maxLength:"5" doc:"End of selling, local time HH:MM, at most 24:00" example:"13:00"`
		Change
	}
}

func (h updateVenue) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "update-venue",
		Method:      http.MethodPatch,
		Path:        "/api/v1/venues/{venue}",
		Summary:     "Change a venue",
		Description: "What you leave out stays as it is; of recurs, all is said anew. The id of a venue never changes, also when it is renamed.",
		Tags:        []string{"venue"},
	}, h.serve)
}

func (h updateVenue) serve(ctx context.Context, caller tenant.Caller, in *updateVenueInput) (*venueOutput, error) {
	out := new(venueOutput)
	err := h.edit(ctx, caller.Vendor, func(venues map[string]venue.Venue) error {
		n, err := in.find(venues)
		if err != nil {
			return err
		}
		if err := in.apply(&n); err != nil {
			return err
		}
		out.Body = shown(n, caller.Role)
		return venue.Put(venues, n)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// apply changes n to what the request says.
func (in *updateVenueInput) apply(n *venue.Venue) error {
	if err := setClock(&n.Opens, "body.opens", in.Body.Opens); err != nil {
		return err
	}
	if err := setClock(&n.Closes, "body.closes", in.Body.Closes); err != nil {
		return err
	}
	if err := in.Body.apply(n); err != nil {
		return err
	}
	if in.Body.Name != nil {
		n.Rename(catalog.CleanName(*in.Body.Name))
	}
	return nil
}
