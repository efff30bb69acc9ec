package square

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/tenant"
)

// Vault keeps one secret per vendor; see package vault.
type Vault interface {
	Get(ctx context.Context, v tenant.ID) ([]byte, error)
	Reload(ctx context.Context, v tenant.ID) ([]byte, error)
	Put(ctx context.Context, v tenant.ID, secret []byte) error
	Replace(ctx context.Context, v tenant.ID, secret []byte) error
	Delete(ctx context.Context, v tenant.ID) error
}

// Accounts are the accounts at Square of all vendors who connected one: an
// access.Accounts.
type Accounts struct {
	App
	Vault Vault
	Pace  *Pace // nil: none
}

// LocationsOf returns all locations of v's account. It fails with errs.NotFound if v
// connected none.
func (a Accounts) LocationsOf(ctx context.Context, v tenant.ID) ([]order.Location, error) {
	c, err := a.Open(ctx, v)
	if err != nil {
		return nil, err
	}
	return c.Locations(ctx)
}

// Open returns a Client of v's account. It fails with errs.NotFound if v connected
// none, and with errs.Unavailable if the tokens cannot be read right now.
func (a Accounts) Open(ctx context.Context, v tenant.ID) (*Client, error) {
	if _, err := a.tokens(ctx, v, a.Vault.Get); err != nil {
		return nil, err
	}
	wait := func(context.Context) error { return nil }
	if a.Pace != nil {
		wait = func(ctx context.Context) error { return a.Pace.wait(ctx, v) }
	}
	return NewClient(Options{
		BaseURL: a.App.BaseURL, HTTP: a.App.HTTP, Now: a.App.Now, Wait: wait,
		Token: func(ctx context.Context) (string, error) {
			t, err := a.tokens(ctx, v, a.Vault.Get)
			return t.Access, lost(err)
		},
		Renew: func(ctx context.Context, refused string) (string, error) { return a.another(ctx, v, refused) },
	}), nil
}

// another is an access token of v other than the one that was refused: the one
// that is in the vault by now, or a new one.
func (a Accounts) another(ctx context.Context, v tenant.ID, refused string) (string, error) {
	t, err := a.tokens(ctx, v, a.Vault.Reload)
	if err == nil && t.Access == refused {
		t, err = a.renew(ctx, v, t)
	}
	return t.Access, lost(err)
}

// lost makes of tokens that are gone the failure that everybody understands.
func lost(err error) error {
	if errs.KindOf(err) == errs.NotFound {
		return errs.Wrap(errs.Unauthorized, err, reconnect)
	}
	return err
}

// Renew gets v a new access token and keeps it. It fails with errs.NotFound if v
// has no tokens, or not any more, and with errs.Unauthorized if the seller no
// longer lets us in.
func (a Accounts) Renew(ctx context.Context, v tenant.ID) (Tokens, error) {
	t, err := a.tokens(ctx, v, a.Vault.Reload)
	if err != nil {
		return t, err
	}
	return a.renew(ctx, v, t)
}

func (a Accounts) renew(ctx context.Context, v tenant.ID, t Tokens) (Tokens, error) {
	t, err := a.App.Renew(ctx, t)
	if err != nil {
		return t, err
	}
	// Who disconnected in the meantime stays disconnected.
	return t, a.keep(ctx, v, t, a.Vault.Replace)
}

// Keep puts v's tokens into the vault.
func (a Accounts) Keep(ctx context.Context, v tenant.ID, t Tokens) error {
	return a.keep(ctx, v, t, a.Vault.Put)
}

// Forget takes v's tokens out of the vault.
func (a Accounts) Forget(ctx context.Context, v tenant.ID) error {
	if err := a.Vault.Delete(ctx, v); err != nil {
		return fmt.Errorf("square: forget tokens: %w", err)
	}
	return nil
}

func (a Accounts) keep(ctx context.Context, v tenant.ID, t Tokens, put func(context.Context, tenant.ID, []byte) error) error {
	secret, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("square: keep tokens: %w", err)
	}
	if err := put(ctx, v, secret); err != nil {
		return fmt.Errorf("square: keep tokens: %w", err)
	}
	return nil
}

func (a Accounts) tokens(ctx context.Context, v tenant.ID, get func(context.Context, tenant.ID) ([]byte, error)) (t Tokens, err error) {
	secret, err := get(ctx, v)
	if err != nil {
		return t, fmt.Errorf("square: read tokens: %w", err)
	}
	if err := json.Unmarshal(secret, &t); err != nil {
		return t, fmt.Errorf("square: tokens of %s: %w", v, err)
	}
	return t, nil
}
