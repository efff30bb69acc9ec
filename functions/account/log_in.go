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
	"github.com/marketprep/marketprep/shared/ident"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// LogIn signs a user in.
func LogIn(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	tokens, err := signer(env)
	if err != nil {
		return api.Operation{}, err
	}
	s := store.New(table, env.Now)
	return logIn{s.SignIn, s.CountFailure, s.StartSession, tokens, env.Now}.operation(), nil
}

type logIn struct {
	who    func(ctx context.Context, email string) (store.SignIn, error)
	failed func(ctx context.Context, email string, failures int, since time.Time) error
	start  func(ctx context.Context, v tenant.ID, s store.Session, end time.Time, who store.SignIn) error
	tokens *auth.Signer
	now    func() time.Time
}

type logInInput struct {
	Body struct {
		Email    string `json:"email" maxLength:"254"`
		Password string `json:"password" maxLength:"256"`
	}
}

// After so many wrong passwords within this time an address is locked for as long.
const (
	mostFailures = 10
	lockFor      = 15 * time.Minute
)

func (h logIn) operation() api.Operation {
	return api.Public(huma.Operation{
		OperationID: "log-in",
		Method:      http.MethodPost,
		Path:        "/api/v1/auth/login",
		Summary:     "Sign in",
		Description: "Answers with an access token for 15 minutes and sets a cookie with a refresh token for 30 days.",
		Tags:        []string{"account"},
	}, h.serve)
}

func (h logIn) serve(ctx context.Context, in *logInInput) (*sessionOutput, error) {
	address, err := email(in.Body.Email)
	if err != nil {
		return nil, err
	}
	// An unknown address is checked against an empty hash, which takes as long.
	who, err := h.who(ctx, address)
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return nil, err
	}
	recent := h.now().Sub(who.Since) < lockFor
	if recent && who.Failures >= mostFailures {
		return nil, errs.New(errs.TooMany, "too many wrong passwords: try again in %d minutes", int(lockFor/time.Minute))
	}
	if refused := auth.CheckPassword(who.Password, in.Body.Password); refused != nil {
		if !recent {
			who.Failures, who.Since = 0, h.now()
		}
		if who.User != "" {
			if err := h.failed(ctx, address, who.Failures+1, who.Since); err != nil {
				return nil, err
			}
		}
		return nil, refused
	}
	vendor, err := tenant.Verified(who.Vendor)
	if err != nil {
		return nil, err
	}
	caller := tenant.Caller{Vendor: vendor, User: who.User, Session: ident.New("s"), Role: who.Role}
	session := store.Session{ID: caller.Session, User: caller.User, Role: caller.Role, Generation: 1, Rotated: h.now()}
	if err := h.start(ctx, vendor, session, h.now().Add(auth.RefreshTTL), who); err != nil {
		return nil, err
	}
	return grant(ctx, h.tokens, caller, session.Generation)
}
