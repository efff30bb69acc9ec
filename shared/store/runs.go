package store

import (
	"context"
	"time"

	"github.com/marketprep/marketprep/shared/dynamo"
)

// runItem is when a job last ran to its end.
type runItem struct {
	dynamo.Key
	Job string
	At  time.Time
}

// RecordRun notes that job ran to its end.
func (s *Store) RecordRun(ctx context.Context, job string, at time.Time) error {
	return s.table.Put(ctx, runItem{runKey(job), job, at})
}

// LastRuns returns when each of the given jobs last ran to its end, in one round
// trip. A job that never did is absent.
func (s *Store) LastRuns(ctx context.Context, jobs ...string) (map[string]time.Time, error) {
	var keys []dynamo.Key
	for _, job := range jobs {
		keys = append(keys, runKey(job))
	}
	batch, err := s.table.GetBatch(ctx, keys)
	if err != nil {
		return nil, err
	}
	runs := map[string]time.Time{}
	for _, k := range keys {
		var item runItem
		found, err := batch.Read(k, &item)
		if err != nil {
			return nil, err
		}
		if found {
			runs[item.Job] = item.At
		}
	}
	return runs, nil
}
