// Package access says what a function needs of Square that lets vendors connect
// their accounts. It carries nothing of Square's SDK: mains hand the accounts
// themselves, of package square, to the functions that need them.
package access

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/tenant"
)

// Tokens let us read one seller's account. They are secret and belong into a vault.
type Tokens struct {
	Access   string
	Refresh  string // gives a new access token any number of times, until it is revoked
	Merchant string // whose they are
	Expires  time.Time
	Obtained time.Time
}

// Ages of an access token. It lives for thirty days; Square asks to renew it within
// seven, and to be warned about one of eight.
const (
	RenewAfter = 6 * 24 * time.Hour
	AlarmAfter = 8 * 24 * time.Hour
)

// Accounts are the accounts at Square of all vendors, and the way to them.
type Accounts interface {
	// Exchange turns the code that a seller came back with into tokens. It works once
	// within five minutes; after that it fails with errs.Conflict.
	Exchange(ctx context.Context, code string) (Tokens, error)
	// Keep puts v's tokens into the vault.
	Keep(ctx context.Context, v tenant.ID, t Tokens) error
	// Forget takes v's tokens out of the vault.
	Forget(ctx context.Context, v tenant.ID) error
	// Renew gets v a new access token and keeps it. It fails with errs.NotFound if v
	// has no tokens, and with errs.Unauthorized if the seller no longer lets us in.
	Renew(ctx context.Context, v tenant.ID) (Tokens, error)
	// Revoke ends everything that a seller ever allowed us. A seller who allows us
	// nothing is no error.
	Revoke(ctx context.Context, merchant string) error
	// RevokeOnly ends one access token and leaves the seller's other ones alone.
	RevokeOnly(ctx context.Context, t Tokens) error
	// LocationsOf returns all locations of v's account, those that are closed included.
	// It fails with errs.NotFound if v connected none.
	LocationsOf(ctx context.Context, v tenant.ID) ([]order.Location, error)
}

// scopes are what a seller is asked to allow: to read products, sales, locations
// and, as webhooks of sales need it, payments.
var scopes = []string{"ITEMS_READ", "ORDERS_READ", "MERCHANT_PROFILE_READ", "PAYMENTS_READ"}

// AuthorizeURL is where, at the Square at baseURL, a seller's browser decides
// whether to let the application in. It is sent back to redirect with state and a
// code, or with an error.
func AuthorizeURL(baseURL, application, redirect, state string) string {
	q := url.Values{
		"client_id": {application}, "scope": {strings.Join(scopes, " ")}, "session": {"false"}, "state": {state}, "redirect_uri": {redirect},
	}
	return baseURL + "/oauth2/authorize?" + q.Encode()
}
