package resilience_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/chaos"
	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/resilience"
	"github.com/marketprep/marketprep/shared/store"
)

// town is a provider and the environments that call it, on one clock.
type town struct {
	now   atomic.Int64 // nanoseconds
	down  atomic.Bool
	busy  atomic.Bool
	calls atomic.Int64
	wire  *tabletest.Wire
	envs  []*http.Client
}

func (w *town) clock() time.Time { return time.Unix(0, w.now.Load()) }

// RoundTrip is the provider.
func (w *town) RoundTrip(r *http.Request) (*http.Response, error) {
	w.calls.Add(1)
	if w.down.Load() {
		return nil, errors.New("connection refused")
	}
	status := http.StatusOK
	if w.busy.Load() {
		status = http.StatusTooManyRequests
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Retry-After": {"3600"}}, Body: io.NopCloser(strings.NewReader("fine")), Request: r}, nil
}

func settle(t *testing.T, environments int) *town {
	t.Helper()
	table, wire := tabletest.NewWithWire(t)
	w := &town{wire: wire}
	w.now.Store(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC).UnixNano())
	s := store.New(table, w.clock)
	for range environments {
		w.envs = append(w.envs, resilience.Client(resilience.Patient(resilience.Options{
			Provider: "square", Base: w, Now: w.clock, Breakers: s, Sleep: func(context.Context, time.Duration) error { return nil },
		})))
	}
	return w
}

// everybody makes one call from each environment, all at once, and returns how many
// calls the provider saw and how many were answered.
func (w *town) everybody(t *testing.T) (calls, served int) {
	t.Helper()
	before, answered := w.calls.Load(), atomic.Int64{}
	var wg sync.WaitGroup
	for _, c := range w.envs {
		wg.Go(func() {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://square", nil)
			if err != nil {
				t.Error(err)
				return
			}
			if resp, err := c.Do(r); err == nil {
				answered.Add(1)
				_ = resp.Body.Close()
			}
		})
	}
	wg.Wait()
	return int(w.calls.Load() - before), int(answered.Load())
}

// recover lets time pass until every environment is served again, a window and what
// one may not know for a while at most.
func (w *town) recover(t *testing.T, step time.Duration) {
	t.Helper()
	back := w.clock()
	for served := 0; served < len(w.envs); {
		_, served = w.everybody(t)
		w.now.Add(int64(step))
		if w.clock().Sub(back) > resilience.Window+15*time.Second {
			t.Fatalf("%s after the provider came back it answers %d environments", w.clock().Sub(back), served)
		}
	}
}

// writes are the requests to the table that were not reads.
func (w *town) writes() (n int) {
	for _, op := range w.wire.Operations() {
		if op != "GetItem" {
			n++
		}
	}
	return n
}

func TestChaosTwoHundredEnvironmentsShareABreaker(t *testing.T) {
	t.Parallel()
	var sum chaos.Tally
	const environments, step = 200, 5 * time.Second
	w := settle(t, environments)
	pass := func() { w.now.Add(int64(step)) }
	for range 8 { // all is well
		if calls, served := w.everybody(t); calls != environments || served != environments {
			t.Fatalf("%d calls, %d answered", calls, served)
		}
		pass()
	}
	if n := w.writes(); n != 0 {
		t.Errorf("%d writes while all was well", n)
	}
	w.down.Store(true)
	var storm, requests int
	for range 2 { // each environment learns of it by itself or from the first one
		calls, _ := w.everybody(t)
		storm, requests = storm+calls, requests+environments
		pass()
	}
	opened := w.clock()
	probes := map[int]int{} // by window
	for w.clock().Sub(opened) < 6*resilience.Window {
		calls, served := w.everybody(t)
		probes[int(w.clock().Sub(opened)/resilience.Window)] += calls
		storm, requests = storm+calls, requests+environments
		if served > 0 {
			t.Errorf("%d answered by a provider that is down", served)
		}
		pass()
	}
	for window, n := range probes {
		if n > 1 {
			t.Errorf("%d calls in window %d, want one probe", n, window)
		}
	}
	if float64(storm) > 1.1*float64(requests) || len(probes) != 6 {
		t.Errorf("%d calls for %d requests in %d windows", storm, requests, len(probes))
	}
	w.down.Store(false)
	w.recover(t, step)
	w.wire.Reset()
	for range 4 {
		w.everybody(t)
		pass()
	}
	if n := w.writes(); n != 0 {
		t.Errorf("%d writes after the provider came back", n)
	}
	if sum.Tried = requests; t.Failed() {
		sum.Broken = 1
	}
	t.Logf("%d calls for %d requests to a provider that is down", storm, requests)
	chaos.Report(t, "requests of 200 environments to a provider that is down", sum)
}

// An outage shows also to environments that start during it.
func TestANewEnvironmentDoesNotCallWhoIsDown(t *testing.T) {
	t.Parallel()
	w := settle(t, 50)
	w.down.Store(true)
	first := w.envs[:1]
	all := w.envs
	for w.envs = first; w.writes() == 0; {
		w.everybody(t)
	}
	w.envs = all
	if calls, _ := w.everybody(t); calls != 0 {
		t.Errorf("%d calls by new environments", calls)
	}
}

func TestATableThatIsDownStopsNoCall(t *testing.T) {
	t.Parallel()
	for _, fault := range []tabletest.Fault{tabletest.Unreached, tabletest.Throttled, tabletest.Broken, tabletest.Unanswered} {
		w := settle(t, 10)
		w.wire.Fail(fault)
		var got []int
		add := func() {
			_, served := w.everybody(t)
			got = append(got, served)
			w.now.Add(int64(resilience.Window) + 1)
		}
		add()
		w.down.Store(true)
		for range 6 { // each finds out alone, and tries again alone
			add()
		}
		if calls := w.calls.Load(); float64(calls) > 15*10 {
			t.Errorf("fault %d: %d calls of 10 environments for 7 requests each", fault, calls)
		}
		w.down.Store(false)
		add()
		if diff := cmp.Diff([]int{10, 0, 0, 0, 0, 0, 0, 10}, got); diff != "" {
			t.Errorf("fault %d: answered (-want +got):\n%s", fault, diff)
		}
		w.wire.Reset()
		w.recover(t, 10*time.Second)
	}
}

// What was not heard while the table was down is told when it is back.
func TestAnOutageIsToldWhenTheTableIsBack(t *testing.T) {
	t.Parallel()
	w := settle(t, 2)
	all := w.envs
	w.envs = all[:1]
	w.wire.Fail(tabletest.Unreached)
	w.down.Store(true)
	for range 5 {
		w.everybody(t)
	}
	w.wire.Reset()
	w.now.Add(int64(resilience.Window) + 1)
	if calls, _ := w.everybody(t); calls != 1 || w.writes() != 1 {
		t.Errorf("%d calls and %d writes, want a probe and its result", calls, w.writes())
	}
	w.envs = all[1:]
	if calls, _ := w.everybody(t); calls != 0 {
		t.Errorf("%d calls by who could know", calls)
	}
}

func TestWithoutATableAnEnvironmentLearnsAlone(t *testing.T) {
	t.Parallel()
	w := &town{}
	w.down.Store(true)
	w.envs = []*http.Client{resilience.Client(resilience.Options{Provider: "square", Base: w, Now: w.clock, Sleep: func(context.Context, time.Duration) error { return nil }})}
	for range 20 {
		w.everybody(t)
	}
	if n := w.calls.Load(); n != 5 {
		t.Errorf("%d calls, want 5 and then none", n)
	}
	w.now.Add(int64(resilience.Window))
	w.everybody(t)
	w.everybody(t)
	if n := w.calls.Load(); n != 6 {
		t.Errorf("%d calls, want one probe more", n)
	}
	w.down.Store(false)
	w.now.Add(int64(resilience.Window))
	for range 3 {
		if calls, served := w.everybody(t); calls != 1 || served != 1 {
			t.Errorf("%d calls, %d answered, once it is back", calls, served)
		}
	}
}

// A provider that has enough of us is up.
func TestTooManyRequestsIsNoOutage(t *testing.T) {
	t.Parallel()
	w := settle(t, 1)
	w.busy.Store(true)
	for range 20 {
		if calls, served := w.everybody(t); calls != 1 || served != 1 {
			t.Fatalf("%d calls, %d answered", calls, served)
		}
	}
	w.down.Store(true)
	for range 5 {
		w.everybody(t)
	}
	if calls, _ := w.everybody(t); calls != 0 {
		t.Errorf("%d calls while it is down", calls)
	}
	w.down.Store(false)
	w.now.Add(int64(resilience.Window) + 1)
	for range 3 { // the probe, and who comes after it
		if calls, served := w.everybody(t); calls != 1 || served != 1 {
			t.Errorf("%d calls, %d answered, once it is back", calls, served)
		}
	}
}

// The table is asked now and then, and by who just saw a try fail.
func TestHowOftenTheTableIsAsked(t *testing.T) {
	t.Parallel()
	w := settle(t, 2)
	one, other := w.envs[:1], w.envs[1:]
	asked := func(envs []*http.Client, times int) int {
		w.wire.Reset()
		w.envs = envs
		for range times {
			w.everybody(t)
		}
		return w.wire.Calls()
	}
	got := []int{asked(one, 20), asked(other, 1)}
	w.now.Add(int64(9 * time.Second))
	got = append(got, asked(one, 20))
	w.now.Add(int64(time.Second))
	got = append(got, asked(one, 20), asked(other, 20))
	w.down.Store(true)
	asked(one, 10)
	calls := w.calls.Load()
	got = append(got, asked(other, 10)) // after its first failure it knows
	if n := w.calls.Load() - calls; n > 3 {
		t.Errorf("%d calls by who could know after the first", n)
	}
	if diff := cmp.Diff([]int{1, 1, 0, 1, 1, 1}, got); diff != "" {
		t.Errorf("requests to the table (-want +got):\n%s", diff)
	}
}
