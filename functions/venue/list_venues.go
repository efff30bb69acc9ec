package venue

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// ListVenues shows where the vendor sells, by name.
func ListVenues(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return listVenues{store.New(table, env.Now).Venues}.operation(), nil
}

type listVenues struct {
	venues func(context.Context, tenant.ID) (map[string]venue.Venue, error)
}

type listVenuesInput struct {
	Archived bool `query:"archived" doc:"Include archived venues"`
}

type listVenuesOutput struct {
	Body struct {
		Items []venueView `json:"items"`
	}
}

func (h listVenues) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "list-venues",
		Method:      http.MethodGet,
		Path:        "/api/v1/venues",
		Summary:     "Where you sell",
		Description: "All venues, by name. Helpers see no fees.",
		Tags:        []string{"venue"},
	}, h.serve)
}

func (h listVenues) serve(ctx context.Context, caller tenant.Caller, in *listVenuesInput) (*listVenuesOutput, error) {
	venues, err := h.venues(ctx, caller.Vendor)
	if err != nil {
		return nil, err
	}
	out := new(listVenuesOutput)
	out.Body.Items = []venueView{}
	for _, n := range venues {
		if in.Archived || !n.Archived {
			out.Body.Items = append(out.Body.Items, shown(n, caller.Role))
		}
	}
	slices.SortFunc(out.Body.Items, func(a, b venueView) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}
