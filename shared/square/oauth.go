package square

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	sdk "github.com/square/square-go-sdk"
	"github.com/square/square-go-sdk/oauth"
	"github.com/square/square-go-sdk/option"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/square/access"
)

// Tokens let us read one seller's account.
type Tokens = access.Tokens

// App is MarketPrep as Square knows it.
type App struct {
	BaseURL  string // of Square, without a slash at the end
	ID       string
	Secret   func(context.Context) (string, error)
	Redirect string // where Square sends a seller's browser after the decision
	HTTP     *http.Client
	Now      func() time.Time
}

// AuthorizeURL is where a seller's browser decides whether to let us in. It comes
// back with state and a code, or with an error.
func (a App) AuthorizeURL(state string) string {
	return access.AuthorizeURL(a.BaseURL, a.ID, a.Redirect, state)
}

// Exchange turns the code that came back into tokens. It works once within five
// minutes; after that it fails with errs.Conflict.
func (a App) Exchange(ctx context.Context, code string) (Tokens, error) {
	t, err := a.obtain(context.WithValue(ctx, once{}, true), &sdk.ObtainTokenRequest{GrantType: "authorization_code", Code: &code, RedirectURI: &a.Redirect})
	if refused, ok := errors.AsType[*Error](err); ok && refused.Status/100 == 4 && refused.Reason != RateLimited {
		return t, errs.Wrap(errs.Conflict, err, "this answer of Square was used already or is too old: connect Square again")
	}
	return t, err
}

// Renew gets a new access token. The old one stays good until it expires. It fails
// with errs.Unauthorized if the seller no longer lets us in.
func (a App) Renew(ctx context.Context, t Tokens) (Tokens, error) {
	renewed, err := a.obtain(ctx, &sdk.ObtainTokenRequest{GrantType: "refresh_token", RefreshToken: &t.Refresh})
	if refused, ok := errors.AsType[*Error](err); ok && refused.Status/100 == 4 && errs.KindOf(err) != errs.Unavailable {
		return t, errs.Wrap(errs.Unauthorized, err, reconnect)
	}
	return renewed, err
}

func (a App) obtain(ctx context.Context, request *sdk.ObtainTokenRequest) (Tokens, error) {
	secret, err := a.Secret(ctx)
	if err != nil {
		return Tokens{}, err
	}
	request.ClientID, request.ClientSecret = a.ID, &secret
	out, err := a.client().ObtainToken(ctx, request, version())
	if err != nil {
		return Tokens{}, fmt.Errorf("square: obtain a token: %w", failure(err))
	}
	t := Tokens{
		Access: value(out.AccessToken), Refresh: value(out.RefreshToken), Merchant: value(out.MerchantID),
		Expires: moment(out.ExpiresAt), Obtained: a.Now().UTC(),
	}
	if t.Access == "" || t.Refresh == "" || t.Merchant == "" || t.Expires.IsZero() {
		return Tokens{}, errs.Wrap(errs.Unavailable, errors.New("square: obtain a token: the answer is incomplete"), later)
	}
	return t, nil
}

// Revoke ends everything that a seller ever allowed us. A seller who allows us
// nothing is no error.
func (a App) Revoke(ctx context.Context, merchant string) error {
	return a.revoke(ctx, &sdk.RevokeTokenRequest{ClientID: &a.ID, MerchantID: &merchant})
}

// RevokeOnly ends one access token and leaves the seller's other ones alone.
func (a App) RevokeOnly(ctx context.Context, t Tokens) error {
	return a.revoke(ctx, &sdk.RevokeTokenRequest{ClientID: &a.ID, AccessToken: &t.Access, RevokeOnlyAccessToken: new(true)})
}

func (a App) revoke(ctx context.Context, request *sdk.RevokeTokenRequest) error {
	secret, err := a.Secret(ctx)
	if err != nil {
		return err
	}
	_, err = a.client().RevokeToken(ctx, request, version(), option.WithHTTPHeader(http.Header{"Authorization": {"Client " + secret}}))
	if err == nil {
		return nil
	}
	err = failure(err)
	// 400 and 404 say that there is nothing to revoke; 401 and 403, that we are not who we say.
	if e, ok := errors.AsType[*Error](err); ok && (e.Status == http.StatusNotFound || e.Status == http.StatusBadRequest) {
		return nil
	}
	return fmt.Errorf("square: revoke: %w", err)
}

// Status is what Square says of an access token.
type Status struct {
	Merchant string
	Scopes   []string
	Expires  time.Time
}

// Status asks Square about an access token. It fails with errs.Unauthorized if the
// token is not good any more.
func (a App) Status(ctx context.Context, token string) (Status, error) {
	out, err := a.client().RetrieveTokenStatus(ctx, version(), option.WithToken(token))
	if err != nil {
		return Status{}, fmt.Errorf("square: status of a token: %w", failure(err))
	}
	return Status{Merchant: value(out.MerchantID), Scopes: out.Scopes, Expires: moment(out.ExpiresAt)}, nil
}

func (a App) client() *oauth.Client { return oauth.NewClient(common(a.BaseURL, a.HTTP)...) }
