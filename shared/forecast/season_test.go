package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// The same weeks of last year count, and none nearer.
func TestTheYearBeforeIsTheYearBefore(t *testing.T) {
	t.Parallel()
	m := new(Model)
	d := dayOf(2026, time.December, 12)
	m.week(d-364).add(20, 10)
	m.week(d-7).add(1, 10)
	if got, want := m.yearBefore(d), math.Log(21.0/11); math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := m.yearBefore(d + 60); got != 0 {
		t.Errorf("of a week that nobody knows: %v", got)
	}
}

// The day before Thanksgiving is one of shopping for the feast, also for a vendor who
// has not seen one.
func TestShoppingForAFeastIsForeseen(t *testing.T) {
	t.Parallel()
	feast := dayOf(2026, time.November, 26)
	h := &History{Products: 1, Venues: 1, Region: "US-NY"}
	for d := feast - 1 - 7*30; d < feast-1; d += 7 {
		h.Sales = append(h.Sales, Sale{Day: d, Units: 50})
	}
	m := Fit(h, feast-8)
	ask := func(d Day) float64 {
		return m.Predict(Request{Day: d, Products: []int32{0}, Conditions: Conditions{TempC: math.NaN(), RainMM: math.NaN()}})[0].Mean
	}
	if before, week := ask(feast-1), ask(feast-8); before < 1.12*week {
		t.Errorf("before the feast %.1f are expected, a week earlier %.1f", before, week)
	}
}

// A product that sells now ten and now seventy has a wider range than one that always
// sells forty.
func TestErraticProductsHaveWiderRanges(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	h := &History{Products: 2, Venues: 1}
	for w := range 60 {
		d := Day(20000 + 7*w)
		h.Sales = append(h.Sales, Sale{Product: 0, Day: d, Units: 38 + float64(r.IntN(5))}, Sale{Product: 1, Day: d, Units: 10 + 60*float64(r.IntN(2))})
	}
	f := Fit(h, 20000+7*59).Predict(Request{Day: 20000 + 7*60, Products: []int32{0, 1}, Conditions: Conditions{TempC: math.NaN(), RainMM: math.NaN()}})
	steady, erratic := f[0].Quantile(0.9)-f[0].Quantile(0.1), f[1].Quantile(0.9)-f[1].Quantile(0.1)
	if erratic < 1.15*steady {
		t.Errorf("the range of the steady one is %v wide, that of the erratic one %v", steady, erratic)
	}
}

// Between two fits the means alone are learned anew, sell-outs and all.
func TestARefreshedModelKnowsSellOuts(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 10))
	h := &History{Products: 1, Venues: 1}
	for w := range 80 {
		s := Sale{Day: Day(20000 + 7*w), Units: 40 + float64(r.IntN(9))}
		if w%2 == 0 || w > 72 {
			s.Units, s.SoldOut, s.OpenShare = 25, true, 0.6
		}
		h.Sales = append(h.Sales, s)
	}
	last := h.Sales[79].Day
	ask := func(m *Model) float64 {
		return m.Predict(Request{Day: last + 7, Products: []int32{0}, Conditions: Conditions{TempC: math.NaN(), RainMM: math.NaN()}})[0].Mean
	}
	m := Fit(h, last)
	if fitted, refreshed := ask(m), ask(m.Refresh(h, last)); math.Abs(refreshed/fitted-1) > 0.03 {
		t.Errorf("fitted %.2f, refreshed %.2f", fitted, refreshed)
	}
}
