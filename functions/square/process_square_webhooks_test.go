package square

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/infra/local/chaos"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/square"
	"github.com/marketprep/marketprep/shared/square/squaretest"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

// seller is anna, who sells at Square and whose first sync is over.
type seller struct {
	*functiontest.System
	*squaretest.Server
	anna   tenant.ID
	handle func(body string) error
	asked  int // syncs
}

// countedQueue counts what it is sent.
type countedQueue struct{ sent *int }

func (q countedQueue) Send(_ context.Context, messages []queue.Message) error {
	*q.sent += len(messages)
	return nil
}

func (q countedQueue) Depth(context.Context) (int, error) { return *q.sent, nil }

func newSeller(t *testing.T) *seller {
	t.Helper()
	fake := squaretest.New(squaretest.Options{Now: func() time.Time { return functiontest.Now }, AppID: "app", AppSecret: "secret"})
	url, stop, err := fake.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop() })
	fake.AddSeller(squaretest.Seller{Merchant: "M1", Locations: []squaretest.Location{{ID: "L1", Name: "The van", Zone: "America/New_York"}}})
	access, refresh := fake.Tokens("M1", "ITEMS_READ", "ORDERS_READ", "MERCHANT_PROFILE_READ", "PAYMENTS_READ")
	tokens, err := json.Marshal(square.Tokens{Access: access, Refresh: refresh, Merchant: "M1", Expires: functiontest.Now.Add(30 * 24 * time.Hour), Obtained: functiontest.Now})
	if err != nil {
		t.Fatal(err)
	}
	vars := functiontest.WithSecrets(t, map[string]string{"tokens/anna": string(tokens), "app-secret": "secret"})
	for name, value := range map[string]string{
		"SQUARE_URL": url, "SQUARE_APPLICATION_ID": "app", "SQUARE_APPLICATION_SECRET": "app-secret", "SQUARE_REDIRECT_URL": "https://example.com/square/callback",
		"TOKEN_VAULT": "tokens/", "SYNC_QUEUE_URL": "http://queue",
	} {
		vars[name] = value
	}
	s := &seller{System: functiontest.New(t, vars), Server: fake, anna: functiontest.Vendor(t, "anna")}
	anna := vendor.Vendor{ID: "anna", TimeZone: "America/New_York", Currency: "USD"}
	if err := s.Store.RegisterVendor(t.Context(), anna, store.SignIn{Email: "anna@example.com", Vendor: "anna", User: "u1", Role: tenant.Owner}); err != nil {
		t.Fatal(err)
	}
	s.Stall(s.anna)
	handle, err := ProcessSquareWebhooks(func(aws.Config, string) queue.Queue { return countedQueue{&s.asked} }, tills.ReaderAt(math.Inf(1)))(s.Env)
	if err != nil {
		t.Fatal(err)
	}
	s.handle = func(body string) error { return handle(t.Context(), body) }
	return s
}

// synced says that the first sync is over.
func (s *seller) synced(t *testing.T) {
	t.Helper()
	err := s.Store.EditSync(t.Context(), s.anna, func(st *salesync.State) error { st.Watermark = functiontest.Now; return nil })
	if err != nil {
		t.Fatal(err)
	}
}

// units are how many units the till sold in November.
func (s *seller) units(t *testing.T) map[string]float64 {
	t.Helper()
	m := civil.NewDate(2026, 11, 1).Month()
	b, err := s.Store.SalesMonths(t.Context(), s.anna, []civil.Month{m})
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]float64{}
	for _, d := range b.Months[m].Days {
		for _, l := range d.Lines {
			if l.Source == sale.Square {
				sums[b.Products[l.Product].Name] += l.Units.Units()
			}
		}
	}
	return sums
}

func named(id string) string {
	return fmt.Sprintf(`{"vendor":"anna","orders":[%q],"event":"e-%s"}`, id, id)
}

// Webhooks come twice, late and in any order: what Square says now counts.
func TestWebhooksBringOrdersAsTheyAre(t *testing.T) {
	t.Parallel()
	s := newSeller(t)
	s.synced(t)
	at := time.Date(2026, 11, 21, 15, 0, 0, 0, time.UTC)
	var messages []string
	for i := range 20 {
		o := squaretest.Order{ID: fmt.Sprintf("o%d", i), Location: "L1", Created: at, Closed: at.Add(time.Duration(i) * time.Minute), Lines: []squaretest.Line{{Variation: "V1", Name: "Sourdough", Quantity: "2", Each: 650}}}
		if i == 7 {
			o.State = "CANCELED"
		}
		s.PutOrders("M1", o)
		messages = append(messages, named(o.ID), named(o.ID))
	}
	s.PutOrders("M1", squaretest.Order{ID: "r1", Location: "L1", Created: at, Closed: at.Add(time.Hour), Of: "o3", Returns: []squaretest.Line{{Variation: "V1", Name: "Sourdough", Quantity: "1", Each: 650}}})
	messages = append(messages, named("r1"), named("unknown"))
	rand.Shuffle(len(messages), func(i, j int) { messages[i], messages[j] = messages[j], messages[i] })
	for _, m := range messages {
		if err := s.handle(m); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(map[string]float64{"Sourdough": 19*2 - 1}, s.units(t)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestBeforeTheFirstSyncAWebhookBringsNothing(t *testing.T) {
	t.Parallel()
	s := newSeller(t)
	at := time.Date(2026, 11, 21, 15, 0, 0, 0, time.UTC)
	s.PutOrders("M1", squaretest.Order{ID: "o1", Location: "L1", Created: at, Closed: at, Lines: []squaretest.Line{{Variation: "V1", Name: "Sourdough", Each: 650}}})
	if err := s.handle(named("o1")); err != nil || len(s.units(t)) != 0 {
		t.Errorf("%v, %v", err, s.units(t))
	}
}

func TestACatalogThatChangedIsSynchronised(t *testing.T) {
	t.Parallel()
	s := newSeller(t)
	for range 3 {
		if err := s.handle(`{"vendor":"anna","catalog":true,"event":"e"}`); err != nil {
			t.Fatal(err)
		}
	}
	st, err := s.Store.Sync(t.Context(), s.anna)
	if err != nil || len(st.Runs) != 1 || st.Runs[0].Kind != salesync.Catalog || s.asked == 0 {
		t.Errorf("%v: asked for %+v, %d messages", err, st.Runs, s.asked)
	}
}

func TestAMessageThatIsNoneComesBack(t *testing.T) {
	t.Parallel()
	s := newSeller(t)
	for _, body := range []string{"", "{", `{"orders":["o1"]}`} {
		if err := s.handle(body); err == nil {
			t.Errorf("%q is taken", body)
		}
	}
	s.synced(t)
	s.Behave(squaretest.Behaviour{Path: "/v2/orders", Status: 503})
	if err := s.handle(named("o1")); err == nil {
		t.Error("Square is down, and the message is gone")
	}
}

// A worker that is killed at any of its calls, before or after it took effect, and is
// handed the message again leaves the table as one that was not.
func TestChaosAWorkerDiesOverAWebhook(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 21, 15, 0, 0, 0, time.UTC)
	play := func(k *chaos.Killer) chaos.Picture {
		s := newSeller(t)
		s.synced(t)
		s.PutOrders("M1", squaretest.Order{ID: "o1", Location: "L1", Created: at, Closed: at, Lines: []squaretest.Line{{Variation: "V1", Name: "Sourdough", Quantity: "2", Each: 650}}})
		env := s.EnvWith(k.AWS)
		env.Outside = k.Outside(http.DefaultTransport)
		mortal, err := ProcessSquareWebhooks(func(aws.Config, string) queue.Queue { return countedQueue{&s.asked} }, tills.ReaderAt(math.Inf(1)))(env)
		if err != nil {
			t.Fatal(err)
		}
		bury, _ := k.Run(t.Context(), func(ctx context.Context) error { return mortal(ctx, named("o1")) })
		bury()
		if err := s.handle(named("o1")); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]float64{"Sourdough": 2}, s.units(t)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		p, err := chaos.Take(t.Context(), s.Table)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	whole := chaos.Watch()
	want := play(whole).Known("Version")
	sum := chaos.Tally{}
	for call := range whole.Calls() {
		for _, fate := range []chaos.Fate{chaos.Before, chaos.After, chaos.Unanswered} {
			lost, doubled := chaos.Compare(want, play(chaos.Strike(call+1, fate)).Known("Version"))
			sum.Tried, sum.Lost, sum.Doubled = sum.Tried+1, sum.Lost+len(lost), sum.Doubled+len(doubled)
			if len(lost)+len(doubled) > 0 {
				t.Errorf("%s at call %d: lost %v, doubled %v", fate, call+1, lost, doubled)
			}
		}
	}
	if sum.Tried < 9 {
		t.Errorf("killed %d times only", sum.Tried)
	}
	chaos.Report(t, "deaths of a worker over a webhook", sum)
}
