package squaretest

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/marketprep/marketprep/shared/square/hook"
)

// Webhook is an event as it is sent: a body and its signature.
type Webhook struct {
	Body      []byte
	Signature string
}

// sign makes a webhook of an event.
func (s *Server) sign(merchant, kind, id string, at time.Time, data object) Webhook {
	body := marshal(object{"merchant_id": merchant, "type": kind, "event_id": id, "created_at": at.UTC().Format(time.RFC3339Nano), "data": data})
	return Webhook{body, hook.Sign(s.o.WebhookKey, s.o.WebhookURL, body)}
}

func (s *Server) event(merchant, kind string, at time.Time, dataType, id string, o object) Webhook {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sign(merchant, kind, s.id("event-"), at, object{"type": dataType, "id": id, "object": o})
}

// PaymentUpdated tells that an order was paid for.
func (s *Server) PaymentUpdated(merchant, order string, at time.Time) Webhook {
	payment := object{"id": "p-" + order, "order_id": order, "status": "COMPLETED", "source_type": "CARD"}
	return s.event(merchant, "payment.updated", at, "payment", "p-"+order, object{"payment": payment})
}

// RefundUpdated tells that money of an order was paid back; order is the return.
func (s *Server) RefundUpdated(merchant, order string, at time.Time) Webhook {
	refund := object{"id": "r-" + order, "order_id": order, "status": "COMPLETED"}
	return s.event(merchant, "refund.updated", at, "refund", "r-"+order, object{"refund": refund})
}

// OrderUpdated tells that an order that was made through the API changed.
func (s *Server) OrderUpdated(merchant, order string, at time.Time) Webhook {
	return s.event(merchant, "order.updated", at, "order_updated", order, object{"order_updated": object{"order_id": order, "state": "COMPLETED", "version": 2}})
}

// CatalogUpdated tells that something in the catalog changed, but not what.
func (s *Server) CatalogUpdated(merchant string, at time.Time) Webhook {
	return s.event(merchant, "catalog.version.updated", at, "catalog_version", "", object{"catalog_version": object{"updated_at": stamp(at)}})
}

// Revoked tells that a seller no longer lets the application in.
func (s *Server) Revoked(merchant string, at time.Time) Webhook {
	return s.event(merchant, "oauth.authorization.revoked", at, "revocation", "x", object{"revocation": object{"revoked_at": at.UTC().Format(time.RFC3339Nano), "revoker_type": "MERCHANT"}})
}

// Deliver sends a webhook to WebhookURL, once, and returns the status of the
// answer. What is sent twice, late or altered is up to the caller.
func (s *Server) Deliver(ctx context.Context, client *http.Client, w Webhook) (status int, err error) {
	s.mu.Lock()
	address := s.o.WebhookURL
	s.mu.Unlock()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(w.Body))
	if err != nil {
		return 0, fmt.Errorf("squaretest: deliver: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(hook.SignatureHeader, w.Signature)
	r.Header.Set("Square-Environment", "Sandbox")
	answered, err := client.Do(r)
	if err != nil {
		return 0, fmt.Errorf("squaretest: deliver: %w", err)
	}
	return answered.StatusCode, answered.Body.Close()
}
