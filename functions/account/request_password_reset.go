package account

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/auth"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/mail"
	"github.com/marketprep/marketprep/shared/store"
)

// How long the link of a letter is good for, and how many letters an address gets
// within the time that also locks it after wrong passwords.
const (
	resetTTL    = 30 * time.Minute
	mostLetters = 3
)

// RequestPasswordReset sends a link with which a new password can be set.
func RequestPasswordReset(open mail.Opener) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) {
		table, err := env.Table()
		if err != nil {
			return api.Operation{}, err
		}
		from, err := env.Require("MAIL_FROM")
		if err != nil {
			return api.Operation{}, err
		}
		cfg, err := env.AWS("SESV2")
		if err != nil {
			return api.Operation{}, err
		}
		return requestPasswordReset{store.New(table, env.Now).TrySignIn, open(cfg, from), env.Optional("WEB_ORIGIN"), env.Now}.operation(), nil
	}
}

type requestPasswordReset struct {
	try    func(ctx context.Context, email string, try func(*store.SignIn) (*store.Session, error)) error
	send   mail.Sender
	origin string
	now    func() time.Time
}

type requestPasswordResetInput struct {
	Body struct {
		Email string `json:"email" format:"email" maxLength:"254"`
	}
}

func (h requestPasswordReset) operation() api.Operation {
	return api.Public(huma.Operation{
		OperationID: "request-password-reset",
		Method:      http.MethodPost,
		Path:        "/api/v1/auth/password-resets",
		Summary:     "Have a link sent with which to set a new password",
		Description: "The link is good once, for 30 minutes. The answer is the same whether the address is known or not. " +
			"An address gets at most three letters in a quarter of an hour.",
		Tags:          []string{"account"},
		DefaultStatus: http.StatusAccepted,
	}, h.serve)
}

func (h requestPasswordReset) serve(ctx context.Context, in *requestPasswordResetInput) (*registerOutput, error) {
	address, err := email(in.Body.Email)
	if err != nil {
		return nil, err
	}
	token, hash := auth.NewResetToken(address)
	to := mail.Sink // so that nobody can tell by the clock which addresses are known
	err = h.try(ctx, address, func(who *store.SignIn) (*store.Session, error) {
		if to = mail.Sink; allowLetter(who, h.now()) && who.User != "" {
			who.Reset, who.ResetUntil, who.ResetUsed = hash, h.now().Add(resetTTL), false
			to = address
		}
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	err = h.send(ctx, mail.Message{
		To:      to,
		Subject: "MarketPrep: set a new password",
		// Behind the number sign it is told to no server on the way and to no other site.
		Text: "Somebody, probably you, wants to set a new password for MarketPrep.\n\nWithin 30 minutes, open\n\n" + h.origin + "/reset-password#" + token +
			"\n\nIf it was not you, do nothing: your password stays as it is.\n",
	})
	if err != nil {
		return nil, err
	}
	out := new(registerOutput)
	out.Body.Message = "If the address is known, a letter with a link is on its way."
	return out, nil
}

// allowLetter counts a letter to who, unless there were too many of late.
func allowLetter(who *store.SignIn, now time.Time) bool {
	if now.Sub(who.LettersSince) >= lockFor {
		who.Letters, who.LettersSince = 0, now
	}
	if who.Letters >= mostLetters {
		return false
	}
	who.Letters++
	return true
}
