package catalog

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// GetProduct shows one product.
func GetProduct(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getProduct{store.New(table, env.Now).Products}.operation(), nil
}

type getProduct struct {
	products func(context.Context, tenant.ID) (map[string]catalog.Product, error)
}

func (h getProduct) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "get-product",
		Method:      http.MethodGet,
		Path:        "/api/v1/products/{product}",
		Summary:     "One product",
		Description: "Helpers see no costs.",
		Tags:        []string{"catalog"},
	}, h.serve)
}

func (h getProduct) serve(ctx context.Context, caller tenant.Caller, in *ProductPath) (*productOutput, error) {
	products, err := h.products(ctx, caller.Vendor)
	if err != nil {
		return nil, err
	}
	p, err := in.find(products)
	if err != nil {
		return nil, err
	}
	return &productOutput{shown(p, caller.Role)}, nil
}
