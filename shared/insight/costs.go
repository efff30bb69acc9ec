package insight

import (
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/sale"
)

// costs are what goods have cost that were sold or thrown away, in the minor unit of
// the currency.
type costs struct {
	goods, waste float64
	unknown      bool // the cost of something sold or thrown away is not known
	unwaste      bool // of something thrown away
}

// add counts the units of l, which are of the product with that id.
func (c *costs) add(b Books, id string, l *sale.Line) {
	p := b.Products[id]
	if p.UnitCost == nil {
		c.unknown = c.unknown || l.Units != 0 || l.Wasted != 0
		c.unwaste = c.unwaste || l.Wasted != 0
		return
	}
	c.goods += l.Units.Units() * float64(*p.UnitCost)
	c.waste += l.Wasted.Units() * (float64(*p.UnitCost) - p.Worth())
}

// wasted is what was thrown away has cost, less what it was still worth; nil: not known.
func (c *costs) wasted() *amount.Money {
	if c.unwaste {
		return nil
	}
	waste := rounded(c.waste)
	return &waste
}

// profit is what is left of revenue after fees and costs; nil: not known.
func (c *costs) profit(revenue, fees amount.Money) *amount.Money {
	if c.unknown {
		return nil
	}
	profit := revenue - fees - rounded(c.goods+c.waste)
	return &profit
}
