package square_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/square"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vault"
)

// cellar is a backend of a vault in memory.
type cellar struct {
	mu      sync.Mutex
	secrets map[tenant.ID][]byte
}

func (c *cellar) Put(_ context.Context, v tenant.ID, secret []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.secrets[v] = secret
	return nil
}

func (c *cellar) Replace(ctx context.Context, v tenant.ID, secret []byte) error {
	if _, err := c.Get(ctx, v); err != nil {
		return err
	}
	return c.Put(ctx, v, secret)
}

func (c *cellar) Get(_ context.Context, v tenant.ID) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if secret, ok := c.secrets[v]; ok {
		return secret, nil
	}
	return nil, errs.New(errs.NotFound, "no secret")
}

func (c *cellar) Delete(_ context.Context, v tenant.ID) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.secrets, v)
	return nil
}

func TestAccountsOfTwoEnvironments(t *testing.T) {
	t.Parallel()
	w, backend := newWorld(t), &cellar{secrets: map[tenant.ID][]byte{}}
	anna, err := tenant.Verified("anna")
	if err != nil {
		t.Fatal(err)
	}
	here := square.Accounts{App: w.app, Vault: vault.New(backend, w.now)}
	there := square.Accounts{App: w.app, Vault: vault.New(backend, w.now)}
	if _, err := here.Open(t.Context(), anna); errs.KindOf(err) != errs.NotFound {
		t.Errorf("not connected: %v", err)
	}
	tokens, err := w.app.Exchange(t.Context(), w.connect(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := here.Keep(t.Context(), anna, tokens); err != nil {
		t.Fatal(err)
	}
	use := func(a square.Accounts) error {
		t.Helper()
		c, err := a.Open(t.Context(), anna)
		if err != nil {
			return err
		}
		_, err = c.Locations(t.Context())
		return err
	}
	if err := use(here); err != nil {
		t.Error(err)
	}
	// Both know a token that Square takes no more; the second finds the new one.
	if err := use(there); err != nil {
		t.Error(err)
	}
	if err := w.app.RevokeOnly(t.Context(), tokens); err != nil {
		t.Fatal(err)
	}
	_, good := w.Tokens(merchant, every...)
	tokens.Refresh = good
	if err := here.Keep(t.Context(), anna, tokens); err != nil {
		t.Fatal(err)
	}
	w.Forget()
	if err := use(here); err != nil {
		t.Error(err)
	}
	if err := use(there); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(map[string]int{"GET /v2/locations": 4, "POST /oauth2/token": 1}, w.Requests()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	// One disconnects while the other still remembers.
	if err := here.Forget(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	w.Revoke(merchant)
	if err := use(there); errs.KindOf(err) != errs.Unauthorized {
		t.Errorf("disconnected elsewhere: %v", err)
	}
	if _, err := backend.Get(t.Context(), anna); err == nil {
		t.Error("the tokens came back")
	}
	w.at = w.at.Add(time.Hour)
	if _, err := there.Renew(t.Context(), anna); errs.KindOf(err) != errs.NotFound {
		t.Errorf("renew what is gone: %v", err)
	}
}

// A vendor who disconnects while the tokens are being renewed stays disconnected.
func TestTokensOfWhoLeftDoNotComeBack(t *testing.T) {
	t.Parallel()
	w, backend := newWorld(t), &cellar{secrets: map[tenant.ID][]byte{}}
	anna, err := tenant.Verified("anna")
	if err != nil {
		t.Fatal(err)
	}
	access, refresh := w.Tokens(merchant, every...)
	a := square.Accounts{App: w.app, Vault: vault.New(backend, w.now)}
	if err := a.Keep(t.Context(), anna, square.Tokens{Access: access, Refresh: refresh, Merchant: merchant}); err != nil {
		t.Fatal(err)
	}
	a.App.Secret = func(ctx context.Context) (string, error) { return "sq0csp-SECRET", backend.Delete(ctx, anna) }
	if _, err := a.Renew(t.Context(), anna); errs.KindOf(err) != errs.NotFound || len(backend.secrets) != 0 {
		t.Errorf("%v, tokens %s", err, backend.secrets)
	}
}
