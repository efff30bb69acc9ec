package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// stand is a made-up vendor with a year and a half of weekly markets: levels by
// product and venue, a season, weather, holidays, sell-outs, and noise.
func stand(products, venues, weeks int) *History {
	r := rand.New(rand.NewPCG(uint64(products), uint64(weeks)))
	h := &History{Products: products, Venues: venues, Region: "US-GA"}
	for p := range products {
		h.Category = append(h.Category, int32(p%5))
	}
	for w := range weeks {
		for v := range int32(venues) {
			d := Day(19000 + 7*w + int(v)%7)
			c := Conditions{TempC: 15 + 10*math.Sin(yearAngle(d)) + 4*r.NormFloat64(), RainMM: max(0, 4*r.NormFloat64())}
			h.Days = append(h.Days, MarketDay{Venue: v, Day: d, Conditions: c})
			shock := math.Exp(0.15*r.NormFloat64() - 0.02*c.RainMM)
			for p := range int32(products) {
				mean := (5 + 40*float64(p%7)) * (1 + 0.3*float64(v)) * shock
				units := math.Floor(mean * math.Exp(0.2*r.NormFloat64()))
				h.Sales = append(h.Sales, Sale{Product: p, Venue: v, Day: d, Units: units, SoldOut: r.IntN(8) == 0})
			}
		}
	}
	return h
}

func everything(h *History, d Day) Request {
	r := Request{Day: d, Conditions: Conditions{TempC: 20, RainMM: 1}}
	for p := range int32(h.Products) {
		r.Products = append(r.Products, p)
	}
	return r
}

// sound fails the test unless every number of the forecasts is one, quantiles are in
// order, and the parts sum to the mean.
func sound(t *testing.T, forecasts []Forecast) {
	t.Helper()
	for _, f := range forecasts {
		sum, last := 0.0, 0.0
		for _, p := range f.Parts {
			sum += p.Units
		}
		ok := finite(f.Mean) && f.Mean >= 0 && finite(f.Dispersion) && f.Dispersion > 0 && f.Confidence > 0 && f.Confidence < 1
		for _, q := range []float64{0.1, 0.5, 0.75, 0.8, 0.9} {
			ok = ok && f.Quantile(q) >= last && finite(f.Quantile(q))
			last = f.Quantile(q)
		}
		if !ok || math.Abs(sum-f.Mean) > 1e-6*max(f.Mean, 1) {
			t.Fatalf("forecast %+v with parts of %v", f, sum)
		}
	}
}

func TestNothingBreaksIt(t *testing.T) {
	t.Parallel()
	weekly := func(units ...float64) *History {
		h := &History{Products: 1, Venues: 1}
		for i, u := range units {
			h.Sales = append(h.Sales, Sale{Day: Day(20000 + 7*i), Units: u})
		}
		return h
	}
	strange := stand(3, 1, 60)
	for i := range strange.Days {
		strange.Days[i].TempC, strange.Days[i].RainMM = []float64{math.NaN(), math.Inf(1), -1e300, 1e300}[i%4], []float64{-5, math.Inf(-1), 1e300, math.NaN()}[i%4]
	}
	gap := weekly(10, 12, 9, 11, 10)
	for i := range 5 {
		gap.Sales = append(gap.Sales, Sale{Day: Day(20400 + 7*i), Units: float64(20 + i)})
	}
	twice := stand(3, 2, 30)
	twice.Sales, twice.Days = append(twice.Sales, twice.Sales...), append(twice.Days, twice.Days...)
	broken := weekly(5, math.NaN(), math.Inf(1), -3, 6)
	broken.Sales = append(broken.Sales, Sale{Product: 7, Day: 20001, Units: 3}, Sale{Venue: -1, Day: 20001, Units: 3}, Sale{Day: 20060, Units: 4, Weight: math.NaN(), OpenShare: math.NaN(), SoldOut: true})
	for name, h := range map[string]*History{
		"nothing": {Products: 2, Venues: 1}, "all zero": weekly(0, 0, 0, 0, 0, 0, 0, 0), "one day": weekly(7), "once in a year": weekly(append(make([]float64, 52), 1)...),
		"a million": weekly(1e6, 2e6, 1e6, 1.5e6, 1e6, 9e5), "strange weather": strange, "a year's gap": gap, "days twice": twice, "broken": broken,
		"400 products": stand(400, 1, 12), "30 venues": stand(4, 30, 30),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asOf := Day(19000)
			for _, s := range h.Sales {
				asOf = max(asOf, s.Day)
			}
			m := Fit(h, asOf)
			for _, c := range []Conditions{{TempC: 20, RainMM: 1}, {TempC: math.NaN(), RainMM: math.Inf(1), Event: 99, Holiday: true, CalendarKnown: true}, {TempC: -1e300, RainMM: -1, Event: -4}} {
				r := everything(h, asOf+7)
				r.Conditions = c
				r.Products = append(r.Products, -1, int32(h.Products))
				sound(t, m.Predict(r)[:h.Products])
				r.Venue = int32(h.Venues) + 3
				sound(t, m.Predict(r)[:h.Products])
				sound(t, Heuristic(h, asOf, r)[:h.Products])
			}
			sound(t, m.Refresh(h, asOf+1).Predict(everything(h, asOf+7)))
		})
	}
}

func TestTenTimesTheUnitsGiveTenTimesTheForecast(t *testing.T) {
	t.Parallel()
	small, large := stand(6, 2, 70), stand(6, 2, 70)
	for i := range large.Sales {
		large.Sales[i].Units *= 10
		small.Sales[i].SoldOut, large.Sales[i].SoldOut = false, false
	}
	asOf := Day(19500)
	a, b := Fit(small, asOf).Predict(everything(small, asOf+4)), Fit(large, asOf).Predict(everything(large, asOf+4))
	for i := range a {
		// Counts of ten times the size are less noisy, so not all is ten times.
		if ratio := b[i].Mean / a[i].Mean; ratio < 9.3 || ratio > 10.7 {
			t.Errorf("product %d: %.2f and %.2f", i, a[i].Mean, b[i].Mean)
		}
	}
}

func TestTheOrderOfProductsAndSalesChangesNothing(t *testing.T) {
	t.Parallel()
	h := stand(9, 3, 50)
	other := *h
	other.Sales, other.Category = slices.Clone(h.Sales), make([]int32, h.Products)
	renumbered := rand.New(rand.NewPCG(3, 4)).Perm(h.Products)
	for i := range other.Sales {
		other.Sales[i].Product = int32(renumbered[other.Sales[i].Product])
	}
	for p, n := range renumbered {
		other.Category[n] = h.Category[p]
	}
	rand.New(rand.NewPCG(5, 6)).Shuffle(len(other.Sales), func(i, j int) { other.Sales[i], other.Sales[j] = other.Sales[j], other.Sales[i] })
	asOf := Day(19000 + 7*50)
	want, got := Fit(h, asOf).Predict(everything(h, asOf+3)), Fit(&other, asOf).Predict(everything(h, asOf+3))
	for p := range want {
		f := got[renumbered[p]]
		f.Product = want[p].Product
		// Sums in another order differ in the last bits.
		if diff := cmp.Diff(want[p], f, cmpopts.EquateApprox(1e-9, 1e-9)); diff != "" {
			t.Errorf("product %d:\n%s", p, diff)
		}
	}
}

func TestMoreStockNeverLowersExpectedSales(t *testing.T) {
	t.Parallel()
	for _, f := range Fit(stand(8, 1, 40), 19300).Predict(everything(stand(8, 1, 40), 19307)) {
		last := 0.0
		for stock := range int(3*f.Mean) + 20 {
			sold := f.ExpectedSales(float64(stock))
			if sold < last-1e-9 || sold > float64(stock)+1e-9 || sold > f.Mean+1e-9 {
				t.Fatalf("with %d units %v are sold, with one less %v: %+v", stock, sold, last, f)
			}
			last = sold
		}
	}
}

func TestAllThatIsKnownCountsAndNothingElse(t *testing.T) {
	t.Parallel()
	whole := stand(5, 3, 80)
	asOf := Day(19000 + 7*52 + 2)
	cut := *whole
	cut.Sales = slices.DeleteFunc(slices.Clone(whole.Sales), func(s Sale) bool { return s.Day > asOf })
	cut.Days = slices.DeleteFunc(slices.Clone(whole.Days), func(d MarketDay) bool { return d.Day > asOf })
	r := everything(whole, asOf+9)
	if diff := cmp.Diff(Fit(&cut, asOf).Predict(r), Fit(whole, asOf).Predict(r)); diff != "" {
		t.Errorf("what comes later changes the forecast (-cut +whole):\n%s", diff)
	}
	old := Fit(&cut, asOf-70)
	if diff := cmp.Diff(old.Refresh(&cut, asOf).Predict(r), old.Refresh(whole, asOf).Predict(r)); diff != "" {
		t.Errorf("what comes later changes the refreshed forecast (-cut +whole):\n%s", diff)
	}
	if cmp.Equal(old.Predict(r), old.Refresh(whole, asOf).Predict(r)) {
		t.Error("ten weeks of sales change nothing")
	}
}
