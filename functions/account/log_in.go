package account

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/auth"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/store"
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
	return logIn{store.New(table, env.Now).TrySignIn, tokens, env.Now}.operation(), nil
}

type logIn struct {
	try    func(ctx context.Context, email string, try func(*store.SignIn) (*store.Session, error)) error
	tokens *auth.Signer
	now    func() time.Time
}

type logInInput struct {
	Body struct {
		Email    string `json:"email" maxLength:"254"`
		Password string `json:"password" maxLength:"256"`
	}
}

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
	attempt := attempt{password: in.Body.Password, now: h.now()}
	if err := h.try(ctx, address, attempt.judge); err != nil {
		return nil, err
	}
	if attempt.refused != nil {
		return nil, attempt.refused
	}
	return grant(ctx, h.tokens, attempt.caller, attempt.session.Generation)
}
