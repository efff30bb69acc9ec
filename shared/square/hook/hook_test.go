package hook_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/square/hook"
	"github.com/marketprep/marketprep/shared/square/squaretest"
)

// The example of Square's form that the design document computes.
const (
	key       = "test_signature_key"
	address   = "https://api.marketprep.example/webhooks/square"
	body      = `{"merchant_id":"MLTEST","type":"catalog.version.updated","event_id":"e1"}`
	signature = "HdjEHTDFtlP/ZOx40u+GlvSm+gfuc8oaweFZGhBaC/o="
)

func TestOnlySquareSigns(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, key, address, signature, body string
		good                                bool
	}{
		{"as it is", key, address, signature, body, true},
		{"another key", key + "x", address, signature, body, false},
		{"another address", key, address + "/", signature, body, false},
		{"another body", key, address, signature, body + " ", false},
		{"a signature that is cut", key, address, signature[:20], body, false},
		{"no signature", key, address, "", body, false},
		{"no body, signed well", key, address, hook.Sign(key, address, nil), "", false},
		{"no key, signed well", "", address, hook.Sign("", address, []byte(body)), body, false},
		{"the address and the body otherwise divided", key, address[:10], hook.Sign(key, address[:10], []byte(address[10:]+body)), body, false},
	} {
		err := hook.Verify(tt.key, tt.address, tt.signature, []byte(tt.body))
		if (err == nil) != tt.good || err != nil && errs.KindOf(err) != errs.Unauthorized {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestWhatAnEventSays(t *testing.T) {
	t.Parallel()
	fake := squaretest.New(squaretest.Options{WebhookURL: address, WebhookKey: key})
	at := time.Date(2026, 11, 21, 15, 0, 0, 123, time.UTC)
	for name, tt := range map[string]struct {
		sent squaretest.Webhook
		want hook.Event
	}{
		"a payment": {fake.PaymentUpdated("M", "o1", at), hook.Event{Type: "payment.updated", Orders: []string{"o1"}}},
		"a refund":  {fake.RefundUpdated("M", "o2", at), hook.Event{Type: "refund.updated", Orders: []string{"o2"}}},
		"an order":  {fake.OrderUpdated("M", "o3", at), hook.Event{Type: "order.updated", Orders: []string{"o3"}}},
		"a price":   {fake.CatalogUpdated("M", at), hook.Event{Type: "catalog.version.updated", Catalog: true}},
		"good-bye":  {fake.Revoked("M", at), hook.Event{Type: "oauth.authorization.revoked", Revoked: at}},
	} {
		if err := hook.Verify(key, address, tt.sent.Signature, tt.sent.Body); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		got, err := hook.ReadEvent(tt.sent.Body)
		tt.want.ID, tt.want.Merchant, tt.want.Created = got.ID, "M", at
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil || got.ID == "" || !got.Matters() {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

func TestEventsThatAreNoneOrMeanNothing(t *testing.T) {
	t.Parallel()
	for _, hostile := range []string{
		``, `null`, `[]`, `"x"`, `{`, `{"merchant_id":"M","type":"t"}`, `{"merchant_id":7,"type":"t","event_id":"e"}`,
		`{"merchant_id":"","type":"t","event_id":"e"}`, `{"merchant_id":"M","type":"t","event_id":"` + string(bytes.Repeat([]byte("e"), 201)) + `"}`,
	} {
		if _, err := hook.ReadEvent([]byte(hostile)); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%.60s: %v", hostile, err)
		}
	}
	for _, idle := range []string{
		`{"merchant_id":"M","type":"invoice.paid","event_id":"e"}`,
		`{"merchant_id":"M","type":"payment.updated","event_id":"e"}`,
		`{"merchant_id":"M","type":"payment.updated","event_id":"e","data":{"object":{"payment":{"order_id":"o","status":"FAILED"}}}}`,
		`{"merchant_id":"M","type":"payment.updated","event_id":"e","created_at":"never","data":{"object":{"payment":{"status":"COMPLETED"}}}}`,
		`{"merchant_id":"M","type":"order.updated","event_id":"e","data":{"object":{"order_updated":{"order_id":"` + string(bytes.Repeat([]byte("o"), 201)) + `"}}}}`,
		`{"merchant_id":"M","type":"location.updated","event_id":"e","location_id":"L"}`,
	} {
		e, err := hook.ReadEvent([]byte(idle))
		if err != nil || e.Matters() {
			t.Errorf("%.60s: %+v, %v", idle, e, err)
		}
	}
}
