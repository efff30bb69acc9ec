package catalog

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ListProducts shows what the vendor sells, by category and name.
func ListProducts(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return listProducts{store.New(table, env.Now).Products}.operation(), nil
}

type listProducts struct {
	products func(context.Context, tenant.ID) (map[string]catalog.Product, error)
}

type listProductsInput struct {
	Archived bool `query:"archived" doc:"Include archived products"`
}

type listProductsOutput struct {
	Body struct {
		Items []productView `json:"items"`
	}
}

func (h listProducts) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "list-products",
		Method:      http.MethodGet,
		Path:        "/api/v1/products",
		Summary:     "What you sell",
		Description: "All of it, by category and name. Helpers see no costs.",
		Tags:        []string{"catalog"},
	}, h.serve)
}

func (h listProducts) serve(ctx context.Context, caller tenant.Caller, in *listProductsInput) (*listProductsOutput, error) {
	products, err := h.products(ctx, caller.Vendor)
	if err != nil {
		return nil, err
	}
	out := new(listProductsOutput)
	out.Body.Items = []productView{}
	for _, p := range products {
		if in.Archived || !p.Archived {
			out.Body.Items = append(out.Body.Items, shown(p, caller.Role))
		}
	}
	slices.SortFunc(out.Body.Items, func(a, b productView) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}
