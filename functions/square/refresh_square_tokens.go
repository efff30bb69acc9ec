package square

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/square/access"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
)

// RefreshSquareTokens renews the tokens that are six days old.
func RefreshSquareTokens(open Opener) boot.Job {
	return func(env *boot.Env) (func(context.Context) error, error) { return newRefreshSquareTokens(env, open) }
}

func newRefreshSquareTokens(env *boot.Env, open Opener) (func(context.Context) error, error) {
	table, err := env.Table()
	if err != nil {
		return nil, err
	}
	accounts, err := open(env)
	if err != nil {
		return nil, err
	}
	s := store.New(table, env.Now)
	return refreshSquareTokens{s.DueWork, accounts.Renew, s.LoseSquare, s.FinishWork, s.RecordRun, env.Now}.run, nil
}

type refreshSquareTokens struct {
	due       func(ctx context.Context, q store.WorkQueue, shard int, limit int32) ([]store.Work, error)
	renew     func(ctx context.Context, v tenant.ID) (access.Tokens, error)
	lose      loseConnection
	finish    func(ctx context.Context, w store.Work, next time.Time) error
	recordRun func(ctx context.Context, job string, at time.Time) error
	now       func() time.Time
}

// batch is how many vendors are read from a shard at a time.
const batch = 100

// StaleTokens counts tokens that are eight days old and still not renewed. Square
// asks for an alarm then.
const StaleTokens = "staleTokens"

// run renews shard by shard, one vendor after the other: Square limits who renews
// many at once. A vendor whose tokens cannot be renewed right now stays due and
// does not hold up the others.
func (j refreshSquareTokens) run(ctx context.Context) error {
	telemetry.FromContext(ctx).Count(StaleTokens, 0) // or the alarm would never end
	var failed []error
	for shard := range store.Shards {
		failed = append(failed, j.drain(ctx, shard)...)
	}
	if len(failed) > 0 {
		return errors.Join(failed...)
	}
	return j.recordRun(ctx, "refresh-square-tokens", j.now())
}

// drain renews until a shard shows nothing new: its index is a little behind, so
// work that was just finished may still stand in it.
func (j refreshSquareTokens) drain(ctx context.Context, shard int) (failed []error) {
	seen := map[tenant.ID]bool{}
	for fresh := true; fresh; {
		fresh = false
		work, err := j.due(ctx, store.TokenWork, shard, batch)
		if err != nil {
			return append(failed, err)
		}
		for _, w := range work {
			if seen[w.Vendor] {
				continue
			}
			seen[w.Vendor], fresh = true, true
			if err := j.refresh(ctx, w); err != nil {
				failed = append(failed, fmt.Errorf("square: renew tokens of %s: %w", w.Vendor, err))
				if j.now().Sub(w.At) >= access.AlarmAfter-access.RenewAfter {
					telemetry.FromContext(ctx).Count(StaleTokens, 1)
				}
			}
		}
	}
	return failed
}

// refresh renews the tokens of one vendor. It may be cut off anywhere: a token
// that was renewed but not noted so is renewed again.
func (j refreshSquareTokens) refresh(ctx context.Context, w store.Work) error {
	began := j.now()
	t, err := j.renew(ctx, w.Vendor)
	switch {
	case err == nil:
		telemetry.FromContext(ctx).Count("renewed", 1)
		return j.finish(ctx, w, t.Obtained.Add(access.RenewAfter))
	case errs.KindOf(err) == errs.NotFound: // disconnected meanwhile
		return j.finish(ctx, w, time.Time{})
	case lost(err):
		telemetry.FromContext(ctx).Count("lost", 1)
		if err := j.lose(ctx, w.Vendor, began); err != nil {
			return err
		}
		return j.finish(ctx, w, time.Time{})
	default:
		return err
	}
}
