package square

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/square/access"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
)

// FinishSquareConnection takes what a vendor came back from Square with.
func FinishSquareConnection(open Opener) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) { return newFinishSquareConnection(env, open) }
}

func newFinishSquareConnection(env *boot.Env, open Opener) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	accounts, err := open(env)
	if err != nil {
		return api.Operation{}, err
	}
	s := store.New(table, env.Now)
	h := finishSquareConnection{
		take: s.TakeSquare, exchange: accounts.Exchange, keep: accounts.Keep, connect: s.ConnectSquare,
		forget: accounts.Forget, drop: accounts.RevokeOnly, now: env.Now,
	}
	return h.operation(), nil
}

type finishSquareConnection struct {
	take     func(ctx context.Context, v tenant.ID, user, state string) (store.Square, error)
	exchange func(ctx context.Context, code string) (access.Tokens, error)
	keep     func(ctx context.Context, v tenant.ID, t access.Tokens) error
	connect  func(ctx context.Context, v tenant.ID, p store.Square, merchant string, renew time.Time) error
	forget   func(ctx context.Context, v tenant.ID) error
	drop     func(ctx context.Context, t access.Tokens) error
	now      func() time.Time
}

type finishSquareConnectionInput struct {
	State       string `query:"state" required:"true" minLength:"1" maxLength:"100" doc:"As Square sent it back"`
	Code        string `query:"code" maxLength:"500" doc:"As Square sent it back"`
	Error       string `query:"error" maxLength:"100" doc:"As Square sent it back, in place of a code" example:"access_denied"`
	Description string `query:"error_description" maxLength:"500" doc:"As Square sent it back"`
	Type        string `query:"response_type" maxLength:"20" doc:"As Square sent it back"`
}

func (h finishSquareConnection) operation() api.Operation {
	return api.For(tenant.Owner, huma.Operation{
		OperationID: "finish-square-connection",
		Method:      http.MethodGet,
		Path:        "/api/v1/square/callback",
		Summary:     "Finish connecting Square",
		Description: "Takes what Square sent the browser back with. It works once, within ten minutes, for the user who began. The first sync begins at once.",
		Tags:        []string{"square"},
	}, h.serve)
}

func (h finishSquareConnection) serve(ctx context.Context, caller tenant.Caller, in *finishSquareConnectionInput) (*statusOutput, error) {
	if in.Code == "" && in.Error == "" {
		return nil, errs.InvalidField("query.code", "Square sends back a code or an error: one of them is needed")
	}
	c, err := h.take(ctx, caller.Vendor, caller.User, in.State)
	if err != nil {
		return nil, err
	}
	if in.Error != "" {
		return nil, errs.New(errs.Conflict, "Square is not connected: that was not allowed at Square")
	}
	t, err := h.exchange(ctx, in.Code)
	if err != nil {
		return nil, refusedUs(err)
	}
	if c.Merchant != "" && c.Merchant != t.Merchant {
		h.undo(ctx, h.drop(ctx, t))
		return nil, errs.New(errs.Conflict, "another account at Square is connected: disconnect that first")
	}
	if err := h.keep(ctx, caller.Vendor, t); err != nil {
		return nil, err
	}
	err = h.connect(ctx, caller.Vendor, c, t.Merchant, t.Obtained.Add(access.RenewAfter))
	if errs.KindOf(err) == errs.Conflict {
		// The seller's other tokens, which are another vendor's, stay good.
		h.undo(ctx, errors.Join(h.forget(ctx, caller.Vendor), h.drop(ctx, t)))
	}
	if err != nil {
		return nil, err
	}
	c.State, c.Merchant, c.Connected = store.SquareConnected, t.Merchant, h.now()
	return statusOf(c), nil
}

// undo notes that what nobody needs could not be taken back: it does no harm.
func (h finishSquareConnection) undo(ctx context.Context, err error) {
	if err != nil {
		telemetry.FromContext(ctx).Add(slog.String("undo", err.Error()))
	}
}

// refusedUs says that Square does not take us for who we are, which is nothing that
// a vendor can do anything about.
func refusedUs(err error) error {
	if lost(err) {
		return errs.Wrap(errs.Unavailable, err, "Square cannot be connected right now: try again later")
	}
	return err
}
