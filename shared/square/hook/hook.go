// Package hook reads the webhooks of Square: it tells those that Square signed from
// all others, and says what they tell. It carries nothing of Square's SDK.
package hook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/marketprep/marketprep/shared/errs"
)

// SignatureHeader carries the signature of a webhook.
const SignatureHeader = "X-Square-Hmacsha256-Signature"

// MaxEvent is the largest webhook that is read, in bytes. Those of Square have a
// few thousand.
const MaxEvent = 256 << 10

// Sign is the signature of a webhook: of the address that is registered with
// Square, exactly as it is there, followed by the body.
func Sign(key, address string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(address))
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Verify fails with errs.Unauthorized unless Square signed body for address. An
// empty body is refused, and so is an empty key, whose signature everybody knows.
func Verify(key, address, signature string, body []byte) error {
	if key == "" || len(body) == 0 || !hmac.Equal([]byte(Sign(key, address, body)), []byte(signature)) {
		return errs.New(errs.Unauthorized, "this is not signed by Square")
	}
	return nil
}

// Event is what a webhook tells.
type Event struct {
	ID       string
	Type     string
	Merchant string
	Created  time.Time

	Orders   []string  // orders to be read again: one or none
	Catalog  bool      // the catalog changed
	Revoked  time.Time // when the seller, Square or we ended the connection; zero: not at all
	Location bool      // a location changed or is new
}

// Matters reports whether anything is to be done.
func (e Event) Matters() bool {
	return len(e.Orders) > 0 || e.Catalog || !e.Revoked.IsZero()
}

// payload is a webhook as Square sends it, as far as it is used.
type payload struct {
	MerchantID string  `json:"merchant_id"`
	Type       string  `json:"type"`
	EventID    string  `json:"event_id"`
	CreatedAt  *string `json:"created_at"`
	Data       struct {
		Object struct {
			Payment      *changed `json:"payment"`
			Refund       *changed `json:"refund"`
			OrderCreated *changed `json:"order_created"`
			OrderUpdated *changed `json:"order_updated"`
			Revocation   *struct {
				RevokedAt *string `json:"revoked_at"`
			} `json:"revocation"`
		} `json:"object"`
	} `json:"data"`
}

type changed struct {
	OrderID string `json:"order_id"`
	Status  string `json:"status"`
}

// longestID bounds what becomes part of keys.
const longestID = 200

// ReadEvent reads the body of a webhook, verified or not. It fails with
// errs.Invalid if it is none. A type that we do not know is an Event that does not
// matter.
func ReadEvent(body []byte) (Event, error) {
	var p payload
	if err := json.Unmarshal(body, &p); err != nil {
		return Event{}, errs.Wrap(errs.Invalid, err, "this is not an event of Square")
	}
	for _, id := range []string{p.EventID, p.MerchantID, p.Type} {
		if id == "" || len(id) > longestID {
			return Event{}, errs.New(errs.Invalid, "this is not an event of Square: it must have an event_id, a merchant_id and a type")
		}
	}
	e := Event{ID: p.EventID, Type: p.Type, Merchant: p.MerchantID, Created: instant(p.CreatedAt)}
	e.read(p)
	return e, nil
}

func (e *Event) read(p payload) {
	o := p.Data.Object
	switch p.Type {
	case "payment.created", "payment.updated":
		if o.Payment != nil && o.Payment.Status == "COMPLETED" {
			e.changed(o.Payment)
		}
	case "refund.created", "refund.updated":
		e.changed(o.Refund)
	case "order.created":
		e.changed(o.OrderCreated)
	case "order.updated":
		e.changed(o.OrderUpdated)
	case "catalog.version.updated":
		e.Catalog = true
	case "location.created", "location.updated":
		e.Location = true
	case "oauth.authorization.revoked":
		e.Revoked = e.Created
		if o.Revocation != nil && !instant(o.Revocation.RevokedAt).IsZero() {
			e.Revoked = instant(o.Revocation.RevokedAt)
		}
	}
}

func (e *Event) changed(c *changed) {
	if c != nil && c.OrderID != "" && len(c.OrderID) <= longestID {
		e.Orders = []string{c.OrderID}
	}
}

// instant is a time as Square writes it; what is none is the zero time.
func instant(s *string) time.Time {
	if s == nil {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339Nano, *s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
