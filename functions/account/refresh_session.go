package account

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/auth"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// RefreshSession changes a refresh token for a new one and an access token.
func RefreshSession(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	tokens, err := signer(env)
	if err != nil {
		return api.Operation{}, err
	}
	s := store.New(table, env.Now)
	return refreshSession{s.RotateSession, s.EndSession, tokens, env.Now}.operation(), nil
}

type refreshSession struct {
	rotate func(ctx context.Context, v tenant.ID, id string, generation int, end time.Time) (store.Session, *store.Session, error)
	end    func(ctx context.Context, v tenant.ID, id string) error
	tokens *auth.Signer
	now    func() time.Time
}

type refreshSessionInput struct {
	Refresh http.Cookie `cookie:"mp_refresh" doc:"Set by log-in and by this endpoint"`
}

func (h refreshSession) operation() api.Operation {
	return api.Public(huma.Operation{
		OperationID: "refresh-session",
		Method:      http.MethodPost,
		Path:        "/api/v1/auth/refresh",
		Summary:     "Stay signed in",
		Description: "Changes the cookie's refresh token for the next one. A token is good once; using an old one signs the device out.",
		Tags:        []string{"account"},
	}, h.serve)
}

func (h refreshSession) serve(ctx context.Context, in *refreshSessionInput) (*sessionOutput, error) {
	token, err := h.tokens.CheckRefresh(ctx, in.Refresh.Value)
	if err != nil {
		return nil, err
	}
	session, newest, err := h.rotate(ctx, token.Vendor, token.Session, token.Generation, h.now().Add(auth.RefreshTTL))
	switch {
	case err == nil:
	case errs.KindOf(err) != errs.Conflict:
		return nil, err
	case newest != nil && newest.Generation == token.Generation+1 && h.now().Sub(newest.Rotated) < auth.RefreshGrace:
		session = *newest // another tab was faster; both get the same successor
	default:
		if err := h.end(ctx, token.Vendor, token.Session); err != nil {
			return nil, err
		}
		return nil, errs.Wrap(errs.Unauthorized, err, "sign in again")
	}
	caller := tenant.Caller{Vendor: token.Vendor, User: session.User, Session: token.Session, Role: session.Role}
	return grant(ctx, h.tokens, caller, session.Generation)
}
