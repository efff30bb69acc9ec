package forecast

import "math"

// Choice is an order that competes with others for something scarce: table space, what
// the oven holds, or, at another market of the same day, the same bread.
type Choice struct {
	Forecast Forecast
	Terms    Terms
	Plan     Plan    // as it is with enough of everything
	Use      float64 // what one unit takes of what is scarce
}

// Allocate returns the plans of choices that together use at most capacity and earn the
// most: each as much of its plan as is worth the price of what is scarce, the price
// being as low as the capacity allows (Lagrange multiplier; Hadley, Whitin, Analysis of
// Inventory Systems (1963), ch. 6). Floors are kept if all of them can be.
func Allocate(choices []Choice, capacity float64) []Plan {
	quantities := make([]float64, len(choices))
	for i, c := range choices {
		quantities[i] = c.Plan.Quantity
	}
	if use(choices, quantities) > capacity {
		floors := true
		fill := func(price float64) float64 {
			for i, c := range choices {
				quantities[i] = c.at(price, floors)
			}
			return use(choices, quantities)
		}
		dearest := 0.0
		for _, c := range choices {
			if under, _ := c.Terms.costs(); c.Use > 0 {
				dearest = max(dearest, under/c.Use)
			}
		}
		floors = fill(dearest) <= capacity
		cheap, dear := 0.0, dearest
		for range 60 {
			if price := (cheap + dear) / 2; fill(price) > capacity {
				cheap = price
			} else {
				dear = price
			}
		}
		rest := capacity - fill(dear)
		topUp(choices, quantities, rest)
	}
	plans := make([]Plan, len(choices))
	for i, c := range choices {
		plans[i] = c.Plan
		if quantities[i] != c.Plan.Quantity {
			plans[i] = c.Forecast.plan(quantities[i], c.Terms)
		}
	}
	return plans
}

func use(choices []Choice, quantities []float64) float64 {
	sum := 0.0
	for i, c := range choices {
		sum += max(c.Use, 0) * quantities[i]
	}
	return sum
}

// at is how much of c is worth its while at a price of what is scarce.
func (c Choice) at(price float64, floors bool) float64 {
	if c.Use <= 0 {
		return c.Plan.Quantity
	}
	under, over := c.Terms.costs()
	q, pack := 0.0, c.Terms.pack()
	if ratio := (under - price*c.Use) / (under + over); ratio > 0 {
		q = math.Floor(c.Forecast.Quantile(ratio)/pack) * pack
	}
	if floors {
		q = c.Terms.bounded(q)
	}
	return min(q, c.Plan.Quantity)
}

// topUp gives what is left to whom another pack brings most, as far as it goes.
func topUp(choices []Choice, quantities []float64, rest float64) {
	for range 4 * len(choices) {
		best, most := -1, 0.0
		for i, c := range choices {
			pack := c.Terms.pack()
			if c.Use <= 0 || pack*c.Use > rest || quantities[i]+pack > c.Plan.Quantity {
				continue
			}
			under, over := c.Terms.costs()
			gain := c.Forecast.gain(quantities[i]+pack, under, over) - c.Forecast.gain(quantities[i], under, over)
			if gain /= pack * c.Use; gain > most {
				best, most = i, gain
			}
		}
		if best < 0 {
			return
		}
		quantities[best] += choices[best].Terms.pack()
		rest -= choices[best].Terms.pack() * choices[best].Use
	}
}
