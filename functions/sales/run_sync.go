package sales

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
)

// syncMessage asks for a vendor's sync: for the run with the given id, which is
// made if nobody asked for it yet, or, without one, for what waits.
type syncMessage struct {
	Vendor string `json:"vendor"`
	Run    string `json:"run,omitempty"`
}

func (m syncMessage) queued() (queue.Message, error) {
	body, err := json.Marshal(m)
	return queue.Message{Group: m.Vendor, Body: string(body)}, err
}

// runSync synchronises the till of one vendor per message. It may be cut off
// anywhere and run again: a page is taken in whole, together with where the next
// one begins, or not at all.
type runSync struct {
	open    OpenTill
	edit    func(ctx context.Context, v tenant.ID, change func(*salesync.State) error) error
	mapping func(ctx context.Context, v tenant.ID, change func(*store.Mapping) error) error
	take    func(ctx context.Context, v tenant.ID, page store.TillPage, note func(*salesync.State, salesync.Counts, bool) error) error
	send    func(ctx context.Context, messages []queue.Message) error
	lose    func(ctx context.Context, v tenant.ID, at time.Time) error
	now     func() time.Time
}

// OpenTill opens the till of a vendor. It fails with errs.NotFound if v connected none.
type OpenTill = func(ctx context.Context, v tenant.ID) (order.Till, error)

// RunSync synchronises tills, which connect opens: its message names one vendor.
func RunSync(open queue.Opener, connect func(*boot.Env) (OpenTill, error)) boot.Consumer {
	return func(env *boot.Env) (func(ctx context.Context, body string) error, error) {
		q, err := openSyncs(env, open)
		if err != nil {
			return nil, err
		}
		till, err := connect(env)
		if err != nil {
			return nil, err
		}
		j, err := newRunSync(env, till, q)
		return j.handle, err
	}
}

// newRunSync returns a runSync that opens tills with open.
func newRunSync(env *boot.Env, open OpenTill, q queue.Queue) (runSync, error) {
	table, err := env.Table()
	if err != nil {
		return runSync{}, err
	}
	s := store.New(table, env.Now)
	mapping := func(ctx context.Context, v tenant.ID, change func(*store.Mapping) error) error {
		return s.EditMapping(ctx, v, nil, change)
	}
	return runSync{open, s.EditSync, mapping, s.TakeTill, q.Send, s.LoseSquare, env.Now}, nil
}

// reserve is how much of a Lambda's time is left for what must be written when it
// is over: a page may take some seconds when Square and the table are slow.
const reserve = 20 * time.Second

// longest is how long a worker without a deadline is believed to be at work.
const longest = 5 * time.Minute

func (j runSync) handle(ctx context.Context, body string) error {
	var m syncMessage
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		return fmt.Errorf("sales: read message: %w", err)
	}
	v, err := tenant.Verified(m.Vendor)
	if err != nil {
		return fmt.Errorf("sales: read message: %w", err)
	}
	w := &walker{runSync: j, ctx: ctx, v: v, lease: j.now().Add(longest).UTC().Truncate(time.Second)}
	if deadline, ok := ctx.Deadline(); ok {
		w.deadline, w.lease = deadline, deadline.UTC().Truncate(time.Second)
	}
	if err := w.claim(m.Run); err != nil {
		return err
	}
	for w.run != nil {
		if err := w.settle(w.walk()); err != nil {
			return err
		}
	}
	return nil
}

// walker is one worker at the runs of one vendor.
type walker struct {
	runSync
	ctx      context.Context
	v        tenant.ID
	lease    time.Time // until when nobody else may
	deadline time.Time // zero: none
	run      *salesync.Run
	state    salesync.State // as it was last read or written, but for at
	at       salesync.Walk  // where the run stands
	pages    int            // that this worker asked for
}

// What ends a walk before its end.
var (
	errPause = errors.New("sales: out of time")
	errLost  = errors.New("sales: another worker took over")
)

// claim begins the run that is due, unless another worker is at it, or it is over.
// Venues that were changed since may be where orders were sold that wait.
func (w *walker) claim(run string) error {
	now := w.now()
	return w.mapping(w.ctx, w.v, func(m *store.Mapping) error {
		st := m.Sync
		w.run = nil
		if st.Lease.After(now) {
			// Who has it looks for more when it is done, but must find it there.
			if run != "" {
				st.Ask(salesync.Everything, run, now)
			}
			return nil
		}
		if run != "" {
			st.Ask(salesync.Everything, run, now)
		}
		if placed := salesync.MarkOf(m.Venues); placed != st.Placed {
			st.Placed = placed
			st.Again(st.Waits...)
		}
		w.begin(st)
		return nil
	})
}

// begin takes up the run that is under way or waits, if any.
func (w *walker) begin(st *salesync.State) {
	w.run = st.Begin(w.now())
	if w.run == nil {
		st.Lease = time.Time{}
		return
	}
	st.Lease = w.lease
	w.state, w.at = *st, *st.Walk
}

// settle writes how a walk ended, and begins the next run if one waits.
func (w *walker) settle(ended error) error {
	switch {
	case errors.Is(ended, errLost):
		return ended
	case errors.Is(ended, errPause):
		return w.pause()
	}
	if kind := errs.KindOf(ended); ended != nil && (kind == errs.Unauthorized || kind == errs.Forbidden) {
		if err := w.lose(w.ctx, w.v, w.at.Until); err != nil {
			return err
		}
	}
	message, final := verdict(ended)
	done := w.at
	err := w.edit(w.ctx, w.v, func(st *salesync.State) error {
		if err := w.mine(st); err != nil {
			return err
		}
		if !final {
			w.run = nil
			st.Lease = time.Time{}
			st.Walk.Stage, st.Walk.Batch, st.Walk.Cursor, st.Walk.Catalog = done.Stage, done.Batch, done.Cursor, done.Catalog
			st.Find(done.Run).Note(message)
			return nil
		}
		if ended == nil {
			w.complete(st, done)
		}
		st.Finish(w.now(), ended != nil, message)
		w.begin(st)
		return nil
	})
	if err != nil || !final {
		return errors.Join(ended, err)
	}
	telemetry.FromContext(w.ctx).Count("syncs", 1)
	if ended != nil {
		telemetry.FromContext(w.ctx).Count("failed", 1)
	}
	return nil
}

// complete notes up to when everything is known.
func (w *walker) complete(st *salesync.State, done salesync.Walk) {
	if !done.Catalog.IsZero() {
		st.Catalog = done.Catalog
	}
	if w.run.Kind == salesync.Everything {
		st.Watermark = done.Until
	}
}

// pause gives the run back, to go on with another Lambda's time.
func (w *walker) pause() error {
	at := w.at
	err := w.edit(w.ctx, w.v, func(st *salesync.State) error {
		if err := w.mine(st); err != nil {
			return err
		}
		st.Lease = time.Time{}
		*st.Walk = at
		return nil
	})
	if err != nil {
		return err
	}
	w.run = nil
	m, err := syncMessage{Vendor: w.v.String()}.queued()
	if err != nil {
		return err
	}
	telemetry.FromContext(w.ctx).Count("paused", 1)
	return w.send(w.ctx, []queue.Message{m})
}

// mine fails unless this worker still has the run.
func (w *walker) mine(st *salesync.State) error {
	if st.Walk == nil || st.Walk.Run != w.at.Run || !st.Lease.Equal(w.lease) {
		return errLost
	}
	return nil
}

// verdict is what the vendor reads about how a run ended, and whether it is over:
// what may pass by itself is tried again.
func verdict(err error) (message string, final bool) {
	if err == nil {
		return "", true
	}
	switch errs.KindOf(err) {
	case errs.Internal:
		return "something went wrong on our side: it is tried again", false
	case errs.Unavailable, errs.TooMany:
		return "Square does not answer as it should: it is tried again", false
	}
	e, _ := errors.AsType[*errs.Error](err)
	return e.Message, true
}
