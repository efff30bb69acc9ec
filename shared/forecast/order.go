package forecast

import "math"

// Terms are what one unit too few and one too many cost, in any one unit of
// money, and what bounds the order.
type Terms struct {
	Price, UnitCost, Salvage, Goodwill float64
	HasCost                            bool
	Ratio                              float64 // underage to overage cost without a unit cost
	Pack                               float64 // units; below 1 counts as 1
	Floor                              float64
	HasCeiling                         bool
	Ceiling                            float64 // wins over Floor
}

// Plan is an order and what is to be expected of it.
type Plan struct {
	Quantity       float64 // units
	ExpectedSales  float64 // units
	ExpectedProfit float64 // in the money of the terms; without a unit cost, in overage costs
	SellOut        float64 // probability that demand exceeds Quantity
}

// costs are those of one unit too few and one too many.
func (t Terms) costs() (under, over float64) {
	if !t.HasCost {
		return max(t.Ratio, 1e-3), 1
	}
	return max(t.Price-t.UnitCost+t.Goodwill, 0), max(t.UnitCost-t.Salvage, t.UnitCost*1e-3, 1e-9)
}

// Order returns the order for demand f that has the greatest expected profit: the
// quantile under/(under+over) (Arrow, Harris, Marschak 1951), rounded to whole
// packs up or down, whichever earns more, and kept within floor and ceiling.
func Order(f Forecast, t Terms) Plan {
	under, over := t.costs()
	q := f.Quantile(under / (under + over))
	pack := max(math.Floor(t.Pack), 1)
	down, up := math.Floor(q/pack)*pack, math.Ceil(q/pack)*pack
	best := down
	if f.gain(up, under, over) > f.gain(down, under, over) {
		best = up
	}
	if best < t.Floor {
		best = math.Ceil(t.Floor/pack) * pack
	}
	if t.HasCeiling && best > t.Ceiling {
		best = math.Floor(t.Ceiling/pack) * pack
	}
	return Plan{
		Quantity: best, ExpectedSales: f.ExpectedSales(best), ExpectedProfit: f.gain(best, under, over), SellOut: 1 - f.CDF(best),
	}
}

// gain is the expected profit of an order of q units.
func (f Forecast) gain(q, under, over float64) float64 {
	sold := f.ExpectedSales(q)
	return under*sold - over*(q-sold)
}
