package chaos_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/functions/recommendation"
	"github.com/marketprep/marketprep/infra/local/chaos"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/ident"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// mostSkew is how much fuller than the mean the fullest shard of due work may be.
const mostSkew = 1.3

// change makes a change of each vendor's, so that work is due.
func change(t *testing.T, s *store.Store, vendors []tenant.ID, product string) {
	t.Helper()
	var wg sync.WaitGroup
	work := make(chan tenant.ID)
	for range 8 {
		wg.Go(func() {
			for v := range work {
				err := s.EditProducts(t.Context(), v, func(products map[string]catalog.Product) error {
					products[catalog.IDOf(product)] = catalog.Product{Name: product}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, v := range vendors {
		work <- v
	}
	close(work)
	wg.Wait()
}

func vendors(t *testing.T, n int) []tenant.ID {
	t.Helper()
	all := make([]tenant.ID, n)
	for i := range all {
		all[i] = functiontest.Vendor(t, ident.Of("v", fmt.Sprint("vendor ", i)))
	}
	return all
}

// skew is how much fuller than the mean the fullest shard is.
func skew(t *testing.T, s *store.Store, n int) float64 {
	t.Helper()
	fullest := 0
	for shard := range store.Shards {
		work, err := s.DueWork(t.Context(), store.ForecastWork, shard, int32(n))
		if err != nil {
			t.Fatal(err)
		}
		fullest = max(fullest, len(work))
	}
	return float64(fullest) * store.Shards / float64(n)
}

func TestChaosEverybodyIsDueAtOnce(t *testing.T) {
	t.Parallel()
	n := chaos.Size(800, 10_000)
	s := functiontest.New(t, map[string]string{"FORECAST_QUEUE_URL": "crowd"})
	all := vendors(t, n)
	change(t, s.Store, all, "Rye")
	sum := chaos.Tally{Tried: n}
	if got := skew(t, s.Store, n); got > mostSkew {
		sum.Broken++
		t.Errorf("the fullest shard holds %.2f times the mean, at most %.1f", got, mostSkew)
	} else {
		t.Logf("skew %.3f over %d shards", got, store.Shards)
	}
	crowd := enqueue(t, s)
	for range 2 { // running twice sends nothing twice
		crowd.run(t)
	}
	sent := map[string]int{}
	for _, m := range crowd.Messages() {
		sent[m.Group]++
	}
	for _, v := range all {
		switch sent[v.String()] {
		case 0:
			sum.Lost++
		case 1:
		default:
			sum.Doubled++
		}
	}
	chaos.Report(t, fmt.Sprintf("%d vendors due at once", n), sum)
}

// job is the night's job and the queue that it fills.
type job struct {
	*chaos.Crowd
	do func(context.Context) error
}

func enqueue(t *testing.T, s *functiontest.System) job {
	t.Helper()
	j := job{Crowd: &chaos.Crowd{}}
	var err error
	if j.do, err = recommendation.EnqueueDueForecasts(j.Open)(s.Env); err != nil {
		t.Fatal(err)
	}
	return j
}

func (j job) run(t *testing.T) {
	t.Helper()
	if err := j.do(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A vendor whose 10,000 changes each made work, and one whose 10,000 messages wait
// already, hold up nobody else.
func TestChaosNobodyWaitsBehindABusyVendor(t *testing.T) {
	t.Parallel()
	const others, workers, most = 200, 20, 2.0
	busy := functiontest.Vendor(t, "busy")
	waits := func(changes, messages int, group string) (longest, sent int) {
		s := functiontest.New(t, map[string]string{"FORECAST_QUEUE_URL": "crowd"})
		crowd := enqueue(t, s)
		for i := range messages {
			if err := crowd.Send(t.Context(), []queue.Message{{Group: group, Body: strconv.Itoa(i)}}); err != nil {
				t.Fatal(err)
			}
		}
		for i := range changes {
			change(t, s.Store, []tenant.ID{busy}, strconv.Itoa(i%50))
		}
		change(t, s.Store, vendors(t, others), "Rye")
		crowd.run(t)
		sent = len(crowd.Messages()) - messages - others
		for body, at := range crowd.Serve(workers) {
			if body[0] == '{' {
				longest = max(longest, at)
			}
		}
		return longest, sent
	}
	alone, _ := waits(0, 0, "")
	sum := chaos.Tally{Tried: 2 * others}
	for name, c := range map[string]struct{ changes, messages int }{"changes": {chaos.Size(100, 10_000), 0}, "messages": {0, 10_000}} {
		longest, sent := waits(c.changes, c.messages, busy.String())
		if float64(longest) > most*float64(alone) || sent > 1 {
			sum.Broken++
			t.Errorf("behind a vendor with %d %s and %d messages others wait %d, alone %d", c.changes+c.messages, name, sent, longest, alone)
		}
	}
	if longest, _ := waits(0, 10_000, vendors(t, 1)[0].String()); longest < 10*alone {
		t.Errorf("behind 10000 messages of its own a vendor waits %d: this test sees nothing", longest)
	}
	chaos.Report(t, "vendors beside a busy one", sum)
}

// Work that comes due around the clock is found when it is due, not before.
func TestChaosWorkIsFoundWhenItIsDue(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, map[string]string{"FORECAST_QUEUE_URL": "crowd"})
	all := vendors(t, 24)
	now := functiontest.Now
	env := s.EnvWith()
	env.Now = func() time.Time { return now }
	crowd := chaos.Crowd{}
	run, err := recommendation.EnqueueDueForecasts(crowd.Open)(env)
	if err != nil {
		t.Fatal(err)
	}
	sum := chaos.Tally{}
	for hour, v := range all { // each changes something at an hour of its own
		now = functiontest.Now.Add(time.Duration(hour) * time.Hour)
		change(t, store.New(s.Table, env.Now), []tenant.ID{v}, "Rye")
		if err := run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for tick := range 2 * 24 * 4 { // two days of quarters of an hour
		now = functiontest.Now.Add(24*time.Hour + time.Duration(tick)*15*time.Minute)
		before, _ := crowd.Depth(t.Context())
		if err := run(t.Context()); err != nil {
			t.Fatal(err)
		}
		after, _ := crowd.Depth(t.Context())
		want := 0
		if tick%4 == 0 {
			want = 1
		}
		sum.Tried++
		sum.Lost += max(0, want-(after-before))
		sum.Doubled += max(0, after-before-want)
	}
	chaos.Report(t, "quarters of an hour in which work is due", sum)
}
