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

// CreateProduct adds something to what the vendor sells.
func CreateProduct(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return createProduct{store.New(table, env.Now).EditProducts}.operation(), nil
}

type createProduct struct{ edit editProducts }

type createProductInput struct {
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"100"`
		ProductChange
	}
}

type createProductOutput struct {
	Location string `header:"Location" doc:"Where the product is"`
	Body     productView
}

func (h createProduct) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID:   "create-product",
		Method:        http.MethodPost,
		Path:          "/api/v1/products",
		DefaultStatus: http.StatusCreated,
		Summary:       "Add a product",
		Description: "Its name must differ from every other product's names by more than case and blanks. Products that appear in imported " +
			"sales are added by themselves.",
		Tags: []string{"catalog"},
	}, h.serve)
}

func (h createProduct) serve(ctx context.Context, caller tenant.Caller, in *createProductInput) (*createProductOutput, error) {
	out := new(createProductOutput)
	err := h.edit(ctx, caller.Vendor, func(products map[string]catalog.Product) error {
		p := catalog.Product{Name: catalog.CleanName(in.Body.Name), PackSize: 1, Storage: catalog.Ambient}
		p.ID = catalog.NewID(products, p.Name)
		in.Body.apply(&p)
		out.Location, out.Body = "/api/v1/products/"+p.ID, shown(p, caller.Role)
		return catalog.Put(products, p)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
