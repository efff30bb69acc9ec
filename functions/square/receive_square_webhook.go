package square

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/secrets"
	"github.com/marketprep/marketprep/shared/square/hook"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ReceiveSquareWebhook takes what Square tells and puts it on the queue.
func ReceiveSquareWebhook(open queue.Opener) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) { return newReceiveSquareWebhook(env, open) }
}

func newReceiveSquareWebhook(env *boot.Env, open queue.Opener) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	names := make(map[string]string)
	for _, name := range []string{"SQUARE_WEBHOOK_KEY", "SQUARE_WEBHOOK_URL", "WEBHOOK_QUEUE_URL"} {
		if names[name], err = env.Require(name); err != nil {
			return api.Operation{}, err
		}
	}
	manager, err := env.AWS("SECRETS_MANAGER")
	if err != nil {
		return api.Operation{}, err
	}
	sqs, err := env.AWS("SQS")
	if err != nil {
		return api.Operation{}, err
	}
	s := store.New(table, env.Now)
	return receiveSquareWebhook{
		key: secrets.NewReader(manager, names["SQUARE_WEBHOOK_KEY"], env.Now).Value, address: names["SQUARE_WEBHOOK_URL"],
		event: s.SquareEvent, send: open(sqs, names["WEBHOOK_QUEUE_URL"]).Send, finish: s.FinishSquareEvent,
	}.operation(), nil
}

type receiveSquareWebhook struct {
	key     func(context.Context) (string, error)
	address string // as it is registered with Square
	event   func(ctx context.Context, merchant, event string) (v tenant.ID, done bool, err error)
	send    func(ctx context.Context, messages []queue.Message) error
	finish  func(ctx context.Context, v tenant.ID, event string, revoked bool) error
}

type receiveSquareWebhookInput struct {
	Signature string `header:"X-Square-Hmacsha256-Signature" maxLength:"100" doc:"HMAC-SHA256 of the registered address and the body, in base64"`
	RawBody   []byte `contentType:"application/json"`
}

func (h receiveSquareWebhook) operation() api.Operation {
	return api.Public(huma.Operation{
		OperationID:   "receive-square-webhook",
		Method:        http.MethodPost,
		Path:          "/webhooks/square",
		DefaultStatus: http.StatusNoContent,
		Summary:       "What Square tells us",
		Description:   "Square calls this, and signs what it sends. An event that was dealt with, that means nothing to us or is about a seller whom we do not know is taken and left.",
		Tags:          []string{"square"},
		MaxBodyBytes:  hook.MaxEvent,
		// Square signs bytes, not JSON: what they mean is read once they are known to be Square's.
		SkipValidateBody: true,
	}, h.serve)
}

// webhookMessage is what process-square-webhooks is to fetch.
type webhookMessage struct {
	Vendor  string   `json:"vendor"`
	Orders  []string `json:"orders,omitempty"`
	Catalog bool     `json:"catalog"`
	Event   string   `json:"event"`
}

// serve puts an event on the queue before it notes that it did: an event that
// arrives again because we were cut off in between is fetched twice, which does no
// harm, and none is lost.
func (h receiveSquareWebhook) serve(ctx context.Context, in *receiveSquareWebhookInput) (*struct{}, error) {
	key, err := h.key(ctx)
	if err != nil {
		return nil, err
	}
	if err := hook.Verify(key, h.address, in.Signature, in.RawBody); err != nil {
		return nil, err
	}
	e, err := hook.ReadEvent(in.RawBody)
	if err != nil || !e.Matters() {
		return nil, err
	}
	v, done, err := h.event(ctx, e.Merchant, e.ID)
	if errs.KindOf(err) == errs.NotFound {
		telemetry.FromContext(ctx).Count("strangers", 1)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if done {
		telemetry.FromContext(ctx).Count("repeats", 1)
		return nil, nil
	}
	if len(e.Orders) > 0 || e.Catalog {
		body, err := json.Marshal(webhookMessage{v.String(), e.Orders, e.Catalog, e.ID})
		if err != nil {
			return nil, fmt.Errorf("square: message of an event: %w", err)
		}
		if err := h.send(ctx, []queue.Message{{Group: v.String(), Body: string(body)}}); err != nil {
			return nil, errs.Wrap(errs.Unavailable, err, "this cannot be taken right now: send it again")
		}
	}
	return nil, h.finish(ctx, v, e.ID, !e.Revoked.IsZero())
}
