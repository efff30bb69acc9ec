package planner

import (
	"cmp"
	"math"
	"slices"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/forecast"
	"github.com/marketprep/marketprep/shared/recommendation"
)

// item is the line of the list about what o orders.
func (l list) item(o order) recommendation.Item {
	p, f, plan := l.in.Products[o.id], o.choice.Forecast, o.choice.Plan
	preOrdered := l.day.PreOrders[o.id]
	quantity := int(math.Round(plan.Quantity)) + preOrdered
	item := recommendation.Item{
		Product: o.id, Name: p.Name, Category: p.Category, Storage: cmp.Or(p.Storage, catalog.Ambient), PackSize: max(p.PackSize, 1), Price: p.Price,
		CrateSize: p.CrateSize, WeightGrams: p.WeightGrams,
		Bring: quantity, Recommend: quantity, PreOrdered: preOrdered, Learned: o.learned, Limited: o.limited,
		Low: int(math.Floor(f.Quantile(0.1))), High: int(math.Ceil(f.Quantile(0.9))),
		Expected: tenths(f.Mean), Confidence: hundredths(f.Confidence), FirstGuess: f.Days < fewDays,
		ExpectedSold: tenths(plan.ExpectedSales + float64(preOrdered)), SellOutChance: hundredths(plan.SellOut),
		Reasons: l.reasons(f), Comparable: []recommendation.Comparable{},
	}
	if p.Price != nil {
		item.ExpectedRevenue = amount.Money(math.Round((plan.ExpectedSales + float64(preOrdered)) * float64(*p.Price)))
	}
	for _, c := range f.Comparable {
		item.Comparable = append(item.Comparable, recommendation.Comparable{Date: civil.Date(c.Day), Units: hundredths(c.Units), SoldOut: c.SoldOut})
	}
	return item
}

// terms are what one unit too few and one too many of p cost.
func (l list) terms(p catalog.Product, f forecast.Forecast) forecast.Terms {
	t := forecast.Terms{Ratio: l.in.Vendor.Risk.Ratio(), Pack: float64(max(p.PackSize, 1))}
	if p.Price != nil {
		t.Price = float64(*p.Price)
	}
	if p.UnitCost != nil && p.Price != nil {
		t.HasCost, t.UnitCost = true, float64(*p.UnitCost)
		t.Salvage = p.Worth()
		if p.Goodwill != nil {
			t.Goodwill = float64(*p.Goodwill)
		}
	}
	switch {
	case p.Floor != nil:
		t.Floor = float64(*p.Floor)
	case f.Basis != forecast.SlotBasis:
		t.Floor = 1 // who brings none learns nothing
	}
	if p.Ceiling != nil {
		t.HasCeiling, t.Ceiling = true, float64(*p.Ceiling)
	}
	return t
}

func sortItems(items []recommendation.Item) {
	slices.SortFunc(items, func(a, b recommendation.Item) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Product, b.Product))
	})
}

func tenths(v float64) float64     { return math.Round(v*10) / 10 }
func hundredths(v float64) float64 { return math.Round(v*100) / 100 }
