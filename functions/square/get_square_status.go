package square

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// GetSquareStatus says how the vendor stands with Square.
func GetSquareStatus(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getSquareStatus{store.New(table, env.Now).Square}.operation(), nil
}

type getSquareStatus struct{ connection readConnection }

func (h getSquareStatus) operation() api.Operation {
	return api.For(tenant.Owner, huma.Operation{
		OperationID: "get-square-status",
		Method:      http.MethodGet,
		Path:        "/api/v1/square/connection",
		Summary:     "Whether Square is connected",
		Tags:        []string{"square"},
	}, h.serve)
}

func (h getSquareStatus) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*statusOutput, error) {
	c, err := h.connection(ctx, caller.Vendor)
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return nil, err
	}
	return statusOf(c), nil
}
