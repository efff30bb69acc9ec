package sales

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/ident"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

// EnqueueDueSyncs puts the vendors on the queue whose till is to be read: once on
// every day of theirs, at their sync hour.
func EnqueueDueSyncs(open queue.Opener) boot.Job {
	return func(env *boot.Env) (func(context.Context) error, error) {
		table, err := env.Table()
		if err != nil {
			return nil, err
		}
		q, err := openSyncs(env, open)
		if err != nil {
			return nil, err
		}
		s := store.New(table, env.Now)
		return enqueueDueSyncs{s.DueWork, s.Vendors, q.Send, s.FinishWork, s.RecordRun, env.Now}.run, nil
	}
}

// openSyncs is the queue of syncs.
func openSyncs(env *boot.Env, open queue.Opener) (queue.Queue, error) {
	url, err := env.Require("SYNC_QUEUE_URL")
	if err != nil {
		return nil, err
	}
	cfg, err := env.AWS("SQS")
	if err != nil {
		return nil, err
	}
	return open(cfg, url), nil
}

type enqueueDueSyncs struct {
	due       func(ctx context.Context, q store.WorkQueue, shard int, limit int32) ([]store.Work, error)
	vendors   func(ctx context.Context, ids []tenant.ID) (map[tenant.ID]vendor.Vendor, error)
	send      func(ctx context.Context, messages []queue.Message) error
	finish    func(ctx context.Context, w store.Work, next time.Time) error
	recordRun func(ctx context.Context, job string, at time.Time) error
	now       func() time.Time
}

// batch is how many vendors are read from a shard at a time.
const batch = 100

// run goes through all shards at once: at two o'clock on the American east coast
// ten thousand vendors may be due.
func (j enqueueDueSyncs) run(ctx context.Context) error {
	failed := make([]error, store.Shards)
	counts := make([]int, store.Shards)
	var all sync.WaitGroup
	for shard := range store.Shards {
		all.Go(func() {
			n, err := j.drain(ctx, shard)
			if counts[shard] = n; err != nil {
				failed[shard] = fmt.Errorf("sales: enqueue shard %d: %w", shard, err)
			}
		})
	}
	all.Wait()
	for _, n := range counts {
		telemetry.FromContext(ctx).Count("vendors", float64(n))
	}
	if err := errors.Join(failed...); err != nil {
		return err
	}
	return j.recordRun(ctx, "enqueue-due-syncs", j.now())
}

// drain enqueues until a shard shows nothing new: its index is a little behind. A
// vendor is put on the queue before the work is finished: who crashes between the
// two sends the message twice, with the same run, which is made once.
func (j enqueueDueSyncs) drain(ctx context.Context, shard int) (enqueued int, err error) {
	seen := map[tenant.ID]bool{}
	for {
		work, err := j.due(ctx, store.SyncWork, shard, batch)
		if err != nil {
			return enqueued, err
		}
		var fresh []store.Work
		var ids []tenant.ID
		for _, w := range work {
			if !seen[w.Vendor] {
				seen[w.Vendor] = true
				fresh, ids = append(fresh, w), append(ids, w.Vendor)
			}
		}
		if len(fresh) == 0 {
			return enqueued, nil
		}
		vendors, err := j.vendors(ctx, ids)
		if err != nil {
			return enqueued, err
		}
		if err := j.enqueue(ctx, fresh, vendors); err != nil {
			return enqueued, err
		}
		enqueued += len(fresh)
	}
}

func (j enqueueDueSyncs) enqueue(ctx context.Context, work []store.Work, vendors map[tenant.ID]vendor.Vendor) error {
	var messages []queue.Message
	for _, w := range work {
		if _, known := vendors[w.Vendor]; !known {
			continue
		}
		run := ident.Of("y", w.Vendor.String(), w.At.UTC().Format(time.RFC3339Nano))
		m, err := syncMessage{Vendor: w.Vendor.String(), Run: run}.queued()
		if err != nil {
			return err
		}
		messages = append(messages, m)
	}
	if err := j.send(ctx, messages); err != nil {
		return err
	}
	for _, w := range work {
		next := time.Time{} // a vendor who is gone is never due again
		if v, known := vendors[w.Vendor]; known {
			next = salesync.NextDue(j.now(), v.Location(), v.SyncHour)
		}
		if err := j.finish(ctx, w, next); err != nil {
			return err
		}
	}
	return nil
}
