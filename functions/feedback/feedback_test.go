package feedback

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/feedback"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

var saturday = civil.NewDate(2026, 11, 21)

// recommend keeps a list for v that says to bring 24 loaves (18 to 30) and no jam.
func recommend(t *testing.T, s *functiontest.System, v tenant.ID) {
	t.Helper()
	s.Stall(v)
	err := s.Store.SavePlan(t.Context(), v, store.Plan{Sets: []recommendation.Set{{
		Date: saturday, Venue: functiontest.Riverside, Notes: []recommendation.Note{},
		Items: []recommendation.Item{
			{Product: functiontest.Bread, Name: "Sourdough", Recommend: 24, Low: 18, High: 30},
			{Product: functiontest.Jam, Name: "Plum jam"},
		},
	}}})
	if err != nil {
		t.Fatal(err)
	}
}

func report(rating int, items ...any) map[string]any {
	return map[string]any{"date": saturday.String(), "venue": functiontest.Riverside, "rating": rating, "items": items}
}

func item(product string, more map[string]any) map[string]any {
	it := map[string]any{"product": product}
	for k, v := range more {
		it[k] = v
	}
	return it
}

type stats struct {
	MarketDays, Entries, Judged                                      int
	AccuracyRate, OverstockRate, UnderstockRate, MeanRating, InRange float64
	WAPE                                                             float64
	ThrownAway                                                       float64
}

func TestFeedbackIsJudgedAndCounted(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	recommend(t, s, anna.Vendor)
	var got feedback.Report
	a := s.Must(anna, SubmitFeedback, "POST", "/api/v1/feedback", report(4,
		item(functiontest.Bread, map[string]any{"brought": 24, "sold": 18, "thrownAway": 6}),
		item(functiontest.Jam, map[string]any{"sold": 2}),
	), &got)
	if a.Trips > 2 {
		t.Errorf("%d trips, at most 2", a.Trips)
	}
	verdicts := map[string]feedback.Verdict{}
	for _, e := range got.Entries {
		verdicts[e.Product] = e.Verdict
	}
	if diff := cmp.Diff(map[string]feedback.Verdict{functiontest.Bread: feedback.Overstock, functiontest.Jam: feedback.Understock}, verdicts); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
	// The vendor corrects the bread: it replaces what was said, and the jam stays.
	s.Must(anna, SubmitFeedback, "POST", "/api/v1/feedback", report(5, item(functiontest.Bread, map[string]any{"sold": 24, "soldOutAt": "11:40"})), nil)
	var sum stats
	s.Must(anna, GetFeedbackStats, "GET", "/api/v1/feedback/stats", nil, &sum)
	want := stats{MarketDays: 1, Entries: 2, Judged: 2, AccuracyRate: 0.5, UnderstockRate: 0.5, MeanRating: 5, InRange: 0.5, WAPE: 2.0 / 26}
	if diff := cmp.Diff(want, sum); diff != "" {
		t.Errorf("statistics (-want +got):\n%s", diff)
	}
	var read feedback.Report
	s.Must(anna, GetFeedback, "GET", "/api/v1/feedback/2026-11-21/"+functiontest.Riverside, nil, &read)
	if len(read.Entries) != 2 || read.Rating != 5 {
		t.Errorf("the report is %+v, want two products and five stars", read)
	}
}

func TestFeedbackEntersTheBooks(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	recommend(t, s, anna.Vendor)
	s.Must(anna, SubmitFeedback, "POST", "/api/v1/feedback", report(4, item(functiontest.Bread, map[string]any{"brought": 24, "sold": 24, "soldOutAt": "11:40"})), nil)
	books, err := s.Store.SalesMonths(t.Context(), anna.Vendor, []civil.Month{saturday.Month()})
	if err != nil {
		t.Fatal(err)
	}
	totals := books.Day(saturday, functiontest.Riverside).Totals()
	if len(totals) != 1 || totals[0].Units.Units() != 24 || !totals[0].SoldOut || totals[0].SoldOutAt.String() != "11:40" {
		t.Errorf("the books say %+v, want 24 loaves, sold out at 11:40", totals)
	}
}

func TestFeedbackNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna, bert := functiontest.Owner(t, "anna"), functiontest.Owner(t, "bert")
	recommend(t, s, anna.Vendor)
	good := item(functiontest.Bread, map[string]any{"sold": 1})
	with := func(key string, value any) map[string]any {
		r := report(4, good)
		r[key] = value
		return r
	}
	for _, tt := range []struct {
		name     string
		caller   tenant.Caller
		body     map[string]any
		location string
	}{
		{"year 1", anna, with("date", "0001-01-01"), "body.date"},
		{"a day to come", anna, with("date", "2026-12-24"), "body.date"},
		{"no such venue", anna, with("venue", "nowhere"), "body.venue"},
		{"another vendor's venue", bert, report(4, good), "body.venue"},
		{"six stars", anna, with("rating", 6), "body.rating"},
		{"no such product", anna, with("items", []any{item("cake", map[string]any{"sold": 1})}), "body.items[0].product"},
		{"negative", anna, with("items", []any{item(functiontest.Bread, map[string]any{"sold": -1})}), "body.items[0].sold"},
		{"sold more than brought", anna, with("items", []any{item(functiontest.Bread, map[string]any{"sold": 5, "brought": 4})}), "body.items[0].brought"},
		{"no time of day", anna, with("items", []any{item(functiontest.Bread, map[string]any{"sold": 5, "soldOutAt": "25:00"})}), "body.items[0].soldOutAt"},
		{"no items", anna, with("items", []any{}), "body.items"},
		{"unknown field", anna, with("mood", "good"), "body.mood"},
	} {
		a := s.Call(tt.caller, SubmitFeedback, "POST", "/api/v1/feedback", tt.body)
		if a.Status != 422 || !strings.Contains(string(a.Body), `"location":"`+tt.location+`"`) {
			t.Errorf("%s: %d %s, want 422 that names %s", tt.name, a.Status, a.Body, tt.location)
		}
	}
	if a := s.Call(anna, GetFeedback, "GET", "/api/v1/feedback/2026-11-21/"+functiontest.Riverside, nil); a.Status != 404 {
		t.Errorf("bad input left a report behind: %s", a.Body)
	}
}

func TestFeedbackIsListedNewestFirst(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	s.Stall(anna.Vendor)
	for _, date := range []string{"2026-11-07", "2026-11-21", "2026-11-14"} {
		r := report(3, item(functiontest.Bread, map[string]any{"sold": 1}))
		r["date"] = date
		s.Must(anna, SubmitFeedback, "POST", "/api/v1/feedback", r, nil)
	}
	var dates []string
	for after, more := "", true; more; more = after != "" {
		var page struct {
			Items []struct{ Date string }
			Next  string
		}
		s.Must(anna, ListFeedback, "GET", "/api/v1/feedback?limit=2&after="+after, nil, &page)
		for _, r := range page.Items {
			dates = append(dates, r.Date)
		}
		after = page.Next
	}
	if diff := cmp.Diff([]string{"2026-11-21", "2026-11-14", "2026-11-07"}, dates); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheNightlyAggregationSumsUpByVenueAndProduct(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna, bert := functiontest.Owner(t, "anna"), functiontest.Owner(t, "bert")
	recommend(t, s, anna.Vendor)
	s.Must(anna, SubmitFeedback, "POST", "/api/v1/feedback", report(4, item(functiontest.Bread, map[string]any{"sold": 20})), nil)
	run, err := AggregateFeedback(s.Env)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second run finds nothing to do
		if err := run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Store.Accuracy(t.Context(), anna.Vendor)
	if err != nil {
		t.Fatal(err)
	}
	counts := feedback.Counts{Entries: 1, Accurate: 1, Ranged: 1, Inside: 1, Sold: 20, AbsError: 4}
	day := counts
	day.Ratings, day.RatingSum = 1, 4
	want := feedback.Accuracy{
		Made: functiontest.Now, All: day,
		Venues: map[string]feedback.Counts{functiontest.Riverside: day}, Products: map[string]feedback.Counts{functiontest.Bread: counts},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if none, err := s.Store.Accuracy(t.Context(), bert.Vendor); err != nil || none.All.Entries != 0 {
		t.Errorf("another vendor has %+v, %v", none, err)
	}
	runs, err := s.Store.LastRuns(t.Context(), "aggregate-feedback")
	if err != nil || !runs["aggregate-feedback"].Equal(functiontest.Now) {
		t.Errorf("the job left %v, %v; want that it ran", runs, err)
	}
}

func TestABatchMayBeSentAgainAndABadReportHoldsNothingUp(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	recommend(t, s, anna.Vendor)
	on := func(id, date string, items ...any) map[string]any {
		r := report(4, items...)
		r["clientId"], r["date"] = id, date
		return r
	}
	bread := func(sold int) any { return item(functiontest.Bread, map[string]any{"sold": sold}) }
	batch := map[string]any{"reports": []any{
		on("a", "2026-11-21", bread(10)), on("b", "2026-11-14", bread(11)), on("c", "2026-11-07", item("cake", map[string]any{"sold": 1})),
		on("d", "2027-11-07", bread(1)), on("e", "2026-11-21", bread(20)), on("f", "2026-10-31", bread(13)),
	}}
	for range 2 {
		var got struct{ Results []reportResult }
		a := s.Must(anna, SubmitFeedbackBatch, "POST", "/api/v1/feedback/batch", batch, &got)
		var taken, at []string
		for _, r := range got.Results {
			if r.Taken {
				taken = append(taken, r.ClientID)
			} else {
				at = append(at, r.Location)
			}
		}
		if diff := cmp.Diff([][]string{{"a", "b", "e", "f"}, {"body.reports[2].items[0].product", "body.reports[3].date"}}, [][]string{taken, at}); diff != "" || a.Trips > 2 {
			t.Errorf("in %d trips (-want +got):\n%s", a.Trips, diff)
		}
	}
	var sum stats
	s.Must(anna, GetFeedbackStats, "GET", "/api/v1/feedback/stats", nil, &sum)
	if sum.MarketDays != 3 || sum.Entries != 3 || sum.AccuracyRate != 1 {
		t.Errorf("the statistics say %+v, want three days, and the later report of the 21st", sum)
	}
}

func TestASellOutIsNotedWithOneTap(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna, bert := functiontest.Owner(t, "anna"), functiontest.Owner(t, "bert")
	recommend(t, s, anna.Vendor)
	note := func(caller tenant.Caller, body map[string]any) functiontest.Answer {
		all := map[string]any{"date": saturday.String(), "venue": functiontest.Riverside, "product": functiontest.Bread}
		for k, v := range body {
			all[k] = v
		}
		return s.Call(caller, RecordSellOut, "POST", "/api/v1/sell-outs", all)
	}
	for range 2 {
		if a := note(anna, map[string]any{"at": "10:40"}); a.Status != 204 || a.Trips > 2 {
			t.Fatalf("%d %s in %d trips", a.Status, a.Body, a.Trips)
		}
	}
	s.Must(anna, SubmitFeedback, "POST", "/api/v1/feedback", report(4, item(functiontest.Bread, map[string]any{"sold": 12})), nil)
	soldOut := func() (bool, string, float64) {
		books, err := s.Store.SalesMonths(t.Context(), anna.Vendor, []civil.Month{saturday.Month()})
		if err != nil {
			t.Fatal(err)
		}
		total := books.Day(saturday, functiontest.Riverside).Totals()[0]
		return total.SoldOut, total.SoldOutAt.String(), total.Units.Units()
	}
	if out, at, units := soldOut(); !out || at != "10:40" || units != 12 {
		t.Errorf("sold out: %t at %s, %v units; want 12 units, sold out at 10:40", out, at, units)
	}
	note(anna, map[string]any{"undo": true})
	if out, _, _ := soldOut(); out {
		t.Error("what was taken back still counts")
	}
	for name, a := range map[string]functiontest.Answer{
		"another vendor": note(bert, nil), "no such product": note(anna, map[string]any{"product": "cake"}), "no time": note(anna, map[string]any{"at": "noon"}),
		"tomorrow": note(anna, map[string]any{"date": "2026-12-24"}),
	} {
		if a.Status != 422 {
			t.Errorf("%s: %d %s, want 422", name, a.Status, a.Body)
		}
	}
}
