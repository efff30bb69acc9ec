package venue

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// GetVenue shows one venue.
func GetVenue(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getVenue{store.New(table, env.Now).Venues}.operation(), nil
}

type getVenue struct {
	venues func(context.Context, tenant.ID) (map[string]venue.Venue, error)
}

func (h getVenue) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "get-venue",
		Method:      http.MethodGet,
		Path:        "/api/v1/venues/{venue}",
		Summary:     "One venue",
		Description: "Helpers see no fee.",
		Tags:        []string{"venue"},
	}, h.serve)
}

func (h getVenue) serve(ctx context.Context, caller tenant.Caller, in *Path) (*venueOutput, error) {
	venues, err := h.venues(ctx, caller.Vendor)
	if err != nil {
		return nil, err
	}
	n, err := in.find(venues)
	if err != nil {
		return nil, err
	}
	return &venueOutput{shown(n, caller.Role)}, nil
}
