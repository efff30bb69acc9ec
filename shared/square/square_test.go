package square_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/square"
	"github.com/marketprep/marketprep/shared/square/access"
	"github.com/marketprep/marketprep/shared/square/squaretest"
)

const (
	merchant = "MLQW2MYBY81PZ"
	stall    = "18YC4JDH91E1H"
	closed   = "L_CLOSED"
	back     = "https://app.example/square/callback"
)

var every = []string{"ITEMS_READ", "ORDERS_READ", "MERCHANT_PROFILE_READ", "PAYMENTS_READ"}

// clock is a time that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// world is a Square with one seller, and MarketPrep as it knows it.
type world struct {
	*squaretest.Server
	*clock
	url string
	app square.App
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{clock: &clock{time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}}
	w.Server = squaretest.New(squaretest.Options{Now: w.now, AppID: "sq0idp-APP", AppSecret: "sq0csp-SECRET", Redirects: []string{back}})
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	w.url = server.URL
	lat, lon := 33.7889, -84.3841
	w.AddSeller(squaretest.Seller{Merchant: merchant, Name: "Juniper Lane Bakery", Locations: []squaretest.Location{
		{ID: stall, Name: "Grant Park Saturday", Zone: "America/New_York", Lat: &lat, Lon: &lon},
		{ID: closed, Name: "Closed shop", Zone: "America/New_York", Inactive: true},
	}})
	w.app = square.App{
		BaseURL: w.url, ID: "sq0idp-APP", Redirect: back, HTTP: server.Client(), Now: w.now,
		Secret: func(context.Context) (string, error) { return "sq0csp-SECRET", nil },
	}
	return w
}

// client reads the seller's account with the given access token.
func (w *world) client(access string) *square.Client {
	return square.NewClient(square.Options{
		BaseURL: w.url, HTTP: w.app.HTTP, Now: w.now, Token: func(context.Context) (string, error) { return access, nil },
	})
}

// reader is client with all scopes.
func (w *world) reader() *square.Client {
	access, _ := w.Tokens(merchant, every...)
	return w.client(access)
}

// connect does what a seller does who allows MarketPrep in, and returns the code.
func (w *world) connect(t *testing.T) string {
	t.Helper()
	answer, err := w.Decide(w.app.AuthorizeURL("s1"), merchant, true)
	if err != nil {
		t.Fatal(err)
	}
	return answer.Get("code")
}

func TestASellerConnectsAndDisconnects(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tokens, err := w.app.Exchange(t.Context(), w.connect(t))
	if err != nil {
		t.Fatal(err)
	}
	want := square.Tokens{Access: tokens.Access, Refresh: tokens.Refresh, Merchant: merchant, Expires: w.at.Add(30 * 24 * time.Hour), Obtained: w.at}
	if diff := cmp.Diff(want, tokens); diff != "" || tokens.Access == "" || tokens.Refresh == "" {
		t.Errorf("tokens (-want +got):\n%s", diff)
	}
	status, err := w.app.Status(t.Context(), tokens.Access)
	if diff := cmp.Diff(square.Status{Merchant: merchant, Scopes: every, Expires: want.Expires}, status); err != nil || diff != "" {
		t.Errorf("status %v (-want +got):\n%s", err, diff)
	}
	w.at = w.at.Add(access.RenewAfter)
	renewed, err := w.app.Renew(t.Context(), tokens)
	if err != nil || renewed.Access == tokens.Access || renewed.Refresh != tokens.Refresh || !renewed.Obtained.Equal(w.at) {
		t.Errorf("renewed: %+v, %v", renewed, err)
	}
	for _, access := range []string{tokens.Access, renewed.Access} {
		if _, err := w.client(access).Locations(t.Context()); err != nil {
			t.Errorf("both tokens are good for a while: %v", err)
		}
	}
	for range 2 {
		if err := w.app.Revoke(t.Context(), merchant); err != nil {
			t.Errorf("revoked twice: %v", err)
		}
	}
	if _, err := w.client(renewed.Access).Locations(t.Context()); square.ReasonOf(err) != square.Revoked || errs.KindOf(err) != errs.Unauthorized {
		t.Errorf("a revoked token: %v", err)
	}
	if _, err := w.app.Renew(t.Context(), renewed); errs.KindOf(err) != errs.Unauthorized {
		t.Errorf("a revoked seller: %v", err)
	}
}

func TestOneTokenIsRevokedAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, err := w.app.Exchange(t.Context(), w.connect(t))
	if err != nil {
		t.Fatal(err)
	}
	two, err := w.app.Renew(t.Context(), one)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.app.RevokeOnly(t.Context(), two); err != nil {
		t.Fatal(err)
	}
	_, first := w.client(one.Access).Locations(t.Context())
	_, second := w.client(two.Access).Locations(t.Context())
	if first != nil || square.ReasonOf(second) != square.Revoked {
		t.Errorf("%v, %v, want the second token to be revoked alone", first, second)
	}
}

func TestASellerDenies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answer, err := w.Decide(w.app.AuthorizeURL("s1"), merchant, false)
	want := map[string][]string{"error": {"access_denied"}, "error_description": {"user_denied"}, "state": {"s1"}}
	if diff := cmp.Diff(want, map[string][]string(answer)); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestACodeWorksOnceWithinFiveMinutes(t *testing.T) {
	t.Parallel()
	for name, legacy := range map[string]bool{"a list of errors": false, "a message and a type": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Behave(squaretest.Behaviour{LegacyErrors: legacy})
			used, late := w.connect(t), w.connect(t)
			if _, err := w.app.Exchange(t.Context(), used); err != nil {
				t.Fatal(err)
			}
			_, err := w.app.Exchange(t.Context(), used)
			if errs.KindOf(err) != errs.Conflict {
				t.Errorf("used twice: %v", err)
			}
			refused, ok := errors.AsType[*square.Error](err)
			if !ok || refused.Detail != "Authorization code not found, expired or already claimed" {
				t.Errorf("Square's words are lost: %v", err)
			}
			w.at = w.at.Add(5 * time.Minute)
			if _, err := w.app.Exchange(t.Context(), late); errs.KindOf(err) != errs.Conflict {
				t.Errorf("too late: %v", err)
			}
		})
	}
}

func TestWhoIsNotMarketPrepGetsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.app.Secret = func(context.Context) (string, error) { return "guessed", nil }
	if _, err := w.app.Exchange(t.Context(), w.connect(t)); err == nil {
		t.Error("a wrong secret got tokens")
	}
	if err := w.app.Revoke(t.Context(), merchant); err == nil {
		t.Error("a wrong secret revoked")
	}
}

func TestLocationsAreAllThereAre(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lat, lon := 33.7889, -84.3841
	want := []order.Location{
		{ID: closed, Name: "Closed shop", Zone: "America/New_York", Currency: "USD", Country: "US"},
		{ID: stall, Name: "Grant Park Saturday", Zone: "America/New_York", Currency: "USD", Country: "US", Active: true, Lat: &lat, Lon: &lon},
	}
	got, err := w.reader().Locations(t.Context())
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestATokenThatExpiredIsRenewedOnce(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name            string
		renewed         func(w *world) (string, error)
		catalog         bool // whose servers answer 500 to such a token
		renewals, calls int
		want            errs.Kind
	}{
		{"another one is good", func(w *world) (string, error) { a, _ := w.Tokens(merchant, every...); return a, nil }, false, 1, 2, ""},
		{"another one is good, and Square answers 500", func(w *world) (string, error) { a, _ := w.Tokens(merchant, every...); return a, nil }, true, 1, 2, ""},
		{"another one is bad too", func(*world) (string, error) { return "nonsense", nil }, false, 1, 2, errs.Unauthorized},
		{"there is none", func(*world) (string, error) { return "", errs.New(errs.Unauthorized, "connect again") }, false, 1, 1, errs.Unauthorized},
		{"nobody can say right now", func(*world) (string, error) { return "", errs.New(errs.Unavailable, "later") }, false, 1, 1, errs.Unavailable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Behave(squaretest.Behaviour{ExpiredIs500: tt.catalog})
			old, _ := w.Tokens(merchant, every...)
			w.at = w.at.Add(30 * 24 * time.Hour)
			renewals := 0
			c := square.NewClient(square.Options{
				BaseURL: w.url, HTTP: w.app.HTTP, Now: w.now, Token: func(context.Context) (string, error) { return old, nil },
				Renew: func(_ context.Context, refused string) (string, error) {
					if renewals++; refused != old {
						t.Errorf("refused was %q", refused)
					}
					return tt.renewed(w)
				},
			})
			_, err := c.Catalog(t.Context(), time.Time{}, "")
			calls := w.Requests()["POST /v2/catalog/search"]
			if (err != nil) != (tt.want != "") || err != nil && errs.KindOf(err) != tt.want || renewals != tt.renewals || calls != tt.calls {
				t.Errorf("%v after %d renewals and %d calls", err, renewals, calls)
			}
		})
	}
}

func TestWhatSquareRefusesHasAKind(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		b      squaretest.Behaviour
		reason square.Reason
		kind   errs.Kind
	}{
		{"too many calls", squaretest.Behaviour{Status: 429, RetryAfter: "1"}, square.RateLimited, errs.Unavailable},
		{"broken", squaretest.Behaviour{Status: 500}, square.Down, errs.Unavailable},
		{"closed", squaretest.Behaviour{Status: 503}, square.Down, errs.Unavailable},
		{"a proxy's page", squaretest.Behaviour{Status: 502, HTML: true}, square.Down, errs.Unavailable},
		{"a page that says it is fine", squaretest.Behaviour{HTML: true}, "", errs.Unavailable},
		{"half an answer", squaretest.Behaviour{Half: true}, "", errs.Unavailable},
		{"no answer", squaretest.Behaviour{Reset: true}, "", errs.Unavailable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c := w.reader()
			w.Behave(tt.b)
			_, err := c.Locations(t.Context())
			if square.ReasonOf(err) != tt.reason || errs.KindOf(err) != tt.kind || w.Requests()["GET /v2/locations"] != 1 {
				t.Errorf("%v: %q, %q, after %v", err, square.ReasonOf(err), errs.KindOf(err), w.Requests())
			}
		})
	}
	w := newWorld(t)
	access, _ := w.Tokens(merchant, "ITEMS_READ")
	_, err := w.client(access).Locations(t.Context())
	if square.ReasonOf(err) != square.Scopes || errs.KindOf(err) != errs.Forbidden {
		t.Errorf("not allowed: %v", err)
	}
}

// A variable of the environment that happens to be called VERSION must not choose
// the version of the API, nor one called SQUARE_TOKEN an account.
func TestTheEnvironmentDecidesNothing(t *testing.T) {
	t.Setenv("VERSION", "1999-01-01")
	t.Setenv("SQUARE_TOKEN", "somebody-else")
	var header http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header = r.Header
		fmt.Fprint(w, `{}`)
	}))
	t.Cleanup(server.Close)
	c := square.NewClient(square.Options{BaseURL: server.URL, HTTP: server.Client(), Token: func(context.Context) (string, error) { return "mine", nil }})
	if _, err := c.Locations(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v, a := header.Get("Square-Version"), header.Get("Authorization"); v != square.Version || a != "Bearer mine" {
		t.Errorf("version %q, authorization %q", v, a)
	}
}

func TestWhatMayBeSentAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := map[string]bool{}
	w.app.HTTP = &http.Client{Transport: spy(func(r *http.Request) { got[r.URL.Path+" "+r.Method] = square.Idempotent(r) })}
	_, err := w.app.Exchange(t.Context(), w.connect(t))
	again := map[string]bool{"/oauth2/token POST": false}
	if diff := cmp.Diff(again, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	_, refresh := w.Tokens(merchant, every...)
	_, err = w.app.Renew(t.Context(), square.Tokens{Refresh: refresh})
	again["/oauth2/token POST"] = true
	if diff := cmp.Diff(again, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// spy sees what is sent.
type spy func(*http.Request)

func (s spy) RoundTrip(r *http.Request) (*http.Response, error) {
	s(r)
	return http.DefaultTransport.RoundTrip(r)
}
