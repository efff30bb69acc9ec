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
	Left           float64 // units expected to come back
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
	return OrderOf(f, t, f.Quantile(under/(under+over)))
}

// OrderOf returns the order nearest to q units: in whole packs, up or down, whichever
// earns more, and kept within floor and ceiling.
func OrderOf(f Forecast, t Terms, q float64) Plan {
	under, over := t.costs()
	pack := t.pack()
	down, up := math.Floor(q/pack)*pack, math.Ceil(q/pack)*pack
	best := down
	if f.gain(up, under, over) > f.gain(down, under, over) {
		best = up
	}
	return f.plan(t.bounded(best), t)
}

func (t Terms) pack() float64 { return max(math.Floor(t.Pack), 1) }

// bounded is q within floor and ceiling, in whole packs.
func (t Terms) bounded(q float64) float64 {
	pack := t.pack()
	if q < t.Floor {
		q = math.Ceil(t.Floor/pack) * pack
	}
	if t.HasCeiling && q > t.Ceiling {
		q = math.Floor(t.Ceiling/pack) * pack
	}
	return q
}

// plan is what is to be expected of an order of q units.
func (f Forecast) plan(q float64, t Terms) Plan {
	under, over := t.costs()
	sold := f.ExpectedSales(q)
	return Plan{Quantity: q, ExpectedSales: sold, Left: q - sold, ExpectedProfit: f.gain(q, under, over), SellOut: 1 - f.CDF(q)}
}

// gain is the expected profit of an order of q units.
func (f Forecast) gain(q, under, over float64) float64 {
	sold := f.ExpectedSales(q)
	return under*sold - over*(q-sold)
}
