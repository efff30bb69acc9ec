package event

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/localevents"
	"github.com/marketprep/marketprep/shared/resilience"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
)

// RefreshEvents reads the sources of the vendors for whom that is due: each once a day.
func RefreshEvents(open func(*boot.Env) (localevents.Sources, error)) boot.Job {
	return func(env *boot.Env) (func(context.Context) error, error) {
		table, err := env.Table()
		if err != nil {
			return nil, err
		}
		sources, err := open(env)
		if err != nil {
			return nil, err
		}
		s := store.New(table, env.Now)
		return refreshEvents{s.DueWork, s.FinishWork, s.EditFair, s.RecordRun, gatherer{sources, env.Now}}.run, nil
	}
}

type refreshEvents struct {
	due       func(ctx context.Context, q store.WorkQueue, shard int, limit int32) ([]store.Work, error)
	finish    func(ctx context.Context, w store.Work, next time.Time) error
	edit      editFair
	recordRun func(ctx context.Context, job string, at time.Time) error
	gather    gatherer
}

const (
	// batch is how many vendors are read from a shard at a time.
	batch = 50
	// retry is after how long a vendor is due again whose sources could not be kept.
	retry = time.Hour
	// reserve is how long before the end of the run no further vendor is begun.
	reserve = 30 * time.Second
)

func (j refreshEvents) run(ctx context.Context) error {
	failed := make([]error, store.Shards)
	var all sync.WaitGroup
	for shard := range store.Shards {
		all.Go(func() {
			if err := j.drain(ctx, shard); err != nil {
				failed[shard] = fmt.Errorf("event: refresh shard %d: %w", shard, err)
			}
		})
	}
	all.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	return j.recordRun(ctx, "refresh-events", j.gather.now())
}

// drain reads the sources of a shard's vendors until none is new: its index is a
// little behind. Those for whom there is no time are due at the next run.
func (j refreshEvents) drain(ctx context.Context, shard int) error {
	seen := map[tenant.ID]bool{}
	for {
		work, err := j.due(ctx, store.EventWork, shard, batch)
		if err != nil {
			return err
		}
		fresh := 0
		for _, w := range work {
			if deadline, ok := ctx.Deadline(); seen[w.Vendor] || ok && time.Until(deadline) < reserve {
				continue
			}
			seen[w.Vendor] = true
			fresh++
			if err := j.one(ctx, w); err != nil {
				return err
			}
		}
		if fresh == 0 {
			return nil
		}
	}
}

// one reads the sources of a vendor that are due. A vendor for whom that fails holds
// up nobody else.
func (j refreshEvents) one(ctx context.Context, w store.Work) error {
	run := telemetry.FromContext(ctx)
	var again time.Time // zero: never
	err := j.gather.refresh(ctx, j.edit, w.Vendor, due, func(f *store.Fair) {
		if len(f.Feeds) > 0 {
			again = f.NextRead
		}
	})
	switch {
	case err != nil:
		run.Count("eventsFailed", 1)
		run.Add(slog.String("eventsFailure", resilience.Redact(err).Error()))
		return j.finish(ctx, w, j.gather.now().Add(retry))
	case !again.IsZero():
		run.Count("vendors", 1)
	}
	return j.finish(ctx, w, again) // in vain if the edit said so already
}
