package sales

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// SyncSales asks for the sales of the till now rather than in the night.
func SyncSales(open queue.Opener) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) {
		ask, err := NewAsk(env, open)
		if err != nil {
			return api.Operation{}, err
		}
		return syncSales{ask}.operation(), nil
	}
}

type syncSales struct{ ask Ask }

type syncSalesOutput struct {
	Location string `header:"Location"`
	Body     salesync.Run
}

func (h syncSales) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID:   "sync-sales",
		Method:        http.MethodPost,
		Path:          "/api/v1/sales/sync",
		Summary:       "Fetch sales from the till now",
		Description:   "Answers at once; look the sync up to see how far it is. Asking again while it waits is the same sync. Orders that were at no market are looked at again.",
		DefaultStatus: http.StatusAccepted,
		Tags:          []string{"sales"},
	}, h.serve)
}

func (h syncSales) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*syncSalesOutput, error) {
	run, err := h.ask.For(ctx, caller.Vendor, salesync.Everything)
	if err != nil {
		return nil, err
	}
	return &syncSalesOutput{SyncPath + run.ID, run}, nil
}

// SyncPath is where a sync is looked up, without its id.
const SyncPath = "/api/v1/syncs/"

// Ask puts runs of a vendor's sync on their list and on the queue.
type Ask struct {
	edit func(ctx context.Context, v tenant.ID, change func(*salesync.State) error) error
	send func(ctx context.Context, messages []queue.Message) error
	now  func() time.Time
}

// NewAsk returns an Ask that sends to the queue of syncs.
func NewAsk(env *boot.Env, open queue.Opener) (Ask, error) {
	table, err := env.Table()
	if err != nil {
		return Ask{}, err
	}
	q, err := openSyncs(env, open)
	if err != nil {
		return Ask{}, err
	}
	return Ask{store.New(table, env.Now).EditSync, q.Send, env.Now}, nil
}

// For asks for a run of the given kind and returns it. If the queue does not take
// it, the run waits for the next that it takes, or for the night.
func (a Ask) For(ctx context.Context, v tenant.ID, kind salesync.Kind) (salesync.Run, error) {
	var run salesync.Run
	err := a.edit(ctx, v, func(st *salesync.State) error {
		if kind == salesync.Everything {
			st.Again(st.Waits...)
		}
		run = st.Ask(kind, "", a.now())
		return nil
	})
	if err != nil {
		return run, err
	}
	return run, a.Send(ctx, v)
}

// Send wakes a worker up for what waits of v.
func (a Ask) Send(ctx context.Context, v tenant.ID) error {
	m, err := syncMessage{Vendor: v.String()}.queued()
	if err != nil {
		return err
	}
	return a.send(ctx, []queue.Message{m})
}
