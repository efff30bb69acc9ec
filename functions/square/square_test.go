package square

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/infra/local/engines"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/boot/vaults"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/square/squaretest"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

const (
	juniper = "MJUNIPER" // an account at Square
	clover  = "MCLOVER"  // another one
	stall   = "L_STALL"
	webhook = "https://api.marketprep.example/webhooks/square"
)

// emulator is the AWS emulator that the tests of this process share; it ends with
// the process.
var emulator = sync.OnceValues(func() (*engines.Process, error) {
	return engines.StartEmulator(context.Background(), engines.Options{})
})

// towns counts them: each has secrets of its own.
var towns atomic.Int64

// town is a Square with two sellers, and MarketPrep beside it.
type town struct {
	*functiontest.System
	fake *squaretest.Server
	t    *testing.T

	now  time.Time
	sent *sentMessages
	told squaretest.Webhook // of a sale
	ctx  context.Context    //nolint:containedctx // that of a function that will be killed; nil of others
}

// Call is that of the System, unless the function will be killed.
func (w *town) Call(c tenant.Caller, endpoint boot.Endpoint, method, target string, body any, header ...string) functiontest.Answer {
	w.t.Helper()
	if w.ctx == nil {
		return w.System.Call(c, endpoint, method, target, body, header...)
	}
	return w.Prepare(w.Env, c, endpoint, method, target, body, header...)(w.ctx)
}

// sentMessages is a queue that keeps what it is sent, or refuses it.
type sentMessages struct {
	bodies []string
	broken error
}

func (q *sentMessages) Send(_ context.Context, messages []queue.Message) error {
	if q.broken != nil {
		return q.broken
	}
	for _, m := range messages {
		q.bodies = append(q.bodies, m.Group+": "+m.Body)
	}
	return nil
}

func (q *sentMessages) Depth(context.Context) (int, error) { return len(q.bodies), nil }

// newTown is a town whose tokens are in Secrets Manager, or, sealed, in the table.
func newTown(t *testing.T, sealed bool) *town {
	t.Helper()
	p, err := emulator()
	if err != nil {
		t.Fatal(err)
	}
	cfg := aws.Config{Region: "us-east-1", BaseEndpoint: aws.String("http://" + p.Addr), Credentials: credentials.NewStaticCredentialsProvider("test", "test", "")}
	w := &town{t: t, now: functiontest.Now, sent: &sentMessages{}}
	w.fake = squaretest.New(squaretest.Options{
		Now: func() time.Time { return w.now }, AppID: "sq0idp-APP", AppSecret: "sq0csp-SECRET", WebhookKey: "signed with this", WebhookURL: webhook,
	})
	server := httptest.NewServer(w.fake)
	t.Cleanup(server.Close)
	for _, merchant := range []string{juniper, clover} {
		w.fake.AddSeller(squaretest.Seller{Merchant: merchant, Name: merchant, Locations: []squaretest.Location{{ID: stall + merchant, Name: "Stall", Zone: "America/New_York"}, {ID: "L_OLD" + merchant, Name: "Old shop", Zone: "America/New_York", Inactive: true}}})
	}
	vars := map[string]string{
		"SQUARE_URL": server.URL, "SQUARE_APPLICATION_ID": "sq0idp-APP", "SQUARE_REDIRECT_URL": "https://app.example/square/callback",
		"SQUARE_WEBHOOK_URL": webhook, "WEBHOOK_QUEUE_URL": "not asked", "AWS_ENDPOINT_URL": "http://" + p.Addr, "TOKEN_VAULT": fmt.Sprintf("%s/%d/tokens/", t.Name(), towns.Add(1)),
	}
	manager := secretsmanager.NewFromConfig(cfg)
	for name, secret := range map[string]string{"SQUARE_APPLICATION_SECRET": "sq0csp-SECRET", "SQUARE_WEBHOOK_KEY": "signed with this"} {
		vars[name] = fmt.Sprintf("%s/%d/%s", t.Name(), towns.Add(1), name)
		_, err := manager.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: aws.String(vars[name]), SecretString: &secret})
		if _, exists := errors.AsType[*types.ResourceExistsException](err); err != nil && !exists { // the client tries again if an answer is lost
			t.Fatal(err)
		}
	}
	if sealed {
		key, err := kms.NewFromConfig(cfg).CreateKey(t.Context(), &kms.CreateKeyInput{})
		if err != nil {
			t.Fatal(err)
		}
		vars["TOKEN_VAULT"] = "kms:" + *key.KeyMetadata.KeyId
	}
	w.System = functiontest.New(t, vars)
	w.Env.Now = func() time.Time { return w.now }
	return w
}

// begin sends c to Square and returns where.
func (w *town) begin(c tenant.Caller) string {
	w.t.Helper()
	var out struct{ URL string }
	a := w.Must(c, ConnectSquare, "POST", "/api/v1/square/connection", nil, &out)
	w.trips("connect-square", a, 1)
	return out.URL
}

// decide lets the seller decide at Square, and returns what the browser comes back with.
func (w *town) decide(at, merchant string, allow bool) url.Values {
	w.t.Helper()
	back, err := w.fake.Decide(at, merchant, allow)
	if err != nil {
		w.t.Fatal(err)
	}
	return back
}

// finish comes back from Square.
func (w *town) finish(c tenant.Caller, back url.Values) functiontest.Answer {
	w.t.Helper()
	return w.Call(c, FinishSquareConnection(tills.ForPeople), "GET", "/api/v1/square/callback?"+back.Encode(), nil)
}

// connect does all of it.
func (w *town) connect(c tenant.Caller, merchant string) {
	w.t.Helper()
	if a := w.finish(c, w.decide(w.begin(c), merchant, true)); a.Status != 200 {
		w.t.Fatalf("connect: %d %s", a.Status, a.Body)
	}
}

func (w *town) status(c tenant.Caller) status {
	w.t.Helper()
	var s status
	w.trips("get-square-status", w.Must(c, GetSquareStatus, "GET", "/api/v1/square/connection", nil, &s), 1)
	return s
}

func (w *town) trips(what string, a functiontest.Answer, most int) {
	w.t.Helper()
	if a.Trips > most {
		w.t.Errorf("%s takes %d round trips, want at most %d", what, a.Trips, most)
	}
}

// refuses checks that an answer is a refusal.
func (w *town) refuses(what string, a functiontest.Answer, status int) {
	w.t.Helper()
	if a.Status != status {
		w.t.Errorf("%s: %d %s, want %d", what, a.Status, a.Body, status)
	}
}

// hasTokens reports whether v's tokens are in the vault.
func (w *town) hasTokens(v tenant.ID) bool {
	w.t.Helper()
	keeper, err := vaults.Open(w.Env)
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = keeper.Get(w.t.Context(), v)
	if err != nil && errs.KindOf(err) != errs.NotFound {
		w.t.Fatal(err)
	}
	return err == nil
}

// dueNow are the vendors who have work of a kind that is due.
func (w *town) dueNow(q store.WorkQueue) (vendors []string) {
	w.t.Helper()
	s := store.New(w.Table, w.Env.Now)
	for shard := range store.Shards {
		work, err := s.DueWork(w.t.Context(), q, shard, 100)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, x := range work {
			vendors = append(vendors, x.Vendor.String())
		}
	}
	slices.Sort(vendors)
	return vendors
}

func TestAVendorConnectsAndDisconnects(t *testing.T) {
	t.Parallel()
	for name, sealed := range map[string]bool{"tokens in Secrets Manager": false, "tokens in the table": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, anna := newTown(t, sealed), functiontest.Owner(t, "anna")
			if got := w.status(anna); got != (status{State: "none"}) {
				t.Errorf("before: %+v", got)
			}
			back := w.decide(w.begin(anna), juniper, true)
			var got status
			a := w.finish(anna, back)
			a.Read(t, &got)
			most := 2
			if sealed {
				most++ // docs/adr/0005-tokens.md
			}
			w.trips("finish-square-connection", a, most)
			want := status{State: "connected", Merchant: juniper, Connected: &w.now}
			if diff := cmp.Diff(want, got) + cmp.Diff(want, w.status(anna)); diff != "" || !w.hasTokens(anna.Vendor) {
				t.Errorf("connected (-want +got):\n%s", diff)
			}
			if due := w.dueNow(store.SyncWork); !slices.Equal(due, []string{"anna"}) {
				t.Errorf("to be synchronised: %v", due)
			}
			a = w.Must(anna, DisconnectSquare(tills.ForPeople), "DELETE", "/api/v1/square/connection", nil, nil)
			w.trips("disconnect-square", a, most)
			if got := w.status(anna); got != (status{State: "disconnected"}) || w.hasTokens(anna.Vendor) {
				t.Errorf("disconnected: %+v, tokens: %t", got, w.hasTokens(anna.Vendor))
			}
			w.fake.Forget()
			w.Must(anna, DisconnectSquare(tills.ForPeople), "DELETE", "/api/v1/square/connection", nil, nil)
			if n := len(w.fake.Requests()); n != 0 {
				t.Errorf("disconnecting again asks Square %v", w.fake.Requests())
			}
			w.connect(anna, clover) // another account
			if got := w.status(anna); got.Merchant != clover || got.State != "connected" {
				t.Errorf("connected again: %+v", got)
			}
		})
	}
}

func TestAnAnswerOfSquareWorksOnceForWhoBegan(t *testing.T) {
	t.Parallel()
	w, anna, ben := newTown(t, false), functiontest.Owner(t, "anna"), functiontest.Owner(t, "ben")
	partner := anna
	partner.User = "u-partner"
	back := w.decide(w.begin(anna), juniper, true)
	w.refuses("another vendor", w.finish(ben, back), 409)
	w.refuses("another user", w.finish(partner, back), 409)
	w.refuses("a forged state", w.finish(anna, url.Values{"code": back["code"], "state": {"sqforged"}}), 409)
	w.refuses("no state", w.finish(anna, url.Values{"code": back["code"]}), 422)
	w.refuses("neither code nor error", w.finish(anna, url.Values{"state": back["state"]}), 422)
	if a := w.finish(anna, back); a.Status != 200 {
		t.Fatalf("anna herself: %d %s", a.Status, a.Body)
	}
	w.refuses("the same again", w.finish(anna, back), 409)
	again := w.decide(w.begin(anna), juniper, true)
	again["state"] = back["state"]
	w.refuses("an old state with a new code", w.finish(anna, again), 409)

	first, second := w.begin(anna), w.begin(anna)
	w.refuses("the first of two addresses", w.finish(anna, w.decide(first, juniper, true)), 409)
	w.now = w.now.Add(stateLife)
	w.refuses("too late, with a fresh code", w.finish(anna, w.decide(second, juniper, true)), 409)
	if got := w.status(anna); got.State != "connected" {
		t.Errorf("afterwards: %+v", got)
	}
}

func TestASellerWhoDeniesIsNotConnected(t *testing.T) {
	t.Parallel()
	w, anna := newTown(t, false), functiontest.Owner(t, "anna")
	at := w.begin(anna)
	denied := w.decide(at, juniper, false)
	w.refuses("denied", w.finish(anna, denied), 409)
	w.refuses("allowed with the same state", w.finish(anna, w.decide(at, juniper, true)), 409)
	if got := w.status(anna); got != (status{State: "none"}) || w.hasTokens(anna.Vendor) {
		t.Errorf("afterwards: %+v", got)
	}
}

func TestACodeThatIsTooOldConnectsNobody(t *testing.T) {
	t.Parallel()
	w, anna := newTown(t, false), functiontest.Owner(t, "anna")
	back := w.decide(w.begin(anna), juniper, true)
	w.now = w.now.Add(6 * time.Minute) // Square's codes live for five, our state for ten
	w.refuses("an old code", w.finish(anna, back), 409)
	w.fake.Behave(squaretest.Behaviour{Path: "/oauth2/token", Status: 503})
	w.refuses("Square is closed", w.finish(anna, w.decide(w.begin(anna), juniper, true)), 503)
	w.fake.BehaveWell()
	w.fake.Configure(func(o *squaretest.Options) { o.AppSecret = "rotated" })
	w.refuses("Square does not know us", w.finish(anna, w.decide(w.begin(anna), juniper, true)), 409)
	if got := w.status(anna); got != (status{State: "none"}) || w.hasTokens(anna.Vendor) {
		t.Errorf("afterwards: %+v", got)
	}
}

func TestAnAccountIsOneVendors(t *testing.T) {
	t.Parallel()
	w, anna, ben := newTown(t, false), functiontest.Owner(t, "anna"), functiontest.Owner(t, "ben")
	w.connect(anna, juniper)
	w.refuses("ben takes anna's account", w.finish(ben, w.decide(w.begin(ben), juniper, true)), 409)
	if got := w.status(ben); got.State != "none" || w.hasTokens(ben.Vendor) {
		t.Errorf("ben: %+v, tokens: %t", got, w.hasTokens(ben.Vendor))
	}
	w.refuses("anna takes another account besides", w.finish(anna, w.decide(w.begin(anna), clover, true)), 409)
	w.Must(anna, ListSquareLocations(tills.ForPeople), "GET", "/api/v1/square/locations", nil, nil) // hers still works
	w.connect(anna, juniper)                                                                        // and again, why not
	w.Must(anna, DisconnectSquare(tills.ForPeople), "DELETE", "/api/v1/square/connection", nil, nil)
	w.connect(ben, juniper)
	if got := w.status(ben); got.Merchant != juniper {
		t.Errorf("ben, after anna left: %+v", got)
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	w, anna := newTown(t, false), functiontest.Owner(t, "anna")
	w.connect(anna, juniper)
	got := map[string][]int{}
	for _, role := range []tenant.Role{tenant.Helper, tenant.Manager, ""} {
		caller := anna
		if caller.Role = role; role == "" {
			caller = tenant.Caller{}
		}
		for _, e := range []struct {
			endpoint boot.Endpoint
			request  string
		}{
			{ConnectSquare, "POST connection"}, {GetSquareStatus, "GET connection"}, {DisconnectSquare(tills.ForPeople), "DELETE connection"},
			{FinishSquareConnection(tills.ForPeople), "GET callback?code=c&state=s"}, {ListSquareLocations(tills.ForPeople), "GET locations"},
		} {
			method, path, _ := strings.Cut(e.request, " ")
			got[string(role)] = append(got[string(role)], w.Call(caller, e.endpoint, method, "/api/v1/square/"+path, nil).Status)
		}
	}
	want := map[string][]int{"helper": {403, 403, 403, 403, 403}, "manager": {403, 403, 403, 403, 200}, "": {401, 401, 401, 401, 401}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
