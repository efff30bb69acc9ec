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
)

// ResetPassword sets a new password with the link of a letter.
func ResetPassword(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return resetPassword{store.New(table, env.Now).ResetPassword, env.Now}.operation(), nil
}

type resetPassword struct {
	reset func(ctx context.Context, email string, change func(*store.SignIn) error) error
	now   func() time.Time
}

type resetPasswordInput struct {
	Token string `path:"token" maxLength:"500" doc:"What stands behind # in the link"`
	Body  struct {
		Password string `json:"password" minLength:"10" maxLength:"256" doc:"At least ten characters; a sentence is better than symbols"`
	}
}

func (h resetPassword) operation() api.Operation {
	return api.Public(huma.Operation{
		OperationID:   "reset-password",
		Method:        http.MethodPost,
		Path:          "/api/v1/auth/password-resets/{token}",
		Summary:       "Set a new password",
		Description:   "Signs you out on every device; then sign in. The same request may be sent again; with another password the link is used up.",
		Tags:          []string{"account"},
		DefaultStatus: http.StatusNoContent,
	}, h.serve)
}

func (h resetPassword) serve(ctx context.Context, in *resetPasswordInput) (*struct{}, error) {
	refused := errs.InvalidField("path.token", "this link was used already or is too old: ask for another")
	address, err := auth.ResetAddress(in.Token)
	if err != nil {
		return nil, refused
	}
	if err := checkPassword(in.Body.Password, address); err != nil {
		return nil, err
	}
	var password string // it takes long: once for all tries, and only for who has a good link
	return nil, h.reset(ctx, address, func(who *store.SignIn) error {
		if !auth.IsReset(who.Reset, in.Token) || !h.now().Before(who.ResetUntil) {
			return refused
		}
		if who.ResetUsed { // perhaps by the same request, whose answer was lost
			if auth.CheckPassword(who.Password, in.Body.Password) != nil {
				return refused
			}
			return store.ErrUnchanged
		}
		if password == "" {
			password = auth.HashPassword(in.Body.Password)
		}
		who.Password, who.Failures, who.ResetUsed = password, 0, true
		return nil
	})
}
