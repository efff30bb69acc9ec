package sales

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// inbox is a world in which one order was sold on a Friday, when there is no market.
func inbox(t *testing.T) *world {
	t.Helper()
	friday := time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)
	s := season(functiontest.Now, 0)
	s.orders = []order.Order{{
		ID: "1", Location: "L1", Created: friday, Closed: friday, Updated: friday, State: order.Completed, Currency: "USD",
		Lines: []order.Line{{Kind: order.Goods, Variation: "V0", Name: "Product 0", Units: amount.One, Money: 500}},
	}}
	w := &world{functiontest.New(t, map[string]string{"SYNC_QUEUE_URL": "http://queue"}), functiontest.Owner(t, "anna"), s, &sent{}}
	w.register(t)
	w.sync(t, "first")
	return w
}

// opened is the queue that endpoints open.
func (w *world) opened(aws.Config, string) queue.Queue { return w.queue }

// settle lets a worker do what an endpoint asked for.
func (w *world) settle(t *testing.T) {
	t.Helper()
	for _, m := range w.queue.take() {
		if err := w.worker(t, w.Env).handle(t.Context(), m.Body); err != nil {
			t.Fatal(err)
		}
	}
}

func (w *world) waiting(t *testing.T) []unmappedSales {
	t.Helper()
	var out listUnmappedSalesOutput
	a := w.Must(w.anna, ListUnmappedSales, "GET", "/api/v1/sales/unmapped", nil, &out.Body)
	if a.Trips > 2 {
		t.Errorf("%d trips", a.Trips)
	}
	return out.Body.Items
}

func TestWhatIsAtNoMarketIsAssigned(t *testing.T) {
	t.Parallel()
	w := inbox(t)
	friday := time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)
	want := []unmappedSales{{Date: 20777, Location: "L1", LocationName: "The van", Orders: 1, Revenue: 500, First: friday, Last: friday}}
	if diff := cmp.Diff(want, w.waiting(t)); diff != "" {
		t.Fatalf("inbox (-want +got):\n%s", diff)
	}
	assign := func(to string) salesync.Run {
		var run salesync.Run
		body := map[string]any{"items": []any{map[string]any{"date": "2026-11-20", "location": "L1", "venue": to}}}
		a := w.Must(w.anna, AssignUnmappedSales(w.opened), "POST", "/api/v1/sales/unmapped", body, &run)
		if a.Trips > 2 || a.Status != http.StatusAccepted || a.Header.Get("Location") != SyncPath+run.ID {
			t.Errorf("%d after %d trips, %s", a.Status, a.Trips, a.Header.Get("Location"))
		}
		w.settle(t)
		w.Must(w.anna, GetSync, "GET", SyncPath+run.ID, nil, &run)
		if run.Status != salesync.Done || run.Kind != salesync.Mapping {
			t.Errorf("the sync is %+v", run)
		}
		return run
	}
	run := assign(functiontest.Downtown)
	if diff := cmp.Diff(map[string]string{"2026-11-20" + functiontest.Downtown + "Product 0": "100000 500"}, w.sold(t)); diff != "" || run.Counts.MarketDays != 1 {
		t.Errorf("%+v sold (-want +got):\n%s", run.Counts, diff)
	}
	if left := w.waiting(t); len(left) != 0 {
		t.Errorf("in the inbox is still %v", left)
	}
	assign("none")
	if sold := w.sold(t); len(sold) != 0 || len(w.waiting(t)) != 0 {
		t.Errorf("what is left out counts: %v", sold)
	}
}

func TestARulePlacesWhatIsKnownAlready(t *testing.T) {
	t.Parallel()
	w := inbox(t)
	put := func(to string) {
		body := map[string]any{"rules": []any{map[string]any{"location": "L1", "weekdays": []string{"fri"}, "from": "09:00", "until": "11:00", "venue": to}}}
		if a := w.Must(w.anna, SetSalesMapping(w.opened), "PUT", "/api/v1/square/mapping", body, nil); a.Trips > 2 {
			t.Errorf("%d trips", a.Trips)
		}
		w.settle(t)
	}
	put(functiontest.Riverside)
	if diff := cmp.Diff(map[string]string{"2026-11-20" + functiontest.Riverside + "Product 0": "100000 500"}, w.sold(t)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var shown struct {
		Rules     []mappingRule
		Locations []tillLocation
	}
	if a := w.Must(w.anna, GetSalesMapping, "GET", "/api/v1/square/mapping", nil, &shown); a.Trips != 1 || len(shown.Locations) == 0 {
		t.Errorf("%d trips, locations %v", a.Trips, shown.Locations)
	}
	want := []mappingRule{{"L1", []string{"fri"}, "09:00", "11:00", functiontest.Riverside}}
	if diff := cmp.Diff(want, shown.Rules); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	put(functiontest.Downtown)
	if diff := cmp.Diff(map[string]string{"2026-11-20" + functiontest.Downtown + "Product 0": "100000 500"}, w.sold(t)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	w.Must(w.anna, SetSalesMapping(w.opened), "PUT", "/api/v1/square/mapping", `{"rules":[]}`, nil)
	w.settle(t)
	if sold := w.sold(t); len(sold) != 1 {
		// Downtown is open at that hour of the day: it keeps what it sold.
		t.Errorf("without rules: %v", sold)
	}
}

func TestMappingNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := inbox(t)
	for _, tt := range []struct {
		endpoint func(queue.Opener) boot.Endpoint
		method   string
		target   string
		body     string
		want     string
	}{
		{SetSalesMapping, "PUT", "/api/v1/square/mapping", `{"rules":[{"venue":"nowhere"}]}`, "body.rules[0].venue"},
		{SetSalesMapping, "PUT", "/api/v1/square/mapping", `{"rules":[{"venue":"none"},{"venue":"none","location":"L9"}]}`, "body.rules[1].location"},
		{SetSalesMapping, "PUT", "/api/v1/square/mapping", `{"rules":[{"venue":"none","from":"12:00","until":"12:00"}]}`, "body.rules[0].until"},
		{SetSalesMapping, "PUT", "/api/v1/square/mapping", `{"rules":[{"venue":"none","from":"noon"}]}`, "body.rules[0].from"},
		{SetSalesMapping, "PUT", "/api/v1/square/mapping", `{"rules":[{"venue":"none","weekdays":["caturday"]}]}`, "body.rules[0].weekdays[0]"},
		{AssignUnmappedSales, "POST", "/api/v1/sales/unmapped", `{"items":[{"date":"2026-11-20","location":"L1","venue":"nowhere"}]}`, "body.items[0].venue"},
		{AssignUnmappedSales, "POST", "/api/v1/sales/unmapped", `{"items":[{"date":"2026-11-19","location":"L1","venue":"none"}]}`, "body.items[0]"},
		{AssignUnmappedSales, "POST", "/api/v1/sales/unmapped", `{"items":[{"date":"1999-11-19","location":"L1","venue":"none"}]}`, "body.items[0].date"},
		{AssignUnmappedSales, "POST", "/api/v1/sales/unmapped", `{"items":[]}`, "body.items"},
	} {
		a := w.Call(w.anna, tt.endpoint(w.opened), tt.method, tt.target, tt.body)
		if a.Status != http.StatusUnprocessableEntity || !strings.Contains(string(a.Body), fmt.Sprintf("%q", tt.want)) {
			t.Errorf("%s: %d %s, want %s named", tt.body, a.Status, a.Body, tt.want)
		}
	}
	if sent := w.queue.take(); len(sent) > 0 {
		t.Errorf("what was refused was sent: %v", sent)
	}
}

func TestAskingTwiceIsAskingOnce(t *testing.T) {
	t.Parallel()
	w := inbox(t)
	var first, second salesync.Run
	a := w.Must(w.anna, SyncSales(w.opened), "POST", "/api/v1/sales/sync", nil, &first)
	w.Must(w.anna, SyncSales(w.opened), "POST", "/api/v1/sales/sync", nil, &second)
	if first.ID != second.ID || a.Status != http.StatusAccepted || a.Trips > 2 {
		t.Errorf("%d after %d trips: %s and %s", a.Status, a.Trips, first.ID, second.ID)
	}
	// A market that was not known when the order arrived.
	err := w.Store.EditVenues(t.Context(), w.anna.Vendor, func(all map[string]venue.Venue) error {
		n := all[functiontest.Riverside]
		n.Recurs.Weekdays = []string{"fri", "sat"}
		all[functiontest.Riverside] = n
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.settle(t)
	if diff := cmp.Diff(map[string]string{"2026-11-20" + functiontest.Riverside + "Product 0": "100000 500"}, w.sold(t)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSyncsAreTheVendorsOwn(t *testing.T) {
	t.Parallel()
	w := inbox(t)
	bert := functiontest.Owner(t, "bert")
	if a := w.Call(bert, GetSync, "GET", SyncPath+"first", nil); a.Status != http.StatusNotFound {
		t.Errorf("another vendor sees %d %s", a.Status, a.Body)
	}
	if a := w.Call(tenant.Caller{}, GetSync, "GET", SyncPath+"first", nil); a.Status != http.StatusUnauthorized {
		t.Errorf("nobody sees %d", a.Status)
	}
	helper := w.anna
	helper.Role = tenant.Helper
	for _, a := range []functiontest.Answer{
		w.Call(helper, SyncSales(w.opened), "POST", "/api/v1/sales/sync", nil),
		w.Call(helper, ListUnmappedSales, "GET", "/api/v1/sales/unmapped", nil),
		w.Call(helper, AssignUnmappedSales(w.opened), "POST", "/api/v1/sales/unmapped", `{"items":[{"date":"2026-11-20","location":"L1","venue":"none"}]}`),
		w.Call(helper, SetSalesMapping(w.opened), "PUT", "/api/v1/square/mapping", `{"rules":[]}`),
	} {
		if a.Status != http.StatusForbidden {
			t.Errorf("a helper gets %d %s", a.Status, a.Body)
		}
	}
	if a := w.Call(w.anna, GetSync, "GET", SyncPath+"unknown", nil); a.Status != http.StatusNotFound {
		t.Errorf("an unknown sync is %d", a.Status)
	}
}

// A venue whose calendar was changed keeps what it sold.
func TestACalendarThatChangesMovesNoHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t, season(functiontest.Now, 40))
	w.sync(t, "first")
	before := w.sold(t)
	err := w.Store.EditVenues(t.Context(), w.anna.Vendor, func(all map[string]venue.Venue) error {
		n := all[functiontest.Riverside]
		n.Recurs.Weekdays = []string{"sun"}
		all[functiontest.Riverside] = n
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	st := w.state(t)
	err = w.Store.EditSync(t.Context(), w.anna.Vendor, func(s *salesync.State) error {
		s.Again(salesync.Span{From: st.First, To: 20800})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.sync(t, "second")
	if diff := cmp.Diff(before, w.sold(t)); diff != "" || len(before) == 0 {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

// Whoever assigns and gets no answer assigns again: whichever call it was that the
// function died at, the sales are at the market, once.
func TestAssigningSurvivesDeathAtEveryCall(t *testing.T) {
	t.Parallel()
	body := `{"items":[{"date":"2026-11-20","location":"L1","venue":"` + functiontest.Downtown + `"}]}`
	assign := func(w *world, f *fate) {
		ctx, kill := context.WithCancel(t.Context())
		defer kill()
		f.kill = kill
		env := w.EnvWith(through(func(_ *http.Request, _ string, send func() error) error { return f.call(send) }))
		open := func(aws.Config, string) queue.Queue { return mortalQueue{w.queue, f} }
		w.Prepare(env, w.anna, AssignUnmappedSales(open), "POST", "/api/v1/sales/unmapped", body)(ctx)
	}
	whole := &fate{}
	assign(inbox(t), whole)
	if whole.calls < 3 {
		t.Fatalf("%d calls only", whole.calls)
	}
	for at := range whole.calls {
		for _, before := range []bool{true, false} {
			w := inbox(t)
			assign(w, &fate{at: at + 1, before: before})
			assign(w, &fate{})
			w.settle(t)
			if diff := cmp.Diff(map[string]string{"2026-11-20" + functiontest.Downtown + "Product 0": "100000 500"}, w.sold(t)); diff != "" || len(w.waiting(t)) != 0 {
				t.Errorf("killed at call %d, before it took effect: %v (-want +got):\n%s", at+1, before, diff)
			}
		}
	}
}
