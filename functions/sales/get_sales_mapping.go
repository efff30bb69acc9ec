package sales

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/salesmap"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// GetSalesMapping shows at which markets the till's orders were sold.
func GetSalesMapping(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getSalesMapping{store.New(table, env.Now).SalesMapping}.operation(), nil
}

type getSalesMapping struct {
	mapping func(ctx context.Context, v tenant.ID) ([]salesmap.Rule, map[string]order.Location, error)
}

type getSalesMappingOutput struct {
	Body struct {
		Rules     []mappingRule  `json:"rules" doc:"The first that fits an order counts. None: by the names of locations and the calendar"`
		Locations []tillLocation `json:"locations" doc:"Of the till, as the last sync found them"`
	}
}

// tillLocation is a location of the till that a rule may name.
type tillLocation struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Active bool   `json:"active" doc:"Whether it is in use; a closed one still has sales"`
}

func (h getSalesMapping) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "get-sales-mapping",
		Method:      http.MethodGet,
		Path:        "/api/v1/square/mapping",
		Summary:     "At which markets the till's orders were sold",
		Description: "The rules as they were set, in their order, and the till's locations that they may name.",
		Tags:        []string{"sales"},
	}, h.serve)
}

func (h getSalesMapping) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*getSalesMappingOutput, error) {
	rules, locations, err := h.mapping(ctx, caller.Vendor)
	if err != nil {
		return nil, err
	}
	out := new(getSalesMappingOutput)
	out.Body.Rules, out.Body.Locations = []mappingRule{}, []tillLocation{}
	for _, r := range rules {
		out.Body.Rules = append(out.Body.Rules, mappingRule{r.Location, r.Weekdays, r.From.String(), r.Until.String(), r.Venue})
	}
	for _, id := range slices.Sorted(maps.Keys(locations)) {
		out.Body.Locations = append(out.Body.Locations, tillLocation{id, cmp.Or(locations[id].Name, id), locations[id].Active})
	}
	return out, nil
}
