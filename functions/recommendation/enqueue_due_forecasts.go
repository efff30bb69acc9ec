package recommendation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
)

// EnqueueDueForecasts puts the vendors whose lists are due on the queue: after a
// change of their sales, and once a day.
func EnqueueDueForecasts(open queue.Opener) boot.Job {
	return func(env *boot.Env) (func(context.Context) error, error) {
		table, err := env.Table()
		if err != nil {
			return nil, err
		}
		url, err := env.Require("FORECAST_QUEUE_URL")
		if err != nil {
			return nil, err
		}
		cfg, err := env.AWS("SQS")
		if err != nil {
			return nil, err
		}
		s := store.New(table, env.Now)
		return enqueueDueForecasts{s.DueWork, open(cfg, url).Send, s.FinishWork, s.RecordRun, env.Now}.run, nil
	}
}

type enqueueDueForecasts struct {
	due       func(ctx context.Context, q store.WorkQueue, shard int, limit int32) ([]store.Work, error)
	send      func(ctx context.Context, messages []queue.Message) error
	finish    func(ctx context.Context, w store.Work, next time.Time) error
	recordRun func(ctx context.Context, job string, at time.Time) error
	now       func() time.Time
}

// batch is how many vendors are read from a shard at a time.
const batch = 100

// again is when lists are made anew though nothing was sold: the days move on.
const again = 24 * time.Hour

func (j enqueueDueForecasts) run(ctx context.Context) error {
	var failed []error
	for shard := range store.Shards {
		if err := j.drain(ctx, shard); err != nil {
			failed = append(failed, fmt.Errorf("recommendation: enqueue shard %d: %w", shard, err))
		}
	}
	if len(failed) > 0 {
		return errors.Join(failed...)
	}
	return j.recordRun(ctx, "enqueue-due-forecasts", j.now())
}

// drain enqueues until a shard shows nothing new: its index is a little behind. A
// vendor is put on the queue before the work is finished: who crashes between the
// two sends the message twice, which does no harm.
func (j enqueueDueForecasts) drain(ctx context.Context, shard int) error {
	seen := map[tenant.ID]bool{}
	for {
		work, err := j.due(ctx, store.ForecastWork, shard, batch)
		if err != nil {
			return err
		}
		var fresh []store.Work
		var messages []queue.Message
		for _, w := range work {
			if seen[w.Vendor] {
				continue
			}
			seen[w.Vendor] = true
			body, err := json.Marshal(forecastMessage{w.Vendor.String()})
			if err != nil {
				return err
			}
			fresh, messages = append(fresh, w), append(messages, queue.Message{Group: w.Vendor.String(), Body: string(body)})
		}
		if len(fresh) == 0 {
			return nil
		}
		if err := j.send(ctx, messages); err != nil {
			return err
		}
		for _, w := range fresh {
			if err := j.finish(ctx, w, j.now().Add(again)); err != nil {
				return err
			}
		}
		telemetry.FromContext(ctx).Count("vendors", float64(len(fresh)))
	}
}
