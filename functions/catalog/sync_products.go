package catalog

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/functions/sales"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/tenant"
)

// SyncProducts asks for the catalog of the till now rather than in the night.
func SyncProducts(open queue.Opener) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) {
		ask, err := sales.NewAsk(env, open)
		if err != nil {
			return api.Operation{}, err
		}
		return syncProducts{ask}.operation(), nil
	}
}

type syncProducts struct{ ask sales.Ask }

type syncProductsOutput struct {
	Location string `header:"Location"`
	Body     salesync.Run
}

func (h syncProducts) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "sync-products",
		Method:      http.MethodPost,
		Path:        "/api/v1/products/sync",
		Summary:     "Fetch products from the till now",
		Description: "Names and prices follow the till as long as you did not change them here. What the till no longer sells is archived. " +
			"Answers at once; look the sync up to see how far it is.",
		DefaultStatus: http.StatusAccepted,
		Tags:          []string{"catalog"},
	}, h.serve)
}

func (h syncProducts) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*syncProductsOutput, error) {
	run, err := h.ask.For(ctx, caller.Vendor, salesync.Catalog)
	if err != nil {
		return nil, err
	}
	return &syncProductsOutput{sales.SyncPath + run.ID, run}, nil
}
