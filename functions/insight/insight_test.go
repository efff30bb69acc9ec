package insight

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/feedback"
	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/insight"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

var saturday = civil.NewDate(2026, 11, 21)

// sell gives v a stall and sales: six Saturdays at Riverside, ten loaves more on each
// of the last three, and a Wednesday at Downtown.
func sell(t *testing.T, s *functiontest.System, v tenant.ID) {
	t.Helper()
	s.Stall(v)
	months := []civil.Month{saturday.Month() - 1, saturday.Month()}
	err := s.Store.EditSales(t.Context(), v, months, func(b *store.Books) error {
		for week := range 6 {
			day := b.Day(saturday-civil.Date(7*week), functiontest.Riverside)
			units := amount.Quantity(20)
			if week < 3 {
				units = 30
			}
			l := day.Line(functiontest.Bread, sale.File)
			l.Units, l.Revenue = units*amount.One, amount.Money(units*650)
			if week == 0 {
				l.SoldOut, l.SoldOutAt, l.Wasted = true, 11*60, 0
			}
			if week == 1 {
				l.Wasted = 2 * amount.One
			}
		}
		l := b.Day(saturday-3, functiontest.Downtown).Line(functiontest.Jam, sale.File)
		l.Units, l.Revenue = 5*amount.One, 4000
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func ref[T any](v T) *T { return &v }

func TestVenuesAreComparedByWhatIsLeftOfThem(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	sell(t, s, anna.Vendor)
	var got struct{ Venues []insight.Venue }
	s.Must(anna, CompareVenues, http.MethodGet, "/api/v1/insights/venues", nil, &got)
	bread := insight.Sold{Product: functiontest.Bread, Name: "Sourdough", MarketDays: 6, Units: 150, Revenue: 97500}
	jam := insight.Sold{Product: functiontest.Jam, Name: "Plum jam", MarketDays: 1, Units: 5, Revenue: 4000}
	want := []insight.Venue{{
		Venue: functiontest.Riverside, Name: "Riverside", MarketDays: 6, Revenue: 97500, Fees: 27000,
		Profit: ref(amount.Money(97500 - 27000 - 152*200)), PerDay: 16250, PerHour: ref(amount.Money(3250)),
		Wasted: 2, WasteCost: ref(amount.Money(400)), SellOuts: 1, SellOutRate: 1.0 / 6, Trend: ref(0.5),
		Best: []insight.Sold{bread}, Worst: []insight.Sold{},
	}, {
		Venue: functiontest.Downtown, Name: "Downtown", MarketDays: 1, Revenue: 4000, Fees: 3000, PerDay: 4000,
		PerHour: ref(amount.Money(800)), WasteCost: ref(amount.Money(0)), Best: []insight.Sold{jam}, Worst: []insight.Sold{},
	}}
	if diff := cmp.Diff(want, got.Venues); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSeasonsAreCutByVenueAndByProduct(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	sell(t, s, anna.Vendor)
	for query, want := range map[string][]string{
		"":                            {"Riverside: 2026-10-12=20 2026-10-19=20 2026-10-26=20 2026-11-02=30 2026-11-09=30 2026-11-16=30", "Downtown: 2026-11-16=5"},
		"by=product":                  {"Sourdough: 2026-10-12=20 2026-10-19=20 2026-10-26=20 2026-11-02=30 2026-11-09=30 2026-11-16=30", "Plum jam: 2026-11-16=5"},
		"product=" + functiontest.Jam: {"Downtown: 2026-11-16=5"},
		"from=2026-11-16&by=product&venue=" + functiontest.Riverside: {"Sourdough: 2026-11-16=30"},
		"from=2026-11-16&limit=1":                                    {"Riverside: 2026-11-16=30"},
	} {
		var got struct{ Series []insight.Series }
		s.Must(anna, GetSeasons, http.MethodGet, "/api/v1/insights/seasons?"+query, nil, &got)
		var said []string
		for _, series := range got.Series {
			line := series.Name + ":"
			for _, w := range series.Weeks {
				line += fmt.Sprintf(" %s=%g", w.Monday, w.Units)
			}
			said = append(said, line)
		}
		if diff := cmp.Diff(want, said); diff != "" {
			t.Errorf("%q (-want +got):\n%s", query, diff)
		}
	}
}

func TestAReviewSaysWhatWasPlannedSoldAndLost(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	sell(t, s, anna.Vendor)
	list(t, s, anna.Vendor)
	var got insight.Review
	s.Must(anna, ReviewMarketDay, http.MethodGet, "/api/v1/insights/market-days/2026-11-21/"+functiontest.Riverside, nil, &got)
	want := insight.Review{
		Date: saturday, Venue: functiontest.Riverside, VenueName: "Riverside", Revenue: 19500, Fee: 4500, Profit: ref(amount.Money(19500 - 4500 - 30*200)), WasteCost: ref(amount.Money(0)), Listed: true,
		// Thirty loaves in three hours of five: twenty more in the last two.
		Events: []string{}, Lost: 20, LostMoney: 13000,
		Items: []insight.Reviewed{{
			Product: functiontest.Bread, Name: "Sourdough", Planned: ref(24), Sold: 30, SoldOut: true, SoldOutAt: ref(civil.Clock(660)), Revenue: 19500, Lost: 20,
		}},
		Lessons: []recommendation.Note{
			{Kind: "soldOut", Text: "Sourdough sold out; about 20 more might have been sold. The next list counts what was wanted, not only what was sold.", Values: map[string]string{"product": "Sourdough", "units": "20"}},
			{Kind: "inRange", Text: "1 of 1 products sold within the range that the list gave; four in five is what it promises.", Values: map[string]string{"inside": "1", "all": "1"}},
			{Kind: "notReported", Text: "You did not report this day: say what you brought, and the next list knows what was left."},
		},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(insight.Reviewed{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// What jam costs is not known, so neither is what it earned.
	var downtown struct{ Revenue, Profit, WasteCost *amount.Money }
	s.Must(anna, ReviewMarketDay, http.MethodGet, "/api/v1/insights/market-days/2026-11-18/"+functiontest.Downtown, nil, &downtown)
	if downtown.Revenue == nil || *downtown.Revenue != 4000 || downtown.Profit != nil || downtown.WasteCost == nil || *downtown.WasteCost != 0 {
		t.Errorf("downtown: %+v", downtown)
	}
	if a := s.Call(anna, ReviewMarketDay, http.MethodGet, "/api/v1/insights/market-days/2026-11-21/nowhere", nil); a.Status != http.StatusNotFound {
		t.Errorf("a venue that is not: %d %s, want 404", a.Status, a.Body)
	}
}

// list keeps a list for Riverside that says to bring 24 loaves (18 to 30), when 20 were
// sold the week before and 16 on average.
func list(t *testing.T, s *functiontest.System, v tenant.ID) {
	t.Helper()
	err := s.Store.SavePlan(t.Context(), v, store.Plan{Sets: []recommendation.Set{{
		Date: saturday, Venue: functiontest.Riverside, Notes: []recommendation.Note{},
		Items: []recommendation.Item{{
			Product: functiontest.Bread, Name: "Sourdough", Recommend: 24, Low: 18, High: 30, Expected: 22, LastTime: ref(20.0), LastFour: ref(16.0),
		}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAccuracyIsToldAgainstLastWeekAndTheLastFour(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	s.Stall(anna.Vendor)
	list(t, s, anna.Vendor)
	s.Must(anna, feedback.SubmitFeedback, http.MethodPost, "/api/v1/feedback", map[string]any{
		"date": saturday.String(), "venue": functiontest.Riverside, "items": []any{map[string]any{"product": functiontest.Bread, "sold": 25}},
	}, nil)
	aggregate, err := feedback.AggregateFeedback(s.Env)
	if err != nil {
		t.Fatal(err)
	}
	if err := aggregate(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got struct {
		MarketDays               int
		All                      insight.Accuracy
		Months, Venues, Products []insight.Scored
	}
	s.Must(anna, GetAccuracy, http.MethodGet, "/api/v1/insights/accuracy", nil, &got)
	all := got.All
	// A loaf too few costs 4.50.
	wantMoney := &insight.Money{Entries: 1, List: 450, LastWeek: 5 * 450, LastFour: 9 * 450}
	if diff := cmp.Diff(wantMoney, all.Money); diff != "" {
		t.Errorf("money (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]float64{1.0 / 25, 3.0 / 25, 5.0 / 25, 9.0 / 25, 1}, []float64{*all.WAPE, *all.Missed, *all.LastWeekMissed, *all.FourMissed, *all.InRange}); diff != "" {
		t.Errorf("shares (-want +got):\n%s", diff)
	}
	for _, c := range []struct {
		got      []insight.Scored
		id, name string
	}{{got.Months, "2026-11", "2026-11"}, {got.Venues, functiontest.Riverside, "Riverside"}, {got.Products, functiontest.Bread, "Sourdough"}} {
		if diff := cmp.Diff([]insight.Scored{{ID: c.id, Name: c.name, Accuracy: all}}, c.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestDataHealthNamesTheNextBestAction(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	gaps := func() []string {
		var got struct{ Gaps []insight.Gap }
		s.Must(anna, GetDataHealth, http.MethodGet, "/api/v1/insights/data-health", nil, &got)
		kinds := []string{}
		for _, g := range got.Gaps {
			kinds = append(kinds, fmt.Sprintf("%s %d", g.Kind, g.Count))
		}
		return kinds
	}
	if diff := cmp.Diff([]string{"noSales 1"}, gaps()); diff != "" {
		t.Errorf("before the first sale (-want +got):\n%s", diff)
	}
	sell(t, s, anna.Vendor)
	if diff := cmp.Diff([]string{"places 2", "costs 1", "feedback 5"}, gaps()); diff != "" {
		t.Errorf("with sales (-want +got):\n%s", diff)
	}
	s.Must(anna, feedback.SubmitFeedback, http.MethodPost, "/api/v1/feedback", map[string]any{
		"date": saturday.String(), "venue": functiontest.Riverside, "items": []any{map[string]any{"product": functiontest.Bread, "sold": 25}},
	}, nil)
	if diff := cmp.Diff([]string{"places 2", "costs 1", "feedback 4"}, gaps()); diff != "" {
		t.Errorf("after a report (-want +got):\n%s", diff)
	}
}

func TestMoneyIsNotForHelpersNorForOthers(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna, bert := functiontest.Owner(t, "anna"), functiontest.Owner(t, "bert")
	sell(t, s, anna.Vendor)
	helper := anna
	helper.Role = tenant.Helper
	for target, endpoint := range map[string]boot.Endpoint{
		"venues": CompareVenues, "accuracy": GetAccuracy, "data-health": GetDataHealth, "seasons": GetSeasons,
		"market-days/2026-11-21/" + functiontest.Riverside: ReviewMarketDay,
	} {
		target = "/api/v1/insights/" + target
		for caller, want := range map[tenant.Caller]int{helper: http.StatusForbidden, {}: http.StatusUnauthorized} {
			if a := s.Call(caller, endpoint, http.MethodGet, target, nil); a.Status != want {
				t.Errorf("%s as %q: %d, want %d", target, caller.Role, a.Status, want)
			}
		}
		if a := s.Call(bert, endpoint, http.MethodGet, target, nil); strings.Contains(string(a.Body), functiontest.Bread) {
			t.Errorf("%s shows another vendor %s", target, a.Body)
		}
		if a := s.Call(anna, endpoint, http.MethodGet, target+"?from=2026-01-02&to=2026-01-01", nil); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s backwards: %d %s, want 422", target, a.Status, a.Body)
		}
	}
}
