package store

import (
	"context"
	"time"

	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
)

// breakerItem is there while a provider is down. Times are milliseconds of the Unix
// epoch, so that the table can compare them.
type breakerItem struct {
	dynamo.Key
	Provider  string
	OpenUntil int64
	Since     int64
	ExpiresAt int64 // seconds: a provider that nobody calls any more is forgotten
}

// forgotten is how long a provider counts as down that nobody asks about.
const forgotten = 24 * time.Hour

func (b breakerItem) openUntil() time.Time {
	if b.OpenUntil == 0 {
		return time.Time{}
	}
	return time.UnixMilli(b.OpenUntil).UTC()
}

// BreakerOpenUntil is until when provider is not to be called, or the zero time;
// to the millisecond, like all of a breaker's times.
func (s *Store) BreakerOpenUntil(ctx context.Context, provider string) (time.Time, error) {
	item, err := dynamo.Get[breakerItem](ctx, s.table, breakerKey(provider))
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return time.Time{}, err
	}
	return item.openUntil(), nil
}

// OpenBreaker says that provider is not to be called until then, unless somebody
// said so already, and returns until when it is not. Who comes later writes nothing.
func (s *Store) OpenBreaker(ctx context.Context, provider string, until time.Time) (time.Time, error) {
	fresh := dynamo.IfAbsent("PK").Or(dynamo.IfLess("OpenUntil", s.now().UnixMilli()))
	holds, _, err := s.moveBreaker(ctx, provider, until, fresh)
	return holds, err
}

// ClaimProbe moves seen to until, if that is what stands there: the one who does it
// tries whether provider is back, and the others wait. holds is what stands there
// then, the zero time if provider is back.
func (s *Store) ClaimProbe(ctx context.Context, provider string, seen, until time.Time) (holds time.Time, won bool, err error) {
	return s.moveBreaker(ctx, provider, until, dynamo.IfEqual("OpenUntil", seen.UnixMilli()))
}

func (s *Store) moveBreaker(ctx context.Context, provider string, until time.Time, cond dynamo.Condition) (holds time.Time, moved bool, err error) {
	change := dynamo.Change{
		Set:         map[string]any{"Provider": provider, "OpenUntil": until.UnixMilli(), "ExpiresAt": until.Add(forgotten).Unix()},
		SetIfAbsent: map[string]any{"Since": s.now().UnixMilli()},
	}
	item, old, err := dynamo.Update[breakerItem](ctx, s.table, breakerKey(provider), change, cond)
	switch {
	case errs.KindOf(err) == errs.Conflict && old == nil:
		return time.Time{}, false, nil
	case errs.KindOf(err) == errs.Conflict:
		return old.openUntil(), false, nil
	case err != nil:
		return time.Time{}, false, err
	}
	return item.openUntil(), true, nil
}

// CloseBreaker says that provider is back, if claimed still stands there.
func (s *Store) CloseBreaker(ctx context.Context, provider string, claimed time.Time) error {
	err := s.table.DeleteIf(ctx, breakerKey(provider), dynamo.IfEqual("OpenUntil", claimed.UnixMilli()))
	if errs.KindOf(err) == errs.Conflict {
		return nil
	}
	return err
}

// Breaker is what is known of a provider that is down.
type Breaker struct {
	Since     time.Time
	OpenUntil time.Time // one call then finds out whether it is back
}

// Breakers returns which of the given providers are down, in one round trip.
func (s *Store) Breakers(ctx context.Context, providers ...string) (map[string]Breaker, error) {
	var keys []dynamo.Key
	for _, p := range providers {
		keys = append(keys, breakerKey(p))
	}
	batch, err := s.table.GetBatch(ctx, keys)
	if err != nil {
		return nil, err
	}
	down := map[string]Breaker{}
	for _, k := range keys {
		var item breakerItem
		found, err := batch.Read(k, &item)
		if err != nil {
			return nil, err
		}
		if found && item.ExpiresAt > s.now().Unix() {
			down[item.Provider] = Breaker{time.UnixMilli(item.Since).UTC(), item.openUntil()}
		}
	}
	return down, nil
}
