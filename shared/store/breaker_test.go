package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/resilience"
	"github.com/marketprep/marketprep/shared/store"
)

var _ resilience.Breakers = (*store.Store)(nil)

func TestABreakerOpensOnceIsProbedOnceAndCloses(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	now := monday()
	s := store.New(table, func() time.Time { return now })
	until, later, latest := now.Add(30*time.Second), now.Add(40*time.Second), now.Add(2*time.Minute)
	var got []time.Time
	note := func(holds time.Time, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, holds)
	}
	claim := func(seen, until time.Time, want bool) {
		t.Helper()
		holds, won, err := s.ClaimProbe(t.Context(), "square", seen, until)
		if note(holds, err); won != want {
			t.Errorf("claiming what is open until %s: %t", seen, won)
		}
	}
	note(s.BreakerOpenUntil(t.Context(), "square"))
	claim(until, later, false) // there is nothing to claim
	note(s.OpenBreaker(t.Context(), "square", until))
	note(s.OpenBreaker(t.Context(), "square", later)) // it is open already
	note(s.BreakerOpenUntil(t.Context(), "weather"))  // another one is not
	down, err := s.Breakers(t.Context(), "square", "weather")
	if diff := cmp.Diff(map[string]store.Breaker{"square": {monday(), until}}, down); diff != "" || err != nil {
		t.Errorf("%v, down (-want +got):\n%s", err, diff)
	}
	now = until.Add(time.Second)
	claim(until, latest, true)
	claim(until, latest, false) // somebody else was faster
	if err := s.CloseBreaker(t.Context(), "square", until); err != nil {
		t.Error(err)
	}
	note(s.BreakerOpenUntil(t.Context(), "square")) // that was not what stood there
	if err := s.CloseBreaker(t.Context(), "square", latest); err != nil {
		t.Error(err)
	}
	note(s.BreakerOpenUntil(t.Context(), "square"))
	none := time.Time{}
	if diff := cmp.Diff([]time.Time{none, none, until, until, none, latest, latest, latest, none}, got); diff != "" {
		t.Errorf("open until (-want +got):\n%s", diff)
	}
	wire.Reset()
	if down, err := s.Breakers(t.Context(), "square", "weather", "events"); len(down) != 0 || err != nil || wire.Calls() != 1 {
		t.Errorf("%v are down, %v, in %d trips", down, err, wire.Calls())
	}
}

func TestOneOfManyClaimsAProbe(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	var now atomic.Int64
	now.Store(monday().UnixNano())
	s := store.New(table, func() time.Time { return time.Unix(0, now.Load()) })
	seen, err := s.OpenBreaker(t.Context(), "square", monday().Add(30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	now.Add(int64(time.Minute))
	var winners atomic.Int32
	var wg sync.WaitGroup
	for range 50 { // all of them want the same, at the same millisecond
		wg.Go(func() {
			holds, won, err := s.ClaimProbe(t.Context(), "square", seen, monday().Add(2*time.Minute))
			if err != nil || !holds.Equal(monday().Add(2*time.Minute)) {
				t.Errorf("holds %s, %v", holds, err)
			}
			if won {
				winners.Add(1)
			}
		})
	}
	wg.Wait()
	if winners.Load() != 1 {
		t.Errorf("%d probe", winners.Load())
	}
}

// A provider that nobody calls any more is not down for ever.
func TestABreakerIsForgotten(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	now := monday()
	s := store.New(table, func() time.Time { return now })
	until := now.Add(30 * time.Second)
	for range 2 {
		if holds, err := s.OpenBreaker(t.Context(), "square", until); err != nil || !holds.Equal(until) {
			t.Fatalf("open until %s, %v, want %s", holds, err, until) // also where an old one stands
		}
		if now = until.Add(25 * time.Hour); len(down(t, s)) != 0 { // the engine deletes it some time later
			t.Errorf("down: %v", down(t, s))
		}
		until = now.Add(30 * time.Second)
	}
}

func down(t *testing.T, s *store.Store) map[string]store.Breaker {
	t.Helper()
	down, err := s.Breakers(t.Context(), "square")
	if err != nil {
		t.Fatal(err)
	}
	return down
}
