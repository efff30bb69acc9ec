package square

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/infra/local/chaos"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/square"
	"github.com/marketprep/marketprep/shared/square/hook"
	"github.com/marketprep/marketprep/shared/square/squaretest"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

// fair is many sellers whose orders change all the time, and Square telling of it.
type fair struct {
	*functiontest.System
	t       *testing.T
	fake    *squaretest.Server
	sellers []tenant.ID
	queue   *chaos.Crowd
	wires   *http.Transport
	busy    map[string]*sync.Mutex // by vendor: a queue hands out one message of a group at a time

	mu     sync.Mutex
	newest map[string]int // the last change of each order that was made at Square
	sold   map[tenant.ID]float64
}

const stormSellers = 16

// market is a Saturday on which, and on those before, the sellers sell.
var market = time.Date(2026, 11, 21, 14, 0, 0, 0, time.UTC)

func newFair(t *testing.T) *fair {
	t.Helper()
	f := &fair{t: t, queue: &chaos.Crowd{}, wires: &http.Transport{MaxIdleConnsPerHost: 64}, busy: map[string]*sync.Mutex{}, newest: map[string]int{}, sold: map[tenant.ID]float64{}}
	now := func() time.Time { return functiontest.Now }
	f.fake = squaretest.New(squaretest.Options{Now: now, AppID: "app", AppSecret: "secret", WebhookKey: "key", WebhookURL: webhook})
	url, stop, err := f.fake.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop() })
	secrets := map[string]string{"app-secret": "secret", "SQUARE_WEBHOOK_KEY": "key"}
	for i := range stormSellers {
		v, merchant := functiontest.Vendor(t, fmt.Sprint("seller", i)), fmt.Sprint("M", i)
		f.fake.AddSeller(squaretest.Seller{Merchant: merchant, Locations: []squaretest.Location{{ID: "L" + merchant, Name: "The van", Zone: "America/New_York"}}})
		access, refresh := f.fake.Tokens(merchant, "ITEMS_READ", "ORDERS_READ", "MERCHANT_PROFILE_READ", "PAYMENTS_READ")
		tokens, err := json.Marshal(square.Tokens{Access: access, Refresh: refresh, Merchant: merchant, Expires: functiontest.Now.Add(30 * 24 * time.Hour), Obtained: functiontest.Now})
		if err != nil {
			t.Fatal(err)
		}
		secrets["tokens/"+v.String()] = string(tokens)
		f.sellers, f.busy[v.String()] = append(f.sellers, v), &sync.Mutex{}
	}
	vars := functiontest.WithSecrets(t, secrets)
	for name, value := range map[string]string{
		"SQUARE_URL": url, "SQUARE_APPLICATION_ID": "app", "SQUARE_APPLICATION_SECRET": "app-secret", "SQUARE_REDIRECT_URL": "https://example.com/square/callback",
		"TOKEN_VAULT": "tokens/", "SYNC_QUEUE_URL": "http://queue", "WEBHOOK_QUEUE_URL": "http://queue", "SQUARE_WEBHOOK_URL": webhook,
	} {
		vars[name] = value
	}
	f.System = functiontest.New(t, vars)
	for i, v := range f.sellers {
		f.join(v, fmt.Sprint("M", i))
	}
	return f
}

// join makes a vendor, connected and synchronised.
func (f *fair) join(v tenant.ID, merchant string) {
	f.t.Helper()
	ctx, name := f.t.Context(), v.String()
	err := f.Store.RegisterVendor(ctx, vendor.Vendor{ID: name, TimeZone: "America/New_York", Currency: "USD"}, store.SignIn{Email: name + "@example.com", Vendor: name, User: "u1", Role: tenant.Owner})
	if err != nil {
		f.t.Fatal(err)
	}
	f.Stall(v)
	if err := f.Store.BeginSquare(ctx, v, "u1", "state", functiontest.Now.Add(time.Minute)); err != nil {
		f.t.Fatal(err)
	}
	pending, err := f.Store.TakeSquare(ctx, v, "u1", "state")
	if err != nil {
		f.t.Fatal(err)
	}
	if err := f.Store.ConnectSquare(ctx, v, pending, merchant, functiontest.Now.Add(time.Hour)); err != nil {
		f.t.Fatal(err)
	}
	if err := f.Store.EditSync(ctx, v, func(st *salesync.State) error { st.Watermark = functiontest.Now; return nil }); err != nil {
		f.t.Fatal(err)
	}
}

// changed is which order of which seller an event of n is about, and its version:
// every order changes three times.
func changed(event, n int) (seller int, order string, number, version int) {
	orders := (n + 2) / 3
	number = event % orders
	return number % stormSellers, fmt.Sprint("o", number), number, event/orders + 1
}

// change makes the event's change at Square.
func (f *fair) change(event, n int) {
	i, order, number, version := changed(event, n)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.newest[order] >= version {
		return
	}
	f.sold[f.sellers[i]] += float64(version - f.newest[order])
	f.newest[order] = version
	at := market.AddDate(0, 0, -7*(number/16%12)).Add(time.Duration(number/16%4)*time.Hour + time.Duration(number%3600)*time.Second)
	merchant := fmt.Sprint("M", i)
	f.fake.PutOrders(merchant, squaretest.Order{
		ID: order, Location: "L" + merchant, Created: at, Closed: at, Updated: at.Add(time.Duration(version) * time.Minute),
		Lines: []squaretest.Line{{Variation: "V1", Name: "Sourdough", Quantity: strconv.Itoa(version), Each: 650}},
	})
}

// env is the environment of a function that may die by k.
func (f *fair) env(k *chaos.Killer) *boot.Env {
	// All share their connections: else those of the dead would pile up.
	shared := func(cfg *aws.Config) { cfg.HTTPClient = &http.Client{Transport: f.wires} }
	if k == nil {
		env := f.EnvWith(shared)
		env.Outside = f.wires
		return env
	}
	env := f.EnvWith(shared, k.AWS)
	env.Outside = k.Outside(f.wires)
	return env
}

// receive is Square telling of an event, the first of the hooks being that number.
func (f *fair) receive(hooks []squaretest.Webhook, first int) func(context.Context, int, *chaos.Killer) error {
	open := func(aws.Config, string) queue.Queue { return f.queue }
	return func(ctx context.Context, event int, k *chaos.Killer) error {
		event += first
		f.change(event, len(hooks))
		h := hooks[event]
		a := f.Prepare(f.env(k), tenant.Caller{}, ReceiveSquareWebhook(open), "POST", "/webhooks/square", h.Body, hook.SignatureHeader, h.Signature)(ctx)
		if a.Status >= http.StatusMultipleChoices {
			return fmt.Errorf("answered %d %s", a.Status, a.Body)
		}
		return nil
	}
}

// process is the queue handing out one of its messages.
func (f *fair) process(messages []queue.Message) func(context.Context, int, *chaos.Killer) error {
	nobody := func(aws.Config, string) queue.Queue { return &chaos.Crowd{} }
	return func(ctx context.Context, i int, k *chaos.Killer) error {
		m := messages[i]
		f.busy[m.Group].Lock()
		defer f.busy[m.Group].Unlock()
		handle, err := ProcessSquareWebhooks(nobody, tills.ReaderAt(math.Inf(1)))(f.env(k))
		if err != nil {
			return err
		}
		return handle(ctx, m.Body)
	}
}

// counted are the units that the table says a vendor sold.
func (f *fair) counted(v tenant.ID) float64 {
	f.t.Helper()
	var months []civil.Month
	for m := civil.NewDate(2026, 8, 1).Month(); m <= civil.NewDate(2026, 11, 1).Month(); m++ {
		months = append(months, m)
	}
	b, err := f.Store.SalesMonths(f.t.Context(), v, months)
	if err != nil {
		f.t.Fatal(err)
	}
	sum := 0.0
	for _, m := range b.Months {
		for _, d := range m.Days {
			for _, l := range d.Lines {
				if l.Source == sale.Square {
					sum += l.Units.Units()
				}
			}
		}
	}
	return sum
}

// gusts is how often the workers catch up during the storm.
const gusts = 6

// Square tells of everything once or twice, in any order, to receivers and workers
// that die on the way: what was sold is what Square says in the end.
func TestChaosAStormOfWebhooks(t *testing.T) {
	t.Parallel()
	f := newFair(t)
	n := chaos.Size(480, 100_000)
	hooks := make([]squaretest.Webhook, n)
	for event := range hooks {
		seller, order, _, _ := changed(event, n)
		hooks[event] = f.fake.PaymentUpdated(fmt.Sprint("M", seller), order, functiontest.Now)
	}
	var sum chaos.Tally
	worked := 0
	for gust := range gusts {
		first, last := gust*n/gusts, (gust+1)*n/gusts
		arrivals, err := chaos.Usual(uint64(gust)).Deliver(t.Context(), last-first, f.receive(hooks, first))
		if err != nil {
			t.Fatal(err)
		}
		messages := f.queue.Messages()[worked:]
		worked += len(messages)
		handed, err := chaos.Usual(uint64(100+gust)).Deliver(t.Context(), len(messages), f.process(messages))
		if err != nil {
			t.Fatal(err)
		}
		sum.Tried += arrivals + handed
	}
	for _, v := range f.sellers {
		got, want := f.counted(v), f.sold[v]
		sum.Lost += int(max(0, want-got))
		sum.Doubled += int(max(0, got-want))
		if got != want {
			t.Errorf("%s sold %v, the table says %v", v, want, got)
		}
	}
	chaos.Report(t, "deliveries of webhooks", sum)
}
