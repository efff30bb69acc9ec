package sales

import (
	"encoding/json"
	"math"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/square"
	"github.com/marketprep/marketprep/shared/square/squaretest"
)

// account is a fake Square with one seller, whose account sells what a shop does,
// and the variables of functions that are connected with it.
type account struct {
	*squaretest.Server
	vars map[string]string
}

func newAccount(t *testing.T, s *shop) account {
	t.Helper()
	a := account{Server: squaretest.New(squaretest.Options{Now: func() time.Time { return functiontest.Now }, AppID: "app", AppSecret: "secret"})}
	url, stop, err := a.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop() })
	seller := squaretest.Seller{Merchant: "M1", Name: "Anna"}
	for _, l := range s.locations {
		seller.Locations = append(seller.Locations, squaretest.Location{ID: l.ID, Name: l.Name, Zone: l.Zone})
	}
	a.AddSeller(seller)
	for _, i := range s.items {
		a.PutItems("M1", squaretest.Item{ID: "item " + i.ID, Name: i.Name, Updated: i.Updated, Variations: []squaretest.Variation{{ID: i.ID, Name: "Regular", Price: 700, Updated: i.Updated}}})
	}
	for _, o := range s.orders {
		a.PutOrders("M1", sellable(o))
	}
	access, refresh := a.Tokens("M1", "ITEMS_READ", "ORDERS_READ", "MERCHANT_PROFILE_READ", "PAYMENTS_READ")
	tokens, err := json.Marshal(square.Tokens{Access: access, Refresh: refresh, Merchant: "M1", Expires: functiontest.Now.Add(30 * 24 * time.Hour), Obtained: functiontest.Now})
	if err != nil {
		t.Fatal(err)
	}
	a.vars = functiontest.WithSecrets(t, map[string]string{"tokens/anna": string(tokens), "app-secret": "secret"})
	for name, value := range map[string]string{
		"SQUARE_URL": url, "SQUARE_APPLICATION_ID": "app", "SQUARE_APPLICATION_SECRET": "app-secret", "SQUARE_REDIRECT_URL": "https://example.com/square/callback",
		"TOKEN_VAULT": "tokens/", "SYNC_QUEUE_URL": "http://queue",
	} {
		a.vars[name] = value
	}
	return a
}

// sellable is o as the fake sells it.
func sellable(o order.Order) squaretest.Order {
	to := squaretest.Order{ID: o.ID, Location: o.Location, Created: o.Created, Updated: o.Updated, Closed: o.Closed}
	if o.State == order.Canceled {
		to.State = "CANCELED"
	}
	for _, l := range o.Lines {
		units := int64(l.Units / amount.One)
		quantity := string(rune('0' + units))
		to.Lines = append(to.Lines, squaretest.Line{Variation: l.Variation, Name: l.Name, Price: "Regular", Quantity: quantity, Each: int64(l.Money) / units})
	}
	return to
}

// whole are orders whose lines have the price of their units, so that both fakes agree.
func whole(s *shop) *shop {
	for i := range s.orders {
		for k := range s.orders[i].Lines {
			l := &s.orders[i].Lines[k]
			l.Money = 700 * amount.Money(l.Units/amount.One)
		}
	}
	return s
}

// calls counts requests to the outside, by path.
type calls struct {
	mu    sync.Mutex
	paths []string
}

func (c *calls) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	c.paths = append(c.paths, r.URL.Path)
	c.mu.Unlock()
	return http.DefaultTransport.RoundTrip(r)
}

// run hands messages to run-sync, as the queue would, until there are no more.
func (w *world) run(t *testing.T, env *boot.Env, message string) {
	t.Helper()
	handle, err := RunSync(func(aws.Config, string) queue.Queue { return w.queue }, tills.ReaderAt(math.Inf(1)))(env)
	if err != nil {
		t.Fatal(err)
	}
	for messages := []string{message}; len(messages) > 0; messages = messages[1:] {
		if err := handle(t.Context(), messages[0]); err != nil {
			t.Fatal(err)
		}
		for _, m := range w.queue.take() {
			messages = append(messages, m.Body)
		}
	}
}

func TestASyncWithSquare(t *testing.T) {
	t.Parallel()
	s := whole(season(functiontest.Now, 1_200))
	a := newAccount(t, s)
	w := &world{functiontest.New(t, a.vars), functiontest.Owner(t, "anna"), s, &sent{}}
	w.register(t)
	w.run(t, w.Env, body("first"))
	if diff := cmp.Diff(s.oracle(), w.sold(t)); diff != "" {
		t.Fatalf("%+v (-oracle +table):\n%s", w.state(t).Runs[0], diff)
	}
	var writes []string
	env, outside := w.EnvWith(counting(&writes)), &calls{}
	env.Outside = outside
	w.run(t, env, body("second"))
	if diff := cmp.Diff([]string{"/v2/locations", "/v2/catalog/search", "/v2/orders/search"}, outside.paths); diff != "" || len(writes) != 2 {
		t.Errorf("nothing new: writes %q, calls (-want +got):\n%s", writes, diff)
	}

	// An order is voided, another one comes in: the next sync brings both.
	first, next := s.orders[0], s.orders[1]
	first.State, first.Updated = order.Canceled, functiontest.Now.Add(-time.Minute)
	next.ID, next.Updated = "late", functiontest.Now.Add(-time.Minute)
	s.orders = append(s.orders, first, next)
	a.PutOrders("M1", sellable(first), sellable(next))
	w.run(t, w.Env, body("third"))
	if diff := cmp.Diff(s.oracle(), w.sold(t)); diff != "" {
		t.Errorf("after a change (-oracle +table):\n%s", diff)
	}
	if run := w.state(t).Runs[0]; run.Counts.Orders != 2 || run.Counts.Voided != 1 {
		t.Errorf("the run says %+v", run)
	}
}

func TestASellerWhoTookItBackMustConnectAgain(t *testing.T) {
	t.Parallel()
	s := whole(season(functiontest.Now, 10))
	a := newAccount(t, s)
	w := &world{functiontest.New(t, a.vars), functiontest.Owner(t, "anna"), s, &sent{}}
	w.register(t)
	a.Revoke("M1")
	w.run(t, w.Env, body("first"))
	run := w.state(t).Runs[0]
	if run.Status != salesync.Failed || len(run.Problems) != 1 {
		t.Errorf("the run says %+v", run)
	}
}

// reader opens tills whose requests go through outside.
func reader(t *testing.T, env *boot.Env, outside http.RoundTripper) OpenTill {
	t.Helper()
	env.Outside = outside
	open, err := tills.Reader(env)
	if err != nil {
		t.Fatal(err)
	}
	return open
}
