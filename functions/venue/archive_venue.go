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

// ArchiveVenue takes a venue out of the calendar.
func ArchiveVenue(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return archiveVenue{store.New(table, env.Now).EditVenues}.operation(), nil
}

type archiveVenue struct{ edit editVenues }

func (h archiveVenue) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "archive-venue",
		Method:      http.MethodPost,
		Path:        "/api/v1/venues/{venue}/archive",
		Summary:     "Take a venue out of the calendar",
		Description: "It has no market days any more. Its sales are kept, and so is its name. To go there again, set archived to false.",
		Tags:        []string{"venue"},
	}, h.serve)
}

func (h archiveVenue) serve(ctx context.Context, caller tenant.Caller, in *Path) (*venueOutput, error) {
	out := new(venueOutput)
	err := h.edit(ctx, caller.Vendor, func(venues map[string]venue.Venue) error {
		n, err := in.find(venues)
		if err != nil {
			return err
		}
		n.Archived = true
		venues[n.ID] = n
		out.Body = shown(n, caller.Role)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
