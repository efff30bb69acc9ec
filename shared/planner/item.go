package planner

import (
	"cmp"
	"math"
	"slices"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/feedback"
	"github.com/marketprep/marketprep/shared/forecast"
	"github.com/marketprep/marketprep/shared/recommendation"
)

// item is the line of the list about a product whose demand is f, and the order
// it rests on.
func (l list) item(id string, f forecast.Forecast) (recommendation.Item, forecast.Plan) {
	p := l.in.Products[id]
	terms := l.terms(p, f)
	plan := forecast.Order(f, terms)
	learned := 0
	if factor, ok := l.in.Leanings[feedback.LeaningKey(l.day.Venue, id)]; ok {
		moved := forecast.OrderOf(f, terms, factor*plan.Quantity)
		learned = int(math.Round(moved.Quantity - plan.Quantity))
		plan = moved
	}
	quantity := int(math.Round(plan.Quantity))
	item := recommendation.Item{
		Product: id, Name: p.Name, Category: p.Category, Storage: cmp.Or(p.Storage, catalog.Ambient), PackSize: max(p.PackSize, 1), Price: p.Price,
		Bring: quantity, Recommend: quantity, Learned: learned,
		Low: int(math.Floor(f.Quantile(0.1))), High: int(math.Ceil(f.Quantile(0.9))),
		Expected: tenths(f.Mean), Confidence: hundredths(f.Confidence), FirstGuess: f.Days < fewDays,
		ExpectedSold: tenths(plan.ExpectedSales), SellOutChance: hundredths(plan.SellOut),
		Reasons: l.reasons(f), Comparable: []recommendation.Comparable{},
	}
	if p.Price != nil {
		item.ExpectedRevenue = amount.Money(math.Round(plan.ExpectedSales * float64(*p.Price)))
	}
	for _, c := range f.Comparable {
		item.Comparable = append(item.Comparable, recommendation.Comparable{Date: civil.Date(c.Day), Units: hundredths(c.Units), SoldOut: c.SoldOut})
	}
	return item, plan
}

// terms are what one unit too few and one too many of p cost.
func (l list) terms(p catalog.Product, f forecast.Forecast) forecast.Terms {
	t := forecast.Terms{Ratio: l.in.Vendor.Risk.Ratio(), Pack: float64(max(p.PackSize, 1))}
	if p.Price != nil {
		t.Price = float64(*p.Price)
	}
	if p.UnitCost != nil && p.Price != nil {
		t.HasCost, t.UnitCost = true, float64(*p.UnitCost)
		switch {
		case p.Salvage != nil:
			t.Salvage = float64(*p.Salvage)
		case p.CarryOver:
			t.Salvage = carryOverWorth * t.UnitCost
		}
	}
	switch {
	case p.Floor != nil:
		t.Floor = float64(*p.Floor)
	case f.Basis == forecast.HeuristicBasis, f.Basis == forecast.ColdBasis:
		t.Floor = 1 // who brings none learns nothing
	}
	if p.Ceiling != nil {
		t.HasCeiling, t.Ceiling = true, float64(*p.Ceiling)
	}
	return t
}

// carryOverWorth is what an unsold unit that comes back next week is worth, as a
// share of its cost: nearly all, less the trouble and the odd broken jar.
const carryOverWorth = 0.9

// profits sums expected profit up as long as every cost is known.
type profits struct {
	sum   float64
	known bool
}

func (s *profits) add(p catalog.Product, plan forecast.Plan) {
	if p.UnitCost == nil || p.Price == nil {
		s.known = s.known && plan.Quantity == 0
		return
	}
	s.sum += plan.ExpectedProfit
}

func (s *profits) less(fee amount.Money) *amount.Money {
	if !s.known {
		return nil
	}
	profit := amount.Money(math.Round(s.sum)) - fee
	return &profit
}

func sortItems(items []recommendation.Item) {
	slices.SortFunc(items, func(a, b recommendation.Item) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Product, b.Product))
	})
}

func tenths(v float64) float64     { return math.Round(v*10) / 10 }
func hundredths(v float64) float64 { return math.Round(v*100) / 100 }
