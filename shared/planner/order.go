package planner

import (
	"math"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/feedback"
	"github.com/marketprep/marketprep/shared/forecast"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/recommendation"
)

// order is how much of a product to bring.
type order struct {
	id      string // of the product
	choice  forecast.Choice
	learned int  // units more because the vendor's own numbers were right
	limited bool // more would pay
}

// order is the best order of a product, what is scarce on the day shared with its
// other markets.
func (l list) order(product int32, f forecast.Forecast) order {
	id := l.h.products[product]
	o := order{id: id, choice: l.choice(l.day, id, f)}
	if p := l.in.Products[id]; p.DailyLimit != nil {
		share := l.share(product, o.choice, float64(*p.DailyLimit))
		o.limited = share.Quantity < o.choice.Plan.Quantity
		o.choice.Plan = share
	}
	if q, ok := l.in.Quantities[id]; ok {
		o.choice.Plan, o.limited = forecast.OrderOf(o.choice.Forecast, o.choice.Terms, float64(max(q-l.day.PreOrders[id], 0))), false
		return o
	}
	return o.lean(l.in.Leanings[feedback.LeaningKey(l.day.Venue, id)])
}

// choice is a product at a market, as if there was enough of everything.
func (l list) choice(day market.Day, id string, f forecast.Forecast) forecast.Choice {
	p := l.in.Products[id]
	terms := l.terms(p, f)
	c := forecast.Choice{Forecast: f, Terms: terms, Plan: forecast.Order(f, terms)}
	if p.Space != nil && l.in.Venues[day.Venue].Space != nil {
		c.Use = max(*p.Space, 0)
	}
	return c
}

// lean moves o by the factor that the vendor's own numbers have earned; 0 is none.
func (o order) lean(factor float64) order {
	if factor == 0 || o.limited {
		return o
	}
	c := &o.choice
	moved := forecast.OrderOf(c.Forecast, c.Terms, factor*c.Plan.Quantity)
	o.learned = int(math.Round(moved.Quantity - c.Plan.Quantity))
	c.Plan = moved
	return o
}

// share is what this market gets of a product of which the day's markets together can
// have so much, what is ordered beforehand taken off.
func (l list) share(product int32, own forecast.Choice, limit float64) forecast.Plan {
	id := l.h.products[product]
	limit -= float64(l.day.PreOrders[id])
	own.Use = 1
	choices := []forecast.Choice{own}
	for _, other := range l.in.Markets {
		if other.Date != l.day.Date || other.Venue == l.day.Venue || other.Status != market.Planned {
			continue
		}
		limit -= float64(other.PreOrders[id])
		forecasts, _ := l.oracle.predict(l.h, other, []int32{product}, newList(l.in, l.h, l.oracle, other).expected())
		c := l.choice(other, id, forecasts[0])
		c.Use = 1
		choices = append(choices, c)
	}
	return forecast.Allocate(choices, max(limit, 0))[0]
}

// fit makes the orders fit on the venue's table.
func (l list) fit(orders []order) []order {
	space := l.in.Venues[l.day.Venue].Space
	if space == nil {
		return orders
	}
	free := *space
	choices := make([]forecast.Choice, len(orders))
	for i, o := range orders {
		choices[i] = o.choice
		free -= o.choice.Use * float64(l.day.PreOrders[o.id])
	}
	for i, plan := range forecast.Allocate(choices, max(free, 0)) {
		orders[i].limited = orders[i].limited || plan.Quantity < orders[i].choice.Plan.Quantity
		orders[i].choice.Plan = plan
	}
	return orders
}

// totals sum the list up.
func (l list) totals(orders []order, items []recommendation.Item) recommendation.Totals {
	t := recommendation.Totals{Fee: l.day.Fee, Verdict: recommendation.Undecided}
	profit, waste, known, brought, soldOut := 0.0, 0.0, true, 0.0, 0.0
	for i, o := range orders {
		t.Units += float64(items[i].Recommend)
		t.ExpectedSold += items[i].ExpectedSold
		t.ExpectedRevenue += items[i].ExpectedRevenue
		plan := o.choice.Plan
		t.ExpectedLeft += plan.Left
		if items[i].Recommend == 0 {
			continue
		}
		brought++
		soldOut += plan.SellOut
		p := l.in.Products[o.id]
		if p.UnitCost == nil || p.Price == nil {
			known = false
			continue
		}
		lost, earned := float64(*p.UnitCost)-o.choice.Terms.Salvage, float64(*p.Price-*p.UnitCost)
		profit += plan.ExpectedSales*earned - plan.Left*lost + float64(items[i].PreOrdered)*earned
		waste += plan.Left * max(lost, 0)
	}
	t.ExpectedSold, t.ExpectedLeft = tenths(t.ExpectedSold), tenths(t.ExpectedLeft)
	if brought > 0 {
		t.SellOutShare = hundredths(soldOut / brought)
	}
	if known && brought > 0 {
		p, w := amount.Money(math.Round(profit))-l.day.Fee, amount.Money(math.Round(waste))
		t.ExpectedProfit, t.ExpectedWaste, t.Verdict = &p, &w, recommendation.Go
		if p < 0 {
			t.Verdict = recommendation.Stay
		}
	}
	return t
}
