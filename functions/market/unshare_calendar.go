package market

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// UnshareCalendar ends the address at which calendars read the market days.
func UnshareCalendar(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return unshareCalendar{store.New(table, env.Now).ShareCalendar}.operation(), nil
}

type unshareCalendar struct{ share shareCalendar }

func (h unshareCalendar) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID:   "unshare-calendar",
		Method:        http.MethodDelete,
		Path:          "/api/v1/calendar-feed",
		DefaultStatus: http.StatusNoContent,
		Summary:       "End the address of your calendar",
		Tags:          []string{"market"},
	}, h.serve)
}

func (h unshareCalendar) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*struct{}, error) {
	return nil, h.share(ctx, caller.Vendor, "")
}
