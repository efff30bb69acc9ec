package recommendation

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// UnshareList ends the link to a packing list.
func UnshareList(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return unshareList{store.New(table, env.Now).ShareList}.operation(), nil
}

type unshareList struct{ share shareList }

func (h unshareList) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID:   "unshare-list",
		Method:        http.MethodDelete,
		Path:          "/api/v1/recommendations/{date}/{venue}/share",
		DefaultStatus: http.StatusNoContent,
		Summary:       "End the link to the packing list",
		Tags:          []string{"recommendation"},
	}, h.serve)
}

func (h unshareList) serve(ctx context.Context, caller tenant.Caller, in *shareListInput) (*struct{}, error) {
	date, err := in.Day()
	if err != nil {
		return nil, err
	}
	return nil, h.share(ctx, caller.Vendor, date, in.Venue, "", time.Time{})
}
