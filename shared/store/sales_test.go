package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/feedback"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

func vendorID(t *testing.T, name string) tenant.ID {
	t.Helper()
	v, err := tenant.Verified(name)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

var saturday = civil.NewDate(2026, 11, 21)

// sell records a sale of one unit of product on a day.
func sell(product string, on civil.Date) func(*store.Books) error {
	return func(b *store.Books) error {
		b.Day(on, "north").Line(product, sale.File).Add(amount.One, 650, 9*60)
		b.Seen[on.Month()][sale.MarkOf(uint64(len(b.Seen[on.Month()])+1)<<24)] = struct{}{}
		return nil
	}
}

func TestSalesAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s, anna, bert := store.New(table, clock), vendorID(t, "anna"), vendorID(t, "bert")
	months := []civil.Month{saturday.Month() - 1, saturday.Month()}
	if err := s.EditSales(t.Context(), anna, months, sell("bread", saturday)); err != nil {
		t.Fatal(err)
	}
	if n := wire.Calls(); n != 2 {
		t.Errorf("an edit took %d round trips, want 2", n)
	}
	wire.Reset()
	got, err := s.SalesMonths(t.Context(), anna, months)
	if err != nil {
		t.Fatal(err)
	}
	if n := wire.Calls(); n != 1 {
		t.Errorf("reading took %d round trips, want 1", n)
	}
	var want sale.Month
	want.Day(saturday, "north").Line("bread", sale.File).Add(amount.One, 650, 9*60)
	if diff := cmp.Diff(map[civil.Month]*sale.Month{months[0]: {}, months[1]: &want}, got.Months); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	others, err := s.SalesMonths(t.Context(), bert, months)
	if err != nil || len(others.Months[months[1]].Days) != 0 {
		t.Errorf("another vendor reads %+v, %v", others.Months[months[1]], err)
	}
}

func TestAnEditThatIsRefusedWritesNothing(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s, anna := store.New(table, clock), vendorID(t, "anna")
	refused := errors.New("refused")
	err := s.EditSales(t.Context(), anna, []civil.Month{saturday.Month()}, func(b *store.Books) error {
		return errors.Join(sell("bread", saturday)(b), refused)
	})
	if !errors.Is(err, refused) || cmp.Diff([]string{"BatchGetItem"}, wire.Operations()) != "" {
		t.Errorf("got %v after %q, want the refusal and no write", err, wire.Operations())
	}
}

func TestAnEditThatChangesNothingWritesNothing(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s, anna := store.New(table, clock), vendorID(t, "anna")
	if err := s.EditSales(t.Context(), anna, []civil.Month{saturday.Month()}, func(*store.Books) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"BatchGetItem"}, wire.Operations()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParallelEditsLoseNothing(t *testing.T) {
	t.Parallel()
	s, anna := store.New(tabletest.New(t), clock), vendorID(t, "anna")
	const callers = 6
	var wg sync.WaitGroup
	failed := make([]error, callers)
	for i := range callers {
		wg.Go(func() {
			failed[i] = s.EditSales(t.Context(), anna, []civil.Month{saturday.Month()}, sell("bread", saturday))
		})
	}
	wg.Wait()
	landed := 0
	for _, err := range failed {
		switch {
		case err == nil:
			landed++
		case errs.KindOf(err) != errs.Conflict:
			t.Error(err)
		}
	}
	got, err := s.SalesMonths(t.Context(), anna, []civil.Month{saturday.Month()})
	if err != nil {
		t.Fatal(err)
	}
	units := got.Day(saturday, "north").Line("bread", sale.File).Units
	if units != amount.Quantity(landed)*amount.One || landed == 0 {
		t.Errorf("%d edits landed and %v units were sold", landed, units.Units())
	}
}

// Four years and more do not fit into one transaction; each month is whole all the same.
func TestAnEditOfTenYears(t *testing.T) {
	t.Parallel()
	s, anna := store.New(tabletest.New(t), clock), vendorID(t, "anna")
	var months []civil.Month
	for m := saturday.Month() - 119; m <= saturday.Month(); m++ {
		months = append(months, m)
	}
	err := s.EditSales(t.Context(), anna, months, func(b *store.Books) error {
		for _, m := range months {
			if err := sell("bread", m.First())(b); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.SalesMonths(t.Context(), anna, months)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range months {
		if n := len(got.Months[m].Days); n != 1 {
			t.Errorf("%s has %d days, want 1", m, n)
		}
	}
}

func TestChangedSalesMakeAForecastDue(t *testing.T) {
	t.Parallel()
	s, anna := store.New(tabletest.New(t), clock), vendorID(t, "anna")
	if err := s.EditSales(t.Context(), anna, []civil.Month{saturday.Month()}, sell("bread", saturday)); err != nil {
		t.Fatal(err)
	}
	if got := dueVendors(t, s); cmp.Diff([]string{"anna"}, got) != "" {
		t.Errorf("due are %q, want anna", got)
	}
}

// dueVendors finishes all forecast work that is due, for tomorrow, and returns whose it was.
func dueVendors(t *testing.T, s *store.Store) []string {
	t.Helper()
	var vendors []string
	for shard := range store.Shards {
		work, err := s.DueWork(t.Context(), store.ForecastWork, shard, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range work {
			vendors = append(vendors, w.Vendor.String())
			if err := s.FinishWork(t.Context(), w, now.Add(24*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return vendors
}

func TestFinishedWorkIsDueAgainOnlyLater(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	s, anna := store.New(table, clock), vendorID(t, "anna")
	if err := s.EditSales(t.Context(), anna, []civil.Month{saturday.Month()}, sell("bread", saturday)); err != nil {
		t.Fatal(err)
	}
	dueVendors(t, s)
	if got := dueVendors(t, s); len(got) != 0 {
		t.Errorf("still due: %q", got)
	}
	tomorrow := store.New(table, func() time.Time { return now.Add(25 * time.Hour) })
	if got := dueVendors(t, tomorrow); cmp.Diff([]string{"anna"}, got) != "" {
		t.Errorf("due tomorrow are %q, want anna", got)
	}
}

func TestWorkThatBecameDueAnewStaysDue(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	anna := vendorID(t, "anna")
	at := now
	s := store.New(table, func() time.Time { return at })
	edit := func() {
		t.Helper()
		if err := s.EditSales(t.Context(), anna, []civil.Month{saturday.Month()}, sell("bread", saturday)); err != nil {
			t.Fatal(err)
		}
	}
	edit()
	var taken []store.Work
	for shard := range store.Shards {
		work, err := s.DueWork(t.Context(), store.ForecastWork, shard, 10)
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, work...)
	}
	at = now.Add(time.Second)
	edit() // while the work is being done
	if err := s.FinishWork(t.Context(), taken[0], time.Time{}); err != nil {
		t.Fatal(err)
	}
	if got := dueVendors(t, s); cmp.Diff([]string{"anna"}, got) != "" {
		t.Errorf("due are %q, want anna again", got)
	}
}

func list(products ...string) recommendation.Set {
	s := recommendation.Set{Date: saturday, Venue: "north", VenueName: "North", Notes: []recommendation.Note{}}
	for _, p := range products {
		s.Items = append(s.Items, recommendation.Item{Product: p, Name: p, Bring: 12, Recommend: 12, Low: 8, High: 15})
	}
	return s
}

func TestAnOverrideOutlivesANewList(t *testing.T) {
	t.Parallel()
	s, anna := store.New(tabletest.New(t), clock), vendorID(t, "anna")
	if err := s.SavePlan(t.Context(), anna, store.Plan{Sets: []recommendation.Set{list("bread", "jam")}, Model: []byte("fit")}); err != nil {
		t.Fatal(err)
	}
	own := recommendation.Override{Quantity: 30, Reason: "big order", At: now}
	got, err := s.OverrideRecommendation(t.Context(), anna, saturday, "north", "bread", &own)
	if err != nil || got.Items[0].Bring != 30 || got.Items[0].Recommend != 12 {
		t.Fatalf("got %+v, %v; want to bring 30 where 12 are recommended", got.Items, err)
	}
	if err := s.SavePlan(t.Context(), anna, store.Plan{Sets: []recommendation.Set{list("bread", "jam")}}); err != nil {
		t.Fatal(err)
	}
	got, err = s.Recommendation(t.Context(), anna, saturday, "north")
	if err != nil || got.Items[0].Bring != 30 || cmp.Diff(&own, got.Items[0].Override) != "" || got.Version != 3 {
		t.Fatalf("got %+v, %v; want version 3 with the override", got, err)
	}
	got, err = s.OverrideRecommendation(t.Context(), anna, saturday, "north", "bread", nil)
	if err != nil || got.Items[0].Bring != 12 || got.Items[0].Override != nil {
		t.Errorf("got %+v, %v; want the override gone", got.Items, err)
	}
}

func TestOverridesOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	s, anna, bert := store.New(tabletest.New(t), clock), vendorID(t, "anna"), vendorID(t, "bert")
	if err := s.SavePlan(t.Context(), anna, store.Plan{Sets: []recommendation.Set{list("bread")}}); err != nil {
		t.Fatal(err)
	}
	own := &recommendation.Override{Quantity: 1, At: now}
	for _, tt := range []struct {
		name    string
		vendor  tenant.ID
		product string
	}{{"no such product", anna, "cake"}, {"another vendor's list", bert, "bread"}} {
		if _, err := s.OverrideRecommendation(t.Context(), tt.vendor, saturday, "north", tt.product, own); errs.KindOf(err) != errs.NotFound {
			t.Errorf("%s: %v, want not found", tt.name, err)
		}
	}
}

func TestListsOfAPeriodComeInPages(t *testing.T) {
	t.Parallel()
	s, anna := store.New(tabletest.New(t), clock), vendorID(t, "anna")
	var sets []recommendation.Set
	for i := range 5 {
		set := list("bread")
		set.Date += civil.Date(i)
		sets = append(sets, set)
	}
	if err := s.SavePlan(t.Context(), anna, store.Plan{Sets: sets}); err != nil {
		t.Fatal(err)
	}
	var got []civil.Date
	for after, more := "", true; more; more = after != "" {
		page, err := s.Recommendations(t.Context(), anna, saturday, saturday+3, after, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, set := range page.Items {
			got = append(got, set.Date)
		}
		after = page.Next
	}
	if diff := cmp.Diff([]civil.Date{saturday, saturday + 1, saturday + 2, saturday + 3}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAReportIsCountedOnceHoweverOftenItIsSent(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s, anna := store.New(table, clock), vendorID(t, "anna")
	report := func(_ int, f *store.FeedbackBooks) error {
		entry := feedback.Entry{Product: "bread", Sold: 10}
		entry.Judge(12, 8, 15)
		f.Report = feedback.Report{Date: saturday, Venue: "north", Rating: 4, At: now, Entries: []feedback.Entry{entry}}
		return nil
	}
	for range 2 {
		wire.Reset()
		if err := s.EditFeedback(t.Context(), anna, []store.MarketDay{{Date: saturday, Venue: "north"}}, report); err != nil {
			t.Fatal(err)
		}
		if n := wire.Calls(); n != 2 {
			t.Errorf("a report took %d round trips, want 2", n)
		}
	}
	counts, err := s.FeedbackCounts(t.Context(), anna, saturday-30, saturday)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]feedback.Counts{"2026-11-21#north": {Entries: 1, Accurate: 1, Ranged: 1, Inside: 1, Sold: 10, AbsError: 2, Ratings: 1, RatingSum: 4}}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	page, err := s.FeedbackReports(t.Context(), anna, saturday-30, saturday, "", 0)
	if err != nil || len(page.Items) != 1 || page.Items[0].Entries[0].Verdict != feedback.Accurate {
		t.Errorf("got %+v, %v; want one report that was accurate", page, err)
	}
}

// A throttled or broken table is a clear 503, and what was not written is not half there.
func TestATableThatFailsLeavesNothingHalfWritten(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]tabletest.Fault{"throttled": tabletest.Throttled, "broken": tabletest.Broken, "unreached": tabletest.Unreached} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, wire := tabletest.NewWithWire(t)
			s, anna := store.New(table, clock), vendorID(t, "anna")
			wire.Fail(fault)
			if err := s.EditSales(t.Context(), anna, []civil.Month{saturday.Month()}, sell("bread", saturday)); errs.KindOf(err) != errs.Unavailable {
				t.Errorf("got %v, want unavailable", err)
			}
			wire.Reset()
			got, err := s.SalesMonths(t.Context(), anna, []civil.Month{saturday.Month()})
			if err != nil || len(got.Months[saturday.Month()].Days) != 0 {
				t.Errorf("got %+v, %v; want nothing", got, err)
			}
		})
	}
}
