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

// DisconnectSquare ends the connection with Square.
func DisconnectSquare(open Opener) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) { return newDisconnectSquare(env, open) }
}

func newDisconnectSquare(env *boot.Env, open Opener) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	accounts, err := open(env)
	if err != nil {
		return api.Operation{}, err
	}
	s := store.New(table, env.Now)
	return disconnectSquare{s.Square, accounts.Revoke, accounts.Forget, s.DisconnectSquare}.operation(), nil
}

type disconnectSquare struct {
	connection readConnection
	revoke     func(ctx context.Context, merchant string) error
	forget     func(ctx context.Context, v tenant.ID) error
	disconnect func(ctx context.Context, v tenant.ID, read store.Square) error
}

func (h disconnectSquare) operation() api.Operation {
	return api.For(tenant.Owner, huma.Operation{
		OperationID:   "disconnect-square",
		Method:        http.MethodDelete,
		Path:          "/api/v1/square/connection",
		DefaultStatus: http.StatusNoContent,
		Summary:       "Disconnect Square",
		Description:   "Square forgets that we were allowed anything, and we forget how to get in. Sales that came from there stay. One that is not connected is disconnected already.",
		Tags:          []string{"square"},
	}, h.serve)
}

// serve ends the connection at Square first: who is cut off in between is still
// connected, and can do it again.
func (h disconnectSquare) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*struct{}, error) {
	c, err := h.connection(ctx, caller.Vendor)
	if errs.KindOf(err) == errs.NotFound || err == nil && c.State == store.SquareDisconnected {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := h.revoke(ctx, c.Merchant); err != nil {
		return nil, refusedUs(err)
	}
	if err := h.forget(ctx, caller.Vendor); err != nil {
		return nil, err
	}
	return nil, h.disconnect(ctx, caller.Vendor, c)
}
