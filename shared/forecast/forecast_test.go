package forecast

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// season is a history of weekly sales of three products at two venues.
func season(weeks int) *History {
	r := rand.New(rand.NewPCG(1, 2))
	h := &History{Products: 3, Venues: 2, Category: []int32{0, 0, -1}}
	for w := range weeks {
		for p := range int32(3) {
			for v := range int32(2) {
				h.Sales = append(h.Sales, Sale{Product: p, Venue: v, Day: Day(20000 + 7*w + int(v)), Units: float64(r.IntN(10) + 10*int(p+1))})
			}
		}
	}
	return h
}

func request(weeks int) Request {
	return Request{Venue: 0, Day: Day(20000 + 7*weeks), Products: []int32{0, 1, 2}, Conditions: Conditions{TempC: math.NaN(), RainMM: math.NaN()}}
}

func TestAForecastKnowsNothingOfTheFuture(t *testing.T) {
	t.Parallel()
	whole, cut := season(60), season(60)
	asOf := Day(20000 + 7*40)
	kept := cut.Sales[:0]
	for _, s := range cut.Sales {
		if s.Day <= asOf {
			kept = append(kept, s)
		}
	}
	cut.Sales = kept
	if diff := cmp.Diff(Fit(cut, asOf).Predict(request(42)), Fit(whole, asOf).Predict(request(42))); diff != "" {
		t.Errorf("later sales change the forecast:\n%s", diff)
	}
}

func TestAStoredModelPredictsTheSame(t *testing.T) {
	t.Parallel()
	m := Fit(season(60), 21000)
	b, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var got Model
	if err := got.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m.Predict(request(61)), got.Predict(request(61))); diff != "" {
		t.Errorf("(-fitted +stored):\n%s", diff)
	}
	for n := range b {
		if new(Model).UnmarshalBinary(b[:n]) == nil {
			t.Errorf("the first %d of %d bytes are taken for a model", n, len(b))
		}
	}
}

func TestPartsSumToTheMean(t *testing.T) {
	t.Parallel()
	h := season(30)
	for i := range h.Sales {
		h.Sales[i].SoldOut = i%5 == 0
	}
	r := request(31)
	r.Event = LargeEvent
	forecasts := append(Fit(h, 21000).Predict(r), Heuristic(h, 20205, r)...)
	for _, f := range forecasts {
		sum := 0.0
		for _, p := range f.Parts {
			sum += p.Units
		}
		if math.Abs(sum-f.Mean) > 1e-9*f.Mean {
			t.Errorf("the parts %+v sum to %v, the mean is %v", f.Parts, sum, f.Mean)
		}
	}
}

// Whatever the history, a forecast is a number that one can load a van by.
func TestWhatCannotBreakIt(t *testing.T) {
	t.Parallel()
	one := func(sales ...Sale) *History { return &History{Products: 3, Venues: 2, Sales: sales} }
	for name, h := range map[string]*History{
		"nothing":             one(),
		"only zeros":          one(Sale{Day: 20000}, Sale{Day: 20007}),
		"one day":             one(Sale{Day: 20000, Units: 5}),
		"a million":           one(Sale{Day: 20000, Units: 1e6}, Sale{Day: 20007, Units: 2e6}),
		"not a number":        one(Sale{Day: 20000, Units: math.NaN()}, Sale{Day: 20007, Units: math.Inf(1)}, Sale{Day: 20014, Units: -3}),
		"unknown product":     one(Sale{Day: 20000, Product: 7, Units: 5}, Sale{Day: 20000, Venue: -1, Units: 5}),
		"twice the same day":  one(Sale{Day: 20000, Units: 5}, Sale{Day: 20000, Units: 6}),
		"a year's gap":        one(Sale{Day: 19000, Units: 5}, Sale{Day: 20000, Units: 50}),
		"sold out every time": one(Sale{Day: 20000, Units: 5, SoldOut: true}, Sale{Day: 20007, Units: 5, SoldOut: true, OpenShare: 0.01}),
	} {
		for _, f := range append(Fit(h, 20100).Predict(request(20)), Heuristic(h, 20100, request(20))...) {
			low, middle, high := f.Quantile(0.1), f.Quantile(0.5), f.Quantile(0.9)
			bad := math.IsNaN(f.Mean) || f.Mean < 0 || math.IsInf(f.Mean, 0) || low > middle || middle > high || f.Confidence < 0 || f.Confidence > 1 || math.IsNaN(f.Confidence)
			if bad {
				t.Errorf("%s: %+v with quantiles %v %v %v", name, f, low, middle, high)
			}
		}
	}
}

func TestADistributionIsOne(t *testing.T) {
	t.Parallel()
	for _, f := range []Forecast{{Mean: 0.3, Dispersion: 0.5}, {Mean: 12, Dispersion: 0.08}, {Mean: 250, Dispersion: 0.02}, {Mean: 3e5, Dispersion: 0.05}} {
		stock, sales := 0.0, -1.0
		for p := 0.05; p < 1; p += 0.05 {
			q := f.Quantile(p)
			if f.CDF(q) < p-1e-9 || q > 0 && f.CDF(q-1) >= p+1e-9 {
				t.Errorf("mean %v: %v is not the quantile of %v: F = %v, one below %v", f.Mean, q, p, f.CDF(q), f.CDF(q-1))
			}
			if s := f.ExpectedSales(q); s < sales-1e-9 || s > q || s > f.Mean+1e-9 {
				t.Errorf("mean %v: %v are sold of %v, %v of %v", f.Mean, s, q, sales, stock)
			} else {
				stock, sales = q, s
			}
		}
	}
}

// The order is the one that earns most: no other number of packs earns more.
func TestTheOrderEarnsMost(t *testing.T) {
	t.Parallel()
	f := Forecast{Mean: 23, Dispersion: 0.1}
	for _, terms := range []Terms{
		{Price: 6, UnitCost: 2, HasCost: true, Pack: 1},
		{Price: 6, UnitCost: 2, HasCost: true, Pack: 6},
		{Price: 6, UnitCost: 5, HasCost: true, Pack: 12},
		{Price: 6, UnitCost: 3, Salvage: 2.7, HasCost: true, Pack: 4},
		{Ratio: 3, Pack: 6},
	} {
		got := Order(f, terms)
		under, over := terms.costs()
		for q := 0.0; q < 100; q += terms.Pack {
			if gain := f.gain(q, under, over); gain > got.ExpectedProfit+1e-9 {
				t.Errorf("%+v: %v earns %v, but %v earns %v", terms, got.Quantity, got.ExpectedProfit, q, gain)
			}
		}
	}
}

// A vendor whose venues sell differently gets a forecast for each.
func TestASlotIsForecastFromItself(t *testing.T) {
	t.Parallel()
	h := &History{Products: 1, Venues: 2}
	for w := range 30 {
		h.Sales = append(h.Sales, Sale{Venue: 0, Day: Day(20000 + 7*w), Units: 92}, Sale{Venue: 1, Day: Day(20003 + 7*w), Units: 37})
	}
	m := Fit(h, 20210)
	got := []float64{
		m.Predict(Request{Venue: 0, Day: 20210, Products: []int32{0}})[0].Mean,
		m.Predict(Request{Venue: 1, Day: 20213, Products: []int32{0}})[0].Mean,
	}
	if math.Abs(got[0]-92) > 5 || math.Abs(got[1]-37) > 5 {
		t.Errorf("after 92 and 37 for thirty weeks: %v", got)
	}
}
