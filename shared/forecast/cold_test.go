package forecast

import "testing"

// market is twenty weeks of four products, of two kinds, at a Saturday market.
func saturdays() *History {
	h := &History{Products: 5, Venues: 2, Category: []int32{0, 0, 1, 1, 0}, VisitorsPerDay: []float64{1000, 250}}
	for w := range 20 {
		for p, units := range []float64{40, 44, 8, 10} {
			h.Sales = append(h.Sales, Sale{Product: int32(p), Day: Day(20003 + 7*w), Units: units + float64(w%3)})
		}
	}
	return h
}

func TestWhatWasNeverSoldIsLikeItsNearest(t *testing.T) {
	t.Parallel()
	h := saturdays()
	asOf := Day(20003 + 7*20)
	m := Fit(h, asOf)
	ask := func(venue, product int32, day Day) Forecast {
		return m.Predict(Request{Venue: venue, Day: day, Products: []int32{product}})[0]
	}
	next := asOf + 7 - (asOf-20003)%7
	for _, c := range []struct {
		name      string
		f         Forecast
		basis     Basis
		low, high float64
	}{
		{"a new product is like its category", ask(0, 4, next), CategoryBasis, 38, 46},
		{"a known product on another day of the week", ask(0, 0, next+1), VenueBasis, 38, 44},
		{"a known product at a market with a quarter of the visitors", ask(1, 0, next), ProductBasis, 12, 25},
		{"a new product at a new market", ask(1, 4, next), CategoryBasis, 12, 25},
	} {
		if c.f.Basis != c.basis || c.f.Mean < c.low || c.f.Mean > c.high {
			t.Errorf("%s: %s, mean %.1f, want %s, %v to %v", c.name, c.f.Basis, c.f.Mean, c.basis, c.low, c.high)
		}
		if known := ask(0, 0, next); c.f.Confidence >= known.Confidence || c.f.Confidence > 0.5 || c.f.Dispersion <= known.Dispersion {
			t.Errorf("%s: confidence %.2f, dispersion %.2f: no less sure than of what is known", c.name, c.f.Confidence, c.f.Dispersion)
		}
	}
}

func TestANewVendorBeginsWithTheVisitors(t *testing.T) {
	t.Parallel()
	h := &History{Products: 3, Venues: 1, Core: []bool{true, true, false}, VisitorsPerDay: []float64{800}}
	got := Fit(h, 20000).Predict(Request{Day: 20003, Products: []int32{0, 1, 2}})
	// One in eight buys one of the two core items, one in thirteen the filler.
	for i, want := range []float64{50, 50, 60} {
		if got[i].Mean != want || got[i].Basis != ColdBasis || got[i].Confidence > 0.5 {
			t.Errorf("product %d: %+v, want a mean of %v", i, got[i], want)
		}
	}
}

func TestTheInnerLoopAllocatesNothing(t *testing.T) {
	h := stand(10, 2, 60)
	m := Fit(h, 19420)
	q := newScoring(m, m.rowsOf(h, 19420))
	q.reset()
	if n := testing.AllocsPerRun(10, func() {
		for p := range q.blocks {
			q.gather(p)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
