package square

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/square/access"
	"github.com/marketprep/marketprep/shared/square/hook"
	"github.com/marketprep/marketprep/shared/square/squaretest"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// deliver sends a webhook as Square does.
func (w *town) deliver(h squaretest.Webhook) functiontest.Answer {
	w.t.Helper()
	open := func(aws.Config, string) queue.Queue { return w.sent }
	a := w.Call(tenant.Caller{}, ReceiveSquareWebhook(open), "POST", "/webhooks/square", h.Body, hook.SignatureHeader, h.Signature)
	w.trips("receive-square-webhook", a, 2)
	return a
}

// takes delivers webhooks that are taken, and returns what is on the queue then.
func (w *town) takes(hooks ...squaretest.Webhook) []string {
	w.t.Helper()
	for _, h := range hooks {
		w.refuses(string(h.Body), w.deliver(h), 204)
	}
	sent := w.sent.bodies
	w.sent.bodies = nil
	return sent
}

func TestWhatSquareTellsIsQueuedOnce(t *testing.T) {
	t.Parallel()
	w, anna := newTown(t, false), functiontest.Owner(t, "anna")
	w.connect(anna, juniper)
	paid, refund, price := w.fake.PaymentUpdated(juniper, "o1", w.now), w.fake.RefundUpdated(juniper, "o2", w.now), w.fake.CatalogUpdated(juniper, w.now)
	got := w.takes(price, refund, paid, paid, price, refund) // out of order, and twice
	want := []string{
		`anna: {"vendor":"anna","catalog":true,"event":"` + id(price) + `"}`,
		`anna: {"vendor":"anna","orders":["o2"],"catalog":false,"event":"` + id(refund) + `"}`,
		`anna: {"vendor":"anna","orders":["o1"],"catalog":false,"event":"` + id(paid) + `"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	w.now = w.now.Add(4 * 24 * time.Hour)
	if again := w.takes(paid); len(again) != 0 {
		t.Errorf("replayed after four days: %v", again)
	}
}

// id is the id of the event that h tells.
func id(h squaretest.Webhook) string {
	e, err := hook.ReadEvent(h.Body)
	if err != nil {
		panic(err)
	}
	return e.ID
}

func TestHostileWebhooksChangeNothing(t *testing.T) {
	t.Parallel()
	w, anna := newTown(t, false), functiontest.Owner(t, "anna")
	w.connect(anna, juniper)
	signed := func(body string) squaretest.Webhook {
		return squaretest.Webhook{Body: []byte(body), Signature: hook.Sign("signed with this", webhook, []byte(body))}
	}
	good := w.fake.PaymentUpdated(juniper, "o1", w.now)
	forged := squaretest.Webhook{Body: []byte(strings.Replace(string(good.Body), "o1", "o9", 1)), Signature: good.Signature}
	elsewhere := squaretest.Webhook{Body: good.Body, Signature: hook.Sign("signed with this", webhook+"?", good.Body)}
	for _, tt := range []struct {
		name   string
		hook   squaretest.Webhook
		status int
	}{
		{"forged", forged, 401},
		{"signed for another address", elsewhere, 401},
		{"unsigned", squaretest.Webhook{Body: good.Body}, 401},
		{"a signature that is too long", squaretest.Webhook{Body: good.Body, Signature: strings.Repeat("A", 5000)}, 422},
		{"empty", signed(""), 400},
		{"no event", signed("[]"), 422},
		{"half an event", signed(string(good.Body[:30])), 422},
		{"of nobody's account", w.fake.PaymentUpdated("MSTRANGER", "o1", w.now), 204},
		{"of a kind that means nothing", signed(`{"merchant_id":"` + juniper + `","type":"invoice.paid","event_id":"e"}`), 204},
		{"oversized", signed(`{"merchant_id":"` + juniper + `","type":"catalog.version.updated","event_id":"e","x":"` + strings.Repeat("x", hook.MaxEvent) + `"}`), 413},
	} {
		w.refuses(tt.name, w.deliver(tt.hook), tt.status)
	}
	if len(w.sent.bodies) != 0 {
		t.Errorf("queued: %v", w.sent.bodies)
	}
	if got := w.takes(good); len(got) != 1 {
		t.Errorf("the real one after that: %v", got)
	}
}

func TestAnEventThatCannotBeQueuedComesAgain(t *testing.T) {
	t.Parallel()
	w, anna := newTown(t, false), functiontest.Owner(t, "anna")
	w.connect(anna, juniper)
	paid := w.fake.PaymentUpdated(juniper, "o1", w.now)
	w.sent.broken = errors.New("the queue is out of reach")
	w.refuses("the queue is out of reach", w.deliver(paid), 503)
	w.sent.broken = nil
	if got := w.takes(paid); len(got) != 1 {
		t.Errorf("sent again: %v", got)
	}
}

func TestASellerWhoLeavesIsNoticed(t *testing.T) {
	t.Parallel()
	w, anna := newTown(t, false), functiontest.Owner(t, "anna")
	w.connect(anna, juniper)
	gone := w.fake.Revoked(juniper, w.now)
	if got := w.takes(gone); len(got) != 0 {
		t.Errorf("queued: %v", got)
	}
	w.renew()
	if got := w.status(anna); got.State != "connected" {
		t.Errorf("Square said so, but lets us in: %+v", got)
	}
	w.fake.Revoke(juniper)
	w.takes(w.fake.Revoked(juniper, w.now))
	w.renew()
	if got := w.status(anna); got.State != "reconnect" || len(w.dueNow(store.TokenWork)) != 0 {
		t.Errorf("afterwards: %+v", got)
	}
	w.connect(anna, juniper)
	w.takes(w.fake.Revoked(juniper, w.now.Add(-time.Hour)), gone) // late
	w.renew()
	if got := w.status(anna); got.State != "connected" {
		t.Errorf("connected again: %+v", got)
	}
	w.Must(anna, DisconnectSquare(tills.ForPeople), "DELETE", "/api/v1/square/connection", nil, nil)
	if got := w.takes(w.fake.PaymentUpdated(juniper, "o1", w.now)); len(got) != 0 {
		t.Errorf("queued for nobody: %v", got)
	}
}

// renew runs refresh-square-tokens, and returns the metrics that it counted.
func (w *town) renew() (stale float64) {
	w.t.Helper()
	stale, err := w.tryRenew()
	if err != nil {
		w.t.Error(err)
	}
	return stale
}

func TestTokensAreRenewedAfterSixDays(t *testing.T) {
	t.Parallel()
	w, anna, ben := newTown(t, false), functiontest.Owner(t, "anna"), functiontest.Owner(t, "ben")
	w.connect(anna, juniper)
	w.now = w.now.Add(time.Hour)
	w.connect(ben, clover)
	w.fake.Forget()
	w.now = functiontest.Now.Add(access.RenewAfter)
	w.renew()
	w.renew()
	if diff := cmp.Diff(map[string]int{"POST /oauth2/token": 1}, w.fake.Requests()); diff != "" {
		t.Errorf("after six days (-want +got):\n%s", diff)
	}
	w.now = w.now.Add(access.RenewAfter)
	w.renew()
	if diff := cmp.Diff(map[string]int{"POST /oauth2/token": 3}, w.fake.Requests()); diff != "" {
		t.Errorf("after twelve days (-want +got):\n%s", diff)
	}
	// Tokens that were renewed live on: the first ones would have expired by now.
	w.now = functiontest.Now.Add(31 * 24 * time.Hour)
	w.fake.Forget()
	w.Must(anna, ListSquareLocations(tills.ForPeople), "GET", "/api/v1/square/locations", nil, nil)
	if diff := cmp.Diff(map[string]int{"GET /v2/locations": 1}, w.fake.Requests()); diff != "" {
		t.Errorf("after a month (-want +got):\n%s", diff)
	}
}

func TestTokensThatCannotBeRenewedAreToldAfterEightDays(t *testing.T) {
	t.Parallel()
	w, anna, ben := newTown(t, false), functiontest.Owner(t, "anna"), functiontest.Owner(t, "ben")
	w.connect(anna, juniper)
	w.connect(ben, clover)
	w.now = w.now.Add(access.RenewAfter)
	w.fake.Behave(squaretest.Behaviour{Path: "/oauth2/token", Status: 401}) // whoever it is
	if _, err := w.tryRenew(); err != nil {
		t.Error(err)
	}
	if got := []string{w.status(anna).State, w.status(ben).State}; !slices.Equal(got, []string{"reconnect", "reconnect"}) {
		t.Errorf("refused: %v", got)
	}
	w.fake.BehaveWell()
	w.connect(anna, juniper)
	w.now = w.now.Add(access.AlarmAfter - time.Hour)
	w.fake.Behave(squaretest.Behaviour{Path: "/oauth2/token", Reset: true})
	for age, want := range []float64{0, 1} {
		stale, err := w.tryRenew()
		if err == nil || stale != want {
			t.Errorf("%d h after: %v stale, %v", age, stale, err)
		}
		w.now = w.now.Add(time.Hour)
	}
	w.fake.BehaveWell()
	if stale := w.renew(); stale != 0 || len(w.dueNow(store.TokenWork)) != 0 {
		t.Errorf("mended: %v stale, due %v", stale, w.dueNow(store.TokenWork))
	}
}

// tryRenew is renew that may fail.
func (w *town) tryRenew() (stale float64, err error) {
	w.t.Helper()
	run, err := RefreshSquareTokens(tills.ForJobs)(w.Env)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx := w.ctx
	if ctx == nil {
		ctx = w.t.Context()
	}
	return counted(ctx, run)
}
