package planner

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/forecast"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
)

var (
	now      = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	saturday = civil.NewDate(2026, 11, 28)
)

// stall is a vendor with one Saturday market, who has sold the given units of
// each product on the Saturdays up to last week, the last number last week's.
// A negative number is a day without a line of the product.
func stall(sold map[string][]float64) Input {
	in := Input{
		Vendor:   vendor.Vendor{TimeZone: "America/New_York", Risk: vendor.Balanced},
		Products: map[string]catalog.Product{},
		Venues:   map[string]venue.Venue{"north": {Name: "North", Opens: 480, Closes: 780, Recurs: &venue.Recurrence{Weekdays: []string{"sat"}, Every: 1}}},
		Months:   map[civil.Month]*sale.Month{},
		Now:      now,
	}
	for name, units := range sold {
		price := amount.Money(500)
		in.Products[name] = catalog.Product{Name: name, PackSize: 1, Price: &price}
		for i, u := range units {
			if u >= 0 {
				line(in, saturday-civil.Date(7*(len(units)-i)), name, sale.File).Units = amount.FromUnits(u)
			}
		}
	}
	return in
}

func line(in Input, d civil.Date, product string, source sale.Source) *sale.Line {
	if in.Months[d.Month()] == nil {
		in.Months[d.Month()] = new(sale.Month)
	}
	return in.Months[d.Month()].Day(d, "north").Line(product, source)
}

// steady is n times u.
func steady(u float64, n int) []float64 {
	units := make([]float64, n)
	for i := range units {
		units[i] = u
	}
	return units
}

func north(in Input) market.Day { return market.Assumed(in.Venues["north"], "north", nil, saturday) }

// listOf is the list for next Saturday, its items by product.
func listOf(t *testing.T, in Input) (recommendation.Set, map[string]recommendation.Item) {
	t.Helper()
	sets, _ := Plan(in, []market.Day{north(in)})
	items := map[string]recommendation.Item{}
	for _, it := range sets[0].Items {
		items[it.Product] = it
		sum := 0.0
		for _, r := range it.Reasons {
			sum += r.Units
		}
		if math.Abs(sum-it.Expected) > 1e-6 {
			t.Errorf("%s: the reasons %+v add up to %v, expected are %v", it.Name, it.Reasons, sum, it.Expected)
		}
	}
	return sets[0], items
}

func TestDaysOnWhichNothingWasSoldCount(t *testing.T) {
	t.Parallel()
	// Every third Saturday two cakes are sold, and else none: a till has no line for those.
	var cakes []float64
	for i := range 30 {
		cakes = append(cakes, map[bool]float64{true: 2, false: -1}[i%3 == 2])
	}
	_, items := listOf(t, stall(map[string][]float64{"bread": steady(20, 30), "cake": cakes}))
	if got := items["cake"].Expected; got < 0.3 || got > 1.3 {
		t.Errorf("two cakes every third Saturday are expected to be %v a Saturday", got)
	}
}

func TestUnsold(t *testing.T) {
	t.Parallel()
	days := []civil.Date{0, 7, 14, 21, 28, 70, 77, 84, 91, 98, 105, 112}
	for _, tt := range []struct {
		name       string
		sold, want []civil.Date
	}{
		{"never sold", nil, nil},
		{"between two sales", []civil.Date{0, 21}, []civil.Date{7, 14, 28}},
		{"not before the first", []civil.Date{91, 112}, []civil.Date{98, 105}},
		{"not through a season's gap", []civil.Date{0, 70}, []civil.Date{77, 84, 91, 98}},
		{"a few days after the last", []civil.Date{70}, []civil.Date{77, 84, 91, 98}},
	} {
		if diff := cmp.Diff(tt.want, unsold(days, tt.sold)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestARenamedProductCarriesItsHistoryOn(t *testing.T) {
	t.Parallel()
	in := stall(map[string][]float64{"old": append(steady(20, 28), -1, -1), "new": append(steady(-1, 28), 20, 20)})
	p := in.Products["old"]
	p.SameAs, p.Archived = "new", true
	in.Products["old"] = p
	_, items := listOf(t, in)
	if len(items) != 1 || items["new"].FirstGuess || math.Abs(items["new"].Expected-20) > 2 {
		t.Errorf("the list is %+v, want 20 of the new product from 30 days", items)
	}
}

func TestFeedbackThatIsNotTrustedChangesNothing(t *testing.T) {
	t.Parallel()
	expected := func(rating uint8) float64 {
		in := stall(map[string][]float64{"bread": append(steady(20, 20), -1, -1, -1)})
		for _, back := range []civil.Date{7, 14, 21} {
			l := line(in, saturday-back, "bread", sale.Told)
			l.Units, l.Rating = amount.FromUnits(60), rating
		}
		_, items := listOf(t, in)
		return items["bread"].Expected
	}
	if poor, good := expected(2), expected(4); poor > 21 || good < 30 {
		t.Errorf("after 20 a Saturday, three reports of 60 make %v when rated 2 and %v when rated 4", poor, good)
	}
}

func TestWhatIsOnTheList(t *testing.T) {
	t.Parallel()
	gone := append(steady(5, 10), steady(-1, 20)...)
	in := stall(map[string][]float64{"bread": steady(20, 30), "gone": gone, "archived": steady(5, 30)})
	in.Products["new"] = catalog.Product{Name: "new", PackSize: 1}
	p := in.Products["archived"]
	p.Archived = true
	in.Products["archived"] = p
	set, items := listOf(t, in)
	got := map[string]bool{}
	for id := range items {
		got[id] = true
	}
	if diff := cmp.Diff(map[string]bool{"bread": true, "new": true}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if notes := fmt.Sprint(set.Notes); !strings.Contains(notes, "gone") {
		t.Errorf("the notes do not say that gone was left off: %q", notes)
	}
}

func TestAnEventThatNobodyCountedChangesNoNumber(t *testing.T) {
	t.Parallel()
	with := func(attendance *int) (recommendation.Set, float64) {
		in := stall(map[string][]float64{"bread": steady(20, 30)})
		in.Events = []event.Event{{Name: "Fair", Date: saturday, Until: saturday, Attendance: attendance}}
		set, items := listOf(t, in)
		return set, items["bread"].Expected
	}
	many := 5000
	_, without := with(nil)
	set, large := with(&many)
	if large <= without {
		t.Errorf("%v are expected at a fair for 5,000, %v at one for nobody knows how many", large, without)
	}
	if diff := cmp.Diff([]string{"Fair"}, set.RestsOn.Events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestPacksFloorsAndCeilings(t *testing.T) {
	t.Parallel()
	number := func(n int) *int { return &n }
	for _, tt := range []struct {
		name    string
		product catalog.Product
		check   func(bring int) bool
	}{
		{"packs", catalog.Product{PackSize: 6}, func(n int) bool { return n%6 == 0 && n >= 18 && n <= 30 }},
		{"floor", catalog.Product{PackSize: 1, Floor: number(40)}, func(n int) bool { return n == 40 }},
		{"ceiling", catalog.Product{PackSize: 1, Ceiling: number(10)}, func(n int) bool { return n == 10 }},
		{"ceiling between packs", catalog.Product{PackSize: 6, Ceiling: number(10)}, func(n int) bool { return n == 6 }},
	} {
		in := stall(map[string][]float64{"bread": steady(20, 30)})
		tt.product.Name = "bread"
		in.Products["bread"] = tt.product
		if _, items := listOf(t, in); !tt.check(items["bread"].Bring) {
			t.Errorf("%s: bring %d", tt.name, items["bread"].Bring)
		}
	}
}

func TestWhoRatherSellsOutBringsLess(t *testing.T) {
	t.Parallel()
	bring := func(r vendor.Risk) int {
		in := stall(map[string][]float64{"bread": {12, 30, 18, 25, 9, 22, 28, 15, 20, 24, 17, 26}})
		in.Vendor.Risk = r
		_, items := listOf(t, in)
		return items["bread"].Bring
	}
	if a, b, c := bring(vendor.RatherSellOut), bring(vendor.Balanced), bring(vendor.RatherSpare); a >= b || b >= c {
		t.Errorf("bring %d, %d and %d; want more the more one minds selling out", a, b, c)
	}
}

func TestAStoredFitIsUsedUntilSomethingChanges(t *testing.T) {
	t.Parallel()
	in := stall(map[string][]float64{"bread": steady(20, 30)})
	days := []market.Day{north(in)}
	first, kept := Plan(in, days)
	if len(kept) == 0 {
		t.Fatal("nothing is kept")
	}
	in.Model = kept
	again, anew := Plan(in, days)
	if len(anew) != 0 {
		t.Error("the same history was fitted twice")
	}
	if diff := cmp.Diff(first, again); diff != "" {
		t.Errorf("the stored fit says something else:\n%s", diff)
	}
	line(in, saturday-7, "bread", sale.Manual).Units = 5 * amount.One
	if _, anew := Plan(in, days); len(anew) == 0 {
		t.Error("new sales did not make a new fit")
	}
}

// What cannot be fitted falls back to the last good fit, and says so.
func TestTheLastGoodFitServesWhenThereIsNoNewOne(t *testing.T) {
	t.Parallel()
	in := stall(map[string][]float64{"bread": steady(20, 30)})
	_, in.Model = Plan(in, []market.Day{north(in)})
	h := newHistory(in, saturday-1)
	h.Sales = nil // as if the fit had failed
	o, _ := newOracle(in, h, saturday-1)
	forecasts, method := o.predict(h, north(in), []int32{h.product["bread"]}, forecast.Conditions{TempC: math.NaN(), RainMM: math.NaN()})
	if method != recommendation.LastModel || math.Abs(forecasts[0].Mean-20) > 2 {
		t.Errorf("%v by %s, want 20 by the last model", forecasts[0].Mean, method)
	}
	in.Model = []byte("damaged")
	o, _ = newOracle(in, h, saturday-1)
	if _, method := o.predict(h, north(in), []int32{h.product["bread"]}, forecast.Conditions{}); method != recommendation.Heuristic {
		t.Errorf("with a damaged fit: %s, want the heuristic", method)
	}
}
