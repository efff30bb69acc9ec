package planner

import (
	"testing"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/feedback"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/venue"
)

func change(in Input, product string, to func(*catalog.Product)) {
	p := in.Products[product]
	to(&p)
	in.Products[product] = p
}

// twoMarkets is a stall that sells bread at two markets on Saturdays, 40 and 20.
func twoMarkets(limit int) Input {
	in := stall(map[string][]float64{"bread": steady(40, 30)})
	in.Venues["south"] = venue.Venue{Name: "South", Opens: 480, Closes: 780, Recurs: &venue.Recurrence{Weekdays: []string{"sat"}, Every: 1}}
	for i := range 30 {
		d := saturday - civil.Date(7*(30-i))
		in.Months[d.Month()].Day(d, "south").Line("bread", sale.File).Units = amount.FromUnits(20)
	}
	change(in, "bread", func(p *catalog.Product) { p.DailyLimit = &limit })
	in.Markets = market.Calendar(in.Venues, nil, saturday, saturday)
	return in
}

func TestTwoMarketsOfADayShareWhatThereIs(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{30, 50, 200} {
		in := twoMarkets(limit)
		sets, _ := Plan(in, in.Markets)
		more, less := sets[0].Items[0], sets[1].Items[0]
		if sets[0].Venue != "north" {
			more, less = less, more
		}
		total := more.Recommend + less.Recommend
		if scarce := limit < 100; total > limit || scarce && (total < limit || !more.Limited || !less.Limited) || !scarce && (more.Limited || less.Limited) {
			t.Errorf("of %d: %d and %d, limited %v and %v", limit, more.Recommend, less.Recommend, more.Limited, less.Limited)
		}
		if more.Recommend <= less.Recommend {
			t.Errorf("of %d the market that sells twice as much gets %d, the other %d", limit, more.Recommend, less.Recommend)
		}
		// Each list asked for alone says the same.
		alone, _ := Plan(in, []market.Day{north(in)})
		if alone[0].Items[0].Recommend != more.Recommend {
			t.Errorf("alone: %d, together: %d", alone[0].Items[0].Recommend, more.Recommend)
		}
	}
}

func TestTheTableIsFullOfWhatEarnsMost(t *testing.T) {
	t.Parallel()
	in := stall(map[string][]float64{"bread": steady(40, 30), "cake": steady(40, 30), "pins": steady(10, 30)})
	price, one, space := amount.Money(1500), 1.0, 50.0
	change(in, "cake", func(p *catalog.Product) { p.Price, p.Space = &price, &one })
	change(in, "bread", func(p *catalog.Product) { p.Space = &one })
	_, enough := listOf(t, in)
	n := in.Venues["north"]
	n.Space = &space
	in.Venues["north"] = n
	_, items := listOf(t, in)
	if used := items["bread"].Recommend + items["cake"].Recommend; used > 50 || used < 48 {
		t.Errorf("%d of 50 are used", used)
	}
	if items["cake"].Recommend <= items["bread"].Recommend || !items["bread"].Limited || items["pins"].Recommend != enough["pins"].Recommend {
		t.Errorf("got %d cakes, %d breads, %d pins", items["cake"].Recommend, items["bread"].Recommend, items["pins"].Recommend)
	}
}

func TestPreOrdersComeOnTop(t *testing.T) {
	t.Parallel()
	in := stall(map[string][]float64{"bread": steady(40, 30)})
	_, before := listOf(t, in)
	day := north(in)
	day.PreOrders = map[string]int{"bread": 12}
	sets, _ := Plan(in, []market.Day{day})
	got := sets[0].Items[0]
	if got.Recommend != before["bread"].Recommend+12 || got.PreOrdered != 12 || got.ExpectedSold != before["bread"].ExpectedSold+12 || got.Expected != before["bread"].Expected {
		t.Errorf("without %+v, with 12 ordered %+v", before["bread"], got)
	}
}

// Bread that is ordered at either market is gone for both, and takes its place on the table.
func TestPreOrdersTakeTheirShareOfWhatIsScarce(t *testing.T) {
	t.Parallel()
	in := twoMarkets(50)
	for i := range in.Markets {
		in.Markets[i].PreOrders = map[string]int{"bread": 12}
	}
	sets, _ := Plan(in, in.Markets)
	if total := sets[0].Items[0].Recommend + sets[1].Items[0].Recommend; total != 50 {
		t.Errorf("of 50, 24 of them ordered, %d and %d are on the lists", sets[0].Items[0].Recommend, sets[1].Items[0].Recommend)
	}
	full := stall(map[string][]float64{"bread": steady(40, 30), "cake": steady(40, 30)})
	one, space := 1.0, 50.0
	n := full.Venues["north"]
	n.Space = &space
	full.Venues["north"] = n
	for _, p := range []string{"bread", "cake"} {
		change(full, p, func(p *catalog.Product) { p.Space = &one })
	}
	day := north(full)
	day.PreOrders = map[string]int{"bread": 20}
	lists, _ := Plan(full, []market.Day{day})
	if used := lists[0].Items[0].Recommend + lists[0].Items[1].Recommend; used > 50 || used < 48 {
		t.Errorf("%d of 50 places are used, 20 of them by what is ordered", used)
	}
}

func TestWhetherTheDayEarnsItsFee(t *testing.T) {
	t.Parallel()
	cost := amount.Money(200)
	for fee, want := range map[amount.Money]recommendation.Verdict{0: recommendation.Go, 5000: recommendation.Go, 50_000: recommendation.Stay} {
		in := stall(map[string][]float64{"bread": steady(40, 30)})
		change(in, "bread", func(p *catalog.Product) { p.UnitCost = &cost })
		n := in.Venues["north"]
		n.Fee = fee
		in.Venues["north"] = n
		set, items := listOf(t, in)
		if set.Totals.Verdict != want || set.Totals.ExpectedProfit == nil || set.Totals.ExpectedWaste == nil {
			t.Fatalf("fee %d: %+v", fee, set.Totals)
		}
		left := float64(items["bread"].Recommend) - items["bread"].ExpectedSold
		if waste := float64(*set.Totals.ExpectedWaste) / 200; waste < left-0.1 || waste > left+0.1 {
			t.Errorf("waste of %v units, %v come back", waste, left)
		}
	}
	set, _ := listOf(t, stall(map[string][]float64{"bread": steady(40, 30)}))
	if set.Totals.Verdict != recommendation.Undecided {
		t.Errorf("without a cost the verdict is %s", set.Totals.Verdict)
	}
}

func TestOwnNumbersThatWereRightMoveTheList(t *testing.T) {
	t.Parallel()
	in := stall(map[string][]float64{"bread": steady(40, 30)})
	_, before := listOf(t, in)
	in.Leanings = map[string]float64{feedback.LeaningKey("north", "bread"): 1.25}
	_, after := listOf(t, in)
	moved := after["bread"].Recommend - before["bread"].Recommend
	if moved < before["bread"].Recommend/5 || moved != after["bread"].Learned || after["bread"].Expected != before["bread"].Expected {
		t.Errorf("from %d to %d, %d of them learned", before["bread"].Recommend, after["bread"].Recommend, after["bread"].Learned)
	}
}

func TestHonestFeedbackMakesListsBetterAndWorthlessFeedbackDoesNot(t *testing.T) {
	t.Parallel()
	// Twice as many are wanted as before, but the till sees only the 20 that are brought:
	// they sell out every Saturday, which only the vendor can tell.
	list := func(rating uint8, tell bool) float64 {
		in := stall(map[string][]float64{"bread": steady(20, 30)})
		for i := range 8 {
			l := line(in, saturday-civil.Date(7*(8-i)), "bread", sale.Told)
			if tell {
				l.Units, l.Brought, l.SoldOut, l.SoldOutAt, l.Rating = amount.FromUnits(20), amount.FromUnits(20), true, 600, rating
			}
		}
		if !tell {
			in = stall(map[string][]float64{"bread": steady(20, 30)})
		}
		_, items := listOf(t, in)
		return items["bread"].Expected
	}
	silent := list(0, false)
	if honest := list(4, true); honest < silent+5 {
		t.Errorf("expected are %v without feedback, %v with it: 40 are wanted", silent, honest)
	}
	if worthless := list(2, true); worthless != silent {
		t.Errorf("feedback rated 2 moves the forecast from %v to %v", silent, worthless)
	}
}
