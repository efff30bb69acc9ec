package forecast

import (
	"testing"
)

func choice(mean, dispersion, price, cost, use float64) Choice {
	f := Forecast{Mean: mean, Dispersion: dispersion}
	t := Terms{Price: price, UnitCost: cost, HasCost: true}
	return Choice{Forecast: f, Terms: t, Plan: Order(f, t), Use: use}
}

// best is the greatest profit of two choices within a capacity, by trying all.
func best(a, b Choice, capacity float64) float64 {
	most := 0.0
	for x := 0.0; x <= a.Plan.Quantity; x++ {
		for y := 0.0; y <= b.Plan.Quantity && x*a.Use+y*b.Use <= capacity; y++ {
			most = max(most, a.Forecast.plan(x, a.Terms).ExpectedProfit+b.Forecast.plan(y, b.Terms).ExpectedProfit)
		}
	}
	return most
}

func TestScarceSpaceGoesToWhatEarnsMost(t *testing.T) {
	t.Parallel()
	for _, capacity := range []float64{0, 5, 17, 30, 44, 61, 80} {
		a, b := choice(40, 0.1, 800, 200, 1), choice(25, 0.3, 500, 100, 2)
		plans := Allocate([]Choice{a, b}, capacity)
		if used := plans[0].Quantity + 2*plans[1].Quantity; used > capacity && used > a.Plan.Quantity+2*b.Plan.Quantity {
			t.Errorf("of %v %v are used", capacity, used)
		}
		if got, want := plans[0].ExpectedProfit+plans[1].ExpectedProfit, best(a, b, capacity); got < 0.99*want {
			t.Errorf("with %v: profit %.0f, best is %.0f", capacity, got, want)
		}
	}
}

func TestEnoughForAllChangesNothing(t *testing.T) {
	t.Parallel()
	a, b := choice(40, 0.1, 800, 200, 1), choice(25, 0.3, 500, 100, 0)
	plans := Allocate([]Choice{a, b}, 1000)
	if plans[0] != a.Plan || plans[1] != b.Plan {
		t.Errorf("got %+v", plans)
	}
	if plans = Allocate([]Choice{a, b}, 10); plans[0].Quantity != 10 || plans[1] != b.Plan {
		t.Errorf("what takes no space is less: %+v", plans)
	}
}

// What packs leave over goes to another pack, if it fits.
func TestNothingScarceIsLeftOver(t *testing.T) {
	t.Parallel()
	a := choice(40, 0.1, 800, 200, 1)
	a.Terms.Pack = 10
	a.Plan = Order(a.Forecast, a.Terms)
	plans := Allocate([]Choice{a, a, a}, 70)
	if sum := plans[0].Quantity + plans[1].Quantity + plans[2].Quantity; sum != 70 {
		t.Errorf("%v of 70 are used", sum)
	}
}

func TestFloorsAreKeptWhileTheyCanBe(t *testing.T) {
	t.Parallel()
	a, b := choice(40, 0.1, 800, 200, 1), choice(40, 0.1, 300, 200, 1)
	b.Terms.Floor = 12
	b.Plan = Order(b.Forecast, b.Terms)
	if plans := Allocate([]Choice{a, b}, 30); plans[1].Quantity < 12 || plans[0].Quantity+plans[1].Quantity > 30 {
		t.Errorf("got %+v", plans)
	}
	if plans := Allocate([]Choice{a, b}, 8); plans[0].Quantity+plans[1].Quantity > 8 {
		t.Errorf("more than there is: %+v", plans)
	}
}
