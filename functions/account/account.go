// Package account holds the endpoints about who is calling:
//
//	register           POST /api/v1/auth/register
//	log-in             POST /api/v1/auth/login
//	refresh-session    POST /api/v1/auth/refresh
//	log-out            POST /api/v1/auth/logout
//	authorize          API Gateway authorizer
//	request-password-reset POST /api/v1/auth/password-resets
//	reset-password         POST /api/v1/auth/password-resets/{token}
//
// The access token lives for 15 minutes in the page's memory. The refresh token is
// a cookie that no script can read and that is sent only by our own pages
// (HttpOnly, SameSite=Strict) to these endpoints alone, so that another site can
// neither use nor see it.
package account

import (
	"context"
	"net/http"
	"net/mail"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/marketprep/marketprep/shared/auth"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/secrets"
	"github.com/marketprep/marketprep/shared/tenant"
)

// signer makes and checks tokens with the key in Secrets Manager.
func signer(env *boot.Env) (*auth.Signer, error) {
	id, err := env.Require("SIGNING_KEY_SECRET")
	if err != nil {
		return nil, err
	}
	cfg, err := env.AWS("SECRETS_MANAGER")
	if err != nil {
		return nil, err
	}
	return auth.NewSigner(secrets.NewReader(cfg, id, env.Now).Value, env.Now), nil
}

// longestEmail is how long an address may be in bytes: RFC 5321 §4.5.3.1.3.
const longestEmail = 254

// email is the one form in which an address is known: as it is written, without a
// name, comment or quotation mark, in small letters. It fails with errs.Invalid.
func email(text string) (string, error) {
	address := norm.NFC.String(strings.ToLower(strings.TrimSpace(text)))
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || len(address) > longestEmail {
		return "", errs.InvalidField("body.email", "this is no e-mail address")
	}
	return address, nil
}

// refreshCookie is what the cookie of the refresh token is called.
const refreshCookie = "mp_refresh"

// cookie carries a refresh token; an empty one takes it back.
func cookie(token string) http.Cookie {
	c := http.Cookie{ //nolint:gosec // all three are set
		Name: refreshCookie, Value: token, Path: "/api/v1/auth", MaxAge: int(auth.RefreshTTL / time.Second),
		HttpOnly: true, Secure: true, SameSite: http.SameSiteStrictMode,
	}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

// sessionOutput is what a caller gets to stay signed in.
type sessionOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      struct {
		AccessToken string      `json:"accessToken" doc:"Send it as Authorization: Bearer …"`
		ExpiresIn   int         `json:"expiresIn" doc:"Seconds until it is no longer good"`
		Vendor      string      `json:"vendor" doc:"Id of the vendor"`
		User        string      `json:"user" doc:"Id of the user"`
		Role        tenant.Role `json:"role" enum:"helper,manager,owner"`
	}
}

// grant returns tokens for the caller, the refresh token of the given generation.
func grant(ctx context.Context, s *auth.Signer, c tenant.Caller, generation int) (*sessionOutput, error) {
	access, err := s.Access(ctx, c)
	if err != nil {
		return nil, err
	}
	refresh, err := s.Refresh(ctx, auth.Refresh{Vendor: c.Vendor, Session: c.Session, Generation: generation})
	if err != nil {
		return nil, err
	}
	out := &sessionOutput{SetCookie: cookie(refresh)}
	out.Body.AccessToken, out.Body.ExpiresIn = access, int(auth.AccessTTL/time.Second)
	out.Body.Vendor, out.Body.User, out.Body.Role = c.Vendor.String(), c.User, c.Role
	return out, nil
}
