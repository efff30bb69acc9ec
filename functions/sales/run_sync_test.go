package sales

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

// world is a vendor, a till, a queue, and a worker at them.
type world struct {
	*functiontest.System
	anna  tenant.Caller
	shop  *shop
	queue *sent
}

func newWorld(t *testing.T, s *shop) *world {
	t.Helper()
	w := &world{functiontest.New(t, nil), functiontest.Owner(t, "anna"), s, &sent{}}
	w.register(t)
	return w
}

// register signs anna up, with a stall.
func (w *world) register(t *testing.T) {
	t.Helper()
	anna := vendor.Vendor{ID: "anna", Name: "Anna", TimeZone: "America/New_York", Currency: "USD", SyncHour: 2}
	if err := w.Store.RegisterVendor(t.Context(), anna, store.SignIn{Email: "anna@example.com", Vendor: "anna", User: "u1", Role: tenant.Owner}); err != nil {
		t.Fatal(err)
	}
	w.Stall(w.anna.Vendor)
}

// worker is a run-sync in an environment of its own.
func (w *world) worker(t *testing.T, env *boot.Env) runSync {
	t.Helper()
	j, err := newRunSync(env, w.shop.open, w.queue)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func body(run string) string { return fmt.Sprintf(`{"vendor":"anna","run":%q}`, run) }

// sync runs run to its end, through as many Lambdas as it takes.
func (w *world) sync(t *testing.T, run string) {
	t.Helper()
	j := w.worker(t, w.Env)
	for message := body(run); ; {
		if err := j.handle(t.Context(), message); err != nil {
			t.Fatal(err)
		}
		more := w.queue.take()
		if len(more) == 0 {
			return
		}
		message = more[0].Body
	}
}

// state is how far the sync has come.
func (w *world) state(t *testing.T) salesync.State {
	t.Helper()
	st, err := w.Store.Sync(t.Context(), w.anna.Vendor)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// sold is what the table says was sold, by day, venue and product.
func (w *world) sold(t *testing.T) map[string]string {
	t.Helper()
	var months []civil.Month
	for m := civil.NewDate(2024, 10, 1).Month(); m <= civil.NewDate(2026, 11, 1).Month(); m++ {
		months = append(months, m)
	}
	b, err := w.Store.SalesMonths(t.Context(), w.anna.Vendor, months)
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	for _, m := range b.Months {
		for _, d := range m.Days {
			for _, l := range d.Lines {
				if l.Source == sale.Square {
					sums[fmt.Sprint(d.Date, d.Venue, b.Products[l.Product].Name)] = fmt.Sprint(l.Units, l.Revenue)
				}
			}
		}
	}
	return sums
}

// oracle adds up the same from the last state of each of the shop's orders, all of
// which were sold at Riverside.
func (s *shop) oracle() map[string]string {
	type total struct {
		units amount.Quantity
		money amount.Money
	}
	zone, _ := civil.Zone("America/New_York")
	newest := map[string]order.Order{}
	for _, o := range s.orders {
		if o.Updated.After(newest[o.ID].Updated) {
			newest[o.ID] = o
		}
	}
	totals := map[string]total{}
	for _, o := range newest {
		if o.State != order.Completed {
			continue
		}
		for _, l := range o.Lines {
			k := fmt.Sprint(civil.DateOf(o.Closed.In(zone)), functiontest.Riverside, l.Name)
			totals[k] = total{totals[k].units + l.Units, totals[k].money + l.Money}
		}
	}
	sums := map[string]string{}
	for k, v := range totals {
		sums[k] = fmt.Sprint(v.units, v.money)
	}
	return sums
}

func TestASyncBringsEverySale(t *testing.T) {
	t.Parallel()
	w := newWorld(t, season(functiontest.Now, 2_000))
	w.sync(t, "first")
	if diff := cmp.Diff(w.shop.oracle(), w.sold(t)); diff != "" {
		t.Fatalf("(-oracle +table):\n%s", diff)
	}
	run := w.state(t).Runs[0]
	if run.ID != "first" || run.Status != salesync.Done || run.Counts.Orders != 2_000 || run.Counts.Products != 5 {
		t.Errorf("the run says %+v", run)
	}
	due, err := w.Store.DueWork(t.Context(), "forecast", 0, 10)
	for shard := 1; shard < 8 && len(due) == 0 && err == nil; shard++ {
		due, err = w.Store.DueWork(t.Context(), "forecast", shard, 10)
	}
	if err != nil || len(due) != 1 {
		t.Errorf("%d forecasts are due, %v; want one", len(due), err)
	}
}

func TestNothingNewCostsThreeCallsAndTwoWrites(t *testing.T) {
	t.Parallel()
	w := newWorld(t, season(functiontest.Now, 700))
	w.sync(t, "first")
	w.shop.calls = nil
	var writes []string
	env := w.EnvWith(counting(&writes))
	if err := w.worker(t, env).handle(t.Context(), body("second")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Locations", "Catalog", "SearchOrders"}, w.shop.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"TransactWriteItems SYNC", "TransactWriteItems SYNC"}, writes); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
	before := len(w.shop.calls)
	w.sync(t, "second") // the same message again
	if len(w.shop.calls) != before {
		t.Errorf("a message that came twice asked the till twice: %q", w.shop.calls)
	}
}

// deadline is a context that ends at a time of the test's own clock.
type deadline struct {
	context.Context
	at time.Time
}

func (d deadline) Deadline() (time.Time, bool) { return d.at, true }

func TestASyncThatRunsOutOfTimeGoesOn(t *testing.T) {
	t.Parallel()
	s := season(functiontest.Now, 1_000)
	s.page = 50
	w := newWorld(t, s)
	j := w.worker(t, w.Env)
	now := functiontest.Now
	j.now = func() time.Time { now = now.Add(time.Second); return now }
	message, lambdas := body("first"), 0
	for ; ; lambdas++ {
		if err := j.handle(deadline{t.Context(), now.Add(reserve + 8*time.Second)}, message); err != nil {
			t.Fatal(err)
		}
		more := w.queue.take()
		if len(more) == 0 {
			break
		}
		message = more[0].Body
	}
	if lambdas < 3 {
		t.Errorf("it took %d Lambdas, want several", lambdas)
	}
	if diff := cmp.Diff(s.oracle(), w.sold(t)); diff != "" {
		t.Fatalf("(-oracle +table):\n%s", diff)
	}
	if n := len(s.calls); n > 24+lambdas {
		t.Errorf("%d calls for 23 pages: it began anew", n)
	}
	if run := w.state(t).Runs[0]; run.Counts.Orders != 1_000 || run.Status != salesync.Done {
		t.Errorf("the run says %+v", run)
	}
}

func TestATillThatFailsIsTriedAgainOrGivenUp(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		err    error
		again  bool // the message comes back
		status salesync.Status
	}{
		{"down", errs.New(errs.Unavailable, "down"), true, salesync.Running},
		{"disconnected", errs.New(errs.Unauthorized, "connect Square again"), false, salesync.Failed},
		{"scopes", errs.New(errs.Forbidden, "connect Square again"), false, salesync.Failed},
		{"a bug", errors.New("bad request"), true, salesync.Running},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, season(functiontest.Now, 100))
			w.shop.fail = func(call string) error {
				if call == "SearchOrders" {
					return tt.err
				}
				return nil
			}
			err := w.worker(t, w.Env).handle(t.Context(), body("first"))
			run := w.state(t).Runs[0]
			if (err != nil) != tt.again || run.Status != tt.status || len(run.Problems) != 1 {
				t.Fatalf("%v, %+v", err, run)
			}
			w.shop.fail = nil
			w.sync(t, "first")
			if tt.again {
				if diff := cmp.Diff(w.shop.oracle(), w.sold(t)); diff != "" {
					t.Errorf("(-oracle +table):\n%s", diff)
				}
			}
		})
	}
}

func TestAWalkWhoseCursorIsRefusedBeginsAgain(t *testing.T) {
	t.Parallel()
	s := season(functiontest.Now, 300)
	s.page = 100
	w := newWorld(t, s)
	searches := 0
	s.fail = func(call string) error {
		if call == "SearchOrders" {
			if searches++; searches == 2 {
				return errs.New(errs.Conflict, "it must be read again")
			}
		}
		return nil
	}
	w.sync(t, "first")
	if diff := cmp.Diff(s.oracle(), w.sold(t)); diff != "" || searches != 5 {
		t.Errorf("%d searches (-oracle +table):\n%s", searches, diff)
	}
}

func TestTwoWorkersDoNotMeet(t *testing.T) {
	t.Parallel()
	w := newWorld(t, season(functiontest.Now, 200))
	second := w.worker(t, w.Env)
	w.shop.fail = func(call string) error {
		if call != "SearchOrders" {
			return nil
		}
		w.shop.fail = nil
		w.shop.mu.Unlock()
		defer w.shop.mu.Lock()
		return second.handle(t.Context(), body("second"))
	}
	if err := w.worker(t, w.Env).handle(t.Context(), body("first")); err != nil {
		t.Fatal(err)
	}
	var runs []string
	for _, r := range w.state(t).Runs {
		runs = append(runs, r.ID+" "+string(r.Status))
	}
	if diff := cmp.Diff([]string{"second done", "first done"}, runs); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
	if n := len(slices.DeleteFunc(slices.Clone(w.shop.calls), func(c string) bool { return c != "SearchOrders" })); n != 2 {
		t.Errorf("%d searches, want one for each run", n)
	}
}

// The first sync of a vendor with years of sales must not need more memory than
// one with few.
func TestMemoryOfALongSyncIsFlat(t *testing.T) {
	s := season(functiontest.Now, 20_000)
	w := newWorld(t, s)
	runtime.GC()
	var start, now runtime.MemStats
	runtime.ReadMemStats(&start)
	most := uint64(0)
	s.fail = func(string) error {
		runtime.GC()
		runtime.ReadMemStats(&now)
		most = max(most, now.HeapAlloc)
		return nil
	}
	w.sync(t, "first")
	if grown := int64(most) - int64(start.HeapAlloc); grown > 24<<20 {
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
}
