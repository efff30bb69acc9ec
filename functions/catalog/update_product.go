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

// UpdateProduct changes what is known of a product.
func UpdateProduct(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return updateProduct{store.New(table, env.Now).EditProducts}.operation(), nil
}

type updateProduct struct{ edit editProducts }

type updateProductInput struct {
	ProductPath
	Body struct {
		Name *string `json:"name,omitempty" minLength:"1" maxLength:"100" doc:"The name so far becomes an alias, so that sales which still carry it are found"`
		ProductChange
	}
}

func (h updateProduct) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "update-product",
		Method:      http.MethodPatch,
		Path:        "/api/v1/products/{product}",
		Summary:     "Change a product",
		Description: "What you leave out stays as it is. The id of a product never changes, also when it is renamed.",
		Tags:        []string{"catalog"},
	}, h.serve)
}

func (h updateProduct) serve(ctx context.Context, caller tenant.Caller, in *updateProductInput) (*productOutput, error) {
	out := new(productOutput)
	err := h.edit(ctx, caller.Vendor, func(products map[string]catalog.Product) error {
		p, err := in.find(products)
		if err != nil {
			return err
		}
		in.Body.apply(&p)
		if in.Body.Name != nil {
			p.Rename(catalog.CleanName(*in.Body.Name))
		}
		out.Body = shown(p, caller.Role)
		return catalog.Put(products, p)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
