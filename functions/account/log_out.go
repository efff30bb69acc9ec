package account

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// LogOut ends the caller's session.
func LogOut(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return logOut{store.New(table, env.Now).EndSession}.operation(), nil
}

type logOut struct {
	end func(ctx context.Context, v tenant.ID, id string) error
}

type logOutOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (h logOut) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID:   "log-out",
		Method:        http.MethodPost,
		Path:          "/api/v1/auth/logout",
		Summary:       "Sign out",
		Description:   "Ends the session on this device. The access token runs out by itself within 15 minutes.",
		Tags:          []string{"account"},
		DefaultStatus: http.StatusNoContent,
	}, h.serve)
}

func (h logOut) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*logOutOutput, error) {
	if err := h.end(ctx, caller.Vendor, caller.Session); err != nil {
		return nil, err
	}
	return &logOutOutput{cookie("")}, nil
}
