package sales

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

// night is a job every 15 minutes, at a clock that the test moves, over the work
// of vendors who were connected when it began.
type night struct {
	s    *store.Store
	now  time.Time
	mu   sync.Mutex             // shards are put on the queue at once
	sent map[string][]time.Time // when each vendor was put on the queue
	job  enqueueDueSyncs
}

func newNight(t *testing.T, start time.Time, zones map[string]string) *night {
	t.Helper()
	sys := functiontest.New(t, nil)
	n := &night{now: start, sent: map[string][]time.Time{}}
	n.s = store.New(sys.Table, func() time.Time { return n.now })
	for name, zone := range zones {
		v := functiontest.Vendor(t, name)
		err := n.s.RegisterVendor(t.Context(), vendor.Vendor{ID: name, TimeZone: zone, SyncHour: 2},
			store.SignIn{Email: name + "@example.com", Vendor: name, User: "u-" + name, Role: tenant.Owner})
		if err != nil {
			t.Fatal(err)
		}
		if err := n.s.DueNow(t.Context(), v, store.SyncWork); err != nil {
			t.Fatal(err)
		}
	}
	send := func(_ context.Context, messages []queue.Message) error {
		n.mu.Lock()
		defer n.mu.Unlock()
		for _, m := range messages {
			n.sent[m.Group] = append(n.sent[m.Group], n.now)
		}
		return nil
	}
	n.job = enqueueDueSyncs{n.s.DueWork, n.s.Vendors, send, n.s.FinishWork, n.s.RecordRun, func() time.Time { return n.now }}
	return n
}

// Connecting makes the first sync due at once; from then on there is one on every
// local day, at two o'clock, also when clocks are changed.
func TestVendorsAreDueAtTwoTheirTime(t *testing.T) {
	t.Parallel()
	zones := map[string]string{
		"eastern": "America/New_York", "india": "Asia/Kolkata", "nepal": "Asia/Kathmandu", "lordhowe": "Australia/Lord_Howe",
		"chatham": "Pacific/Chatham", "berlin": "Europe/Berlin", "island": "Pacific/Kiritimati", "west": "Etc/GMT+12",
	}
	for _, start := range []time.Time{
		time.Date(2026, 3, 7, 11, 0, 0, 0, time.UTC),   // America changes on
		time.Date(2026, 10, 31, 11, 0, 0, 0, time.UTC), // America changes back
	} {
		t.Run(start.Format(time.DateOnly), func(t *testing.T) {
			t.Parallel()
			n := newNight(t, start, zones)
			for n.now.Before(start.Add(3 * 24 * time.Hour)) {
				if err := n.job.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				n.now = n.now.Add(15 * time.Minute)
			}
			for name, zone := range zones {
				loc, _ := civil.Zone(zone)
				days := map[civil.Date]int{}
				for _, at := range n.sent[name][1:] {
					local := at.In(loc)
					days[civil.DateOf(local)]++
					if c := local.Hour()*60 + local.Minute(); c < 120 || c > 3*60+15 {
						t.Errorf("%s was queued at %s", name, local)
					}
				}
				if !n.sent[name][0].Equal(start) || len(days) != 3 || slices.Max(slices.Collect(maps.Values(days))) != 1 {
					t.Errorf("%s: queued at %v", name, n.sent[name])
				}
			}
		})
	}
}

func TestAQueueThatFailsLeavesSyncsDue(t *testing.T) {
	t.Parallel()
	n := newNight(t, functiontest.Now, map[string]string{"anna": "America/New_York"})
	send, down := n.job.send, true
	var bodies []string
	n.job.send = func(ctx context.Context, m []queue.Message) error {
		n.mu.Lock()
		for _, one := range m {
			bodies = append(bodies, one.Body)
		}
		n.mu.Unlock()
		if down {
			return errors.New("queue: down")
		}
		return send(ctx, m)
	}
	if err := n.job.run(t.Context()); err == nil {
		t.Error("the job does not say that the queue is down")
	}
	down = false
	n.now = n.now.Add(15 * time.Minute)
	if err := n.job.run(t.Context()); err != nil || len(n.sent["anna"]) != 1 {
		t.Errorf("%v: queued at %v", err, n.sent)
	}
	// The message that may have been sent before the queue failed asks for the same run.
	if diff := cmp.Diff(1, len(slices.Compact(slices.DeleteFunc(bodies, func(b string) bool { return b == "" })))); diff != "" {
		t.Errorf("the messages are %s", fmt.Sprint(bodies))
	}
}

func TestAVendorWhoIsGoneIsNotDueAgain(t *testing.T) {
	t.Parallel()
	n := newNight(t, functiontest.Now, nil)
	if err := n.s.DueNow(t.Context(), functiontest.Vendor(t, "gone"), store.SyncWork); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := n.job.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		n.now = n.now.Add(25 * time.Hour)
	}
	for shard := range store.Shards {
		if work, err := n.s.DueWork(t.Context(), store.SyncWork, shard, 10); err != nil || len(work) > 0 {
			t.Errorf("due are %v, %v", work, err)
		}
	}
	if len(n.sent) > 0 {
		t.Errorf("sent %v", n.sent)
	}
}
