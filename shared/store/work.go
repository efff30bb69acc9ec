package store

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
)

// WorkQueue names a kind of work that becomes due per vendor.
type WorkQueue string

// The kinds of due work.
const (
	ForecastWork  WorkQueue = "forecast"  // lists for the coming market days
	AggregateWork WorkQueue = "aggregate" // statistics over new feedback
	SyncWork      WorkQueue = "sync"      // sales to be fetched from the till
	EventWork     WorkQueue = "events"    // events nearby to be read from their sources
	TokenWork     WorkQueue = "tokens"    // tokens of the till to be renewed
	LetterWork    WorkQueue = "letters"   // letters to members that may be due
)

// Shards is how many partitions of the index the due work of one kind is spread
// over, by vendor, so that none of them grows hot.
const Shards = 8

// Work is one vendor's due work of one kind.
type Work struct {
	Vendor tenant.ID
	Queue  WorkQueue
	At     time.Time // since when it has been due
	dueAt  string    // as stored, to claim exactly what was read
}

type workItem struct {
	dynamo.Key
	dynamo.Due
	Vendor string
	Queue  WorkQueue
}

func (s *Store) workItem(v tenant.ID, q WorkQueue, at time.Time) workItem {
	h := fnv.New32a()
	h.Write([]byte(v.String()))
	return workItem{
		Key:    vendorKey(v, workSK(q)),
		Due:    dynamo.Due{Due: dueShard(q, int(h.Sum32()%Shards)), DueAt: at.UTC().Format(time.RFC3339Nano)},
		Vendor: v.String(),
		Queue:  q,
	}
}

func dueShard(q WorkQueue, shard int) string { return fmt.Sprintf("DUE#%s#%d", q, shard) }

// due adds to tx that v has work of kind q from now on.
func (s *Store) due(tx *dynamo.Tx, v tenant.ID, q WorkQueue) { tx.Put(s.workItem(v, q, s.now())) }

// DueNow notes that v has work of kind q from now on.
func (s *Store) DueNow(ctx context.Context, v tenant.ID, q WorkQueue) error {
	return s.table.Put(ctx, s.workItem(v, q, s.now()))
}

// DueWork returns work of kind q in one shard (0 to Shards-1) that is due, the
// longest overdue first, at most limit. Who does it must then Finish it.
func (s *Store) DueWork(ctx context.Context, q WorkQueue, shard int, limit int32) ([]Work, error) {
	items, err := dynamo.ListDue[workItem](ctx, s.table, dueShard(q, shard), s.now().UTC().Format(time.RFC3339Nano), limit)
	if err != nil {
		return nil, err
	}
	var work []Work
	for _, it := range items {
		v, err := tenant.Verified(it.Vendor)
		if err != nil {
			return nil, fmt.Errorf("store: due work %s: %w", it.SK, err)
		}
		at, err := time.Parse(time.RFC3339Nano, it.DueAt)
		if err != nil {
			return nil, fmt.Errorf("store: due work of %s: %w", v, err)
		}
		work = append(work, Work{Vendor: v, Queue: q, At: at, dueAt: it.DueAt})
	}
	return work, nil
}

// FinishWork says that w was done, and when it is due again; a zero next is
// never. If the same work became due anew in the meantime, that stays due.
func (s *Store) FinishWork(ctx context.Context, w Work, next time.Time) error {
	change := dynamo.Change{Remove: []string{"Due", "DueAt"}}
	if !next.IsZero() {
		change = dynamo.Change{Set: map[string]any{"DueAt": s.workItem(w.Vendor, w.Queue, next).DueAt}}
	}
	_, _, err := dynamo.Update[workItem](ctx, s.table, vendorKey(w.Vendor, workSK(w.Queue)), change, dynamo.IfEqual("DueAt", w.dueAt))
	if errs.KindOf(err) == errs.Conflict {
		return nil
	}
	return err
}
