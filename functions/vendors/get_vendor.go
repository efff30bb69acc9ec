package vendors

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

// GetVendor shows the vendor's settings.
func GetVendor(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getVendor{store.New(table, env.Now).Vendor}.operation(), nil
}

type getVendor struct {
	vendor func(context.Context, tenant.ID) (vendor.Vendor, error)
}

type vendorOutput struct{ Body vendor.Vendor }

func (h getVendor) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "get-vendor",
		Method:      http.MethodGet,
		Path:        "/api/v1/vendors/me",
		Summary:     "Your business and its settings",
		Tags:        []string{"vendor"},
	}, h.serve)
}

func (h getVendor) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*vendorOutput, error) {
	v, err := h.vendor(ctx, caller.Vendor)
	if err != nil {
		return nil, err
	}
	return &vendorOutput{v}, nil
}
