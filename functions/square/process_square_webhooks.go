package square

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/marketprep/marketprep/functions/sales"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ProcessSquareWebhooks fetches what a webhook named: its orders at once, the
// catalog by a sync.
func ProcessSquareWebhooks(open queue.Opener, connect func(*boot.Env) (sales.OpenTill, error)) boot.Consumer {
	return func(env *boot.Env) (func(ctx context.Context, body string) error, error) {
		table, err := env.Table()
		if err != nil {
			return nil, err
		}
		ask, err := sales.NewAsk(env, open)
		if err != nil {
			return nil, err
		}
		till, err := connect(env)
		if err != nil {
			return nil, err
		}
		s := store.New(table, env.Now)
		return processSquareWebhooks{till, s.Sync, s.TakeTill, ask.For, s.LoseSquare, env.Now}.handle, nil
	}
}

type processSquareWebhooks struct {
	open func(ctx context.Context, v tenant.ID) (order.Till, error)
	sync func(ctx context.Context, v tenant.ID) (salesync.State, error)
	take func(ctx context.Context, v tenant.ID, page store.TillPage, note func(*salesync.State, salesync.Counts, bool) error) error
	ask  func(ctx context.Context, v tenant.ID, kind salesync.Kind) (salesync.Run, error)
	lose loseConnection
	now  func() time.Time
}

// handle does what a message says. What it does twice it does once: an order that
// is known changes nothing.
func (j processSquareWebhooks) handle(ctx context.Context, body string) error {
	var m webhookMessage
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		return fmt.Errorf("square: read message: %w", err)
	}
	v, err := tenant.Verified(m.Vendor)
	if err != nil {
		return fmt.Errorf("square: read message: %w", err)
	}
	if len(m.Orders) > 0 {
		if err := j.fetch(ctx, v, m.Orders); err != nil {
			return err
		}
	}
	if m.Catalog {
		if _, err := j.ask(ctx, v, salesync.Catalog); err != nil {
			return err
		}
	}
	return nil
}

// fetch takes in the orders with the given ids as they are now. Before the first
// sync there is nothing to be added to: it will bring them.
func (j processSquareWebhooks) fetch(ctx context.Context, v tenant.ID, ids []string) error {
	st, err := j.sync(ctx, v)
	if err != nil || st.Watermark.IsZero() {
		return err
	}
	at := j.now()
	orders, err := j.read(ctx, v, ids)
	if lost(err) {
		return j.lose(ctx, v, at)
	}
	if errs.KindOf(err) == errs.NotFound {
		return nil // disconnected meanwhile
	}
	if err != nil {
		return err
	}
	return j.take(ctx, v, store.TillPage{Orders: orders}, func(_ *salesync.State, c salesync.Counts, _ bool) error {
		telemetry.FromContext(ctx).Count("orders", float64(c.Orders))
		return nil
	})
}

func (j processSquareWebhooks) read(ctx context.Context, v tenant.ID, ids []string) ([]order.Order, error) {
	till, err := j.open(ctx, v)
	if err != nil {
		return nil, err
	}
	return till.Orders(ctx, ids)
}
