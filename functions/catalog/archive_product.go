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

// ArchiveProduct takes a product off the lists.
func ArchiveProduct(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return archiveProduct{store.New(table, env.Now).EditProducts}.operation(), nil
}

type archiveProduct struct{ edit editProducts }

func (h archiveProduct) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "archive-product",
		Method:      http.MethodPost,
		Path:        "/api/v1/products/{product}/archive",
		Summary:     "Take a product off the lists",
		Description: "Its sales are kept, and so is its name. To bring it again, set archived to false.",
		Tags:        []string{"catalog"},
	}, h.serve)
}

func (h archiveProduct) serve(ctx context.Context, caller tenant.Caller, in *ProductPath) (*productOutput, error) {
	out := new(productOutput)
	err := h.edit(ctx, caller.Vendor, func(products map[string]catalog.Product) error {
		p, err := in.find(products)
		if err != nil {
			return err
		}
		p.Archived = true
		products[p.ID] = p
		out.Body = shown(p, caller.Role)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
