package insight

import (
	"cmp"
	"slices"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/sale"
)

// Venue is how a venue did.
type Venue struct {
	Venue       string        `json:"venue" doc:"Id of the venue"`
	Name        string        `json:"venueName"`
	MarketDays  int           `json:"marketDays" doc:"Market days with sales"`
	Revenue     amount.Money  `json:"revenue" doc:"In the minor unit of the currency, as all amounts"`
	Fees        amount.Money  `json:"fees" doc:"What the stall cost on those days"`
	Profit      *amount.Money `json:"profit,omitempty" doc:"Revenue less the cost of what was sold and thrown away, less fees; absent: the cost of a product sold there is not known"`
	PerDay      amount.Money  `json:"perDay" doc:"Revenue per market day"`
	PerHour     *amount.Money `json:"perHour,omitempty" doc:"Revenue per hour of selling; absent: hours are not known"`
	Wasted      float64       `json:"thrownAway" doc:"Units"`
	WasteCost   *amount.Money `json:"wasteCost,omitempty" doc:"What they cost to make, less what they were still worth; absent: a cost is not known"`
	SellOuts    int           `json:"sellOuts" doc:"How often a product is known to have sold out"`
	SellOutRate float64       `json:"sellOutRate" minimum:"0" maximum:"1" doc:"Share of products and days"`
	Trend       *float64      `json:"trend,omitempty" doc:"Revenue per day of the newer half of the days over the older half, less 1; absent: fewer than six days"`
	Best        []Sold        `json:"best" doc:"Products with the greatest revenue, at most three"`
	Worst       []Sold        `json:"worst" doc:"Products with the least revenue per day on the table, at most three, none of best"`
}

// Sold is how a product did at a venue.
type Sold struct {
	Product    string       `json:"product" doc:"Id of the product"`
	Name       string       `json:"name"`
	MarketDays int          `json:"marketDays" doc:"Market days on which it was sold"`
	Units      float64      `json:"units"`
	Revenue    amount.Money `json:"revenue"`
}

// perDay is its revenue per day.
func (s Sold) perDay() float64 { return float64(s.Revenue) / float64(max(s.MarketDays, 1)) }

// fewDays is how many days a trend takes at least, and shown how many products are
// named as best and worst.
const (
	fewDays = 6
	shown   = 3
)

type venueSum struct {
	Venue
	minutes, lines int
	cost           costs
	byDay          []float64
	products       map[string]*Sold
}

// Venues compares the venues over the days from one to another, the greatest revenue first.
func Venues(b Books, from, to civil.Date) []Venue {
	sums := map[string]*venueSum{}
	b.days(from, to, func(d sale.Day, totals []sale.Line) {
		s := sums[d.Venue]
		if s == nil {
			s = &venueSum{Venue: Venue{Venue: d.Venue, Name: b.venueName(d.Venue)}, products: map[string]*Sold{}}
			sums[d.Venue] = s
		}
		s.add(b, d, totals)
	})
	venues := []Venue{}
	for _, s := range sums {
		venues = append(venues, s.finished())
	}
	slices.SortFunc(venues, func(a, b Venue) int {
		return cmp.Or(cmp.Compare(b.Revenue, a.Revenue), cmp.Compare(a.Venue, b.Venue))
	})
	return venues
}

func (s *venueSum) add(b Books, d sale.Day, totals []sale.Line) {
	m := b.market(d)
	s.MarketDays++
	s.Fees += m.Fee
	s.minutes += max(int(m.Closes)-int(m.Opens), 0)
	var revenue amount.Money
	today := map[string]bool{}
	for i := range totals {
		l := &totals[i]
		revenue += l.Revenue
		s.Wasted += l.Wasted.Units()
		s.lines++
		if l.SoldOut {
			s.SellOuts++
		}
		id, name := b.product(l.Product)
		if id == "" {
			continue // custom amounts have no cost of goods
		}
		p := s.products[id]
		if p == nil {
			p = &Sold{Product: id, Name: name}
			s.products[id] = p
		}
		if !today[id] {
			p.MarketDays++
		}
		today[id] = true
		p.Units += l.Units.Units()
		p.Revenue += l.Revenue
		s.cost.add(b, id, l)
	}
	s.Revenue += revenue
	s.byDay = append(s.byDay, float64(revenue))
}

func (s *venueSum) finished() Venue {
	v := s.Venue
	v.PerDay = rounded(float64(v.Revenue) / float64(v.MarketDays))
	if s.minutes > 0 {
		perHour := rounded(float64(v.Revenue) * 60 / float64(s.minutes))
		v.PerHour = &perHour
	}
	v.WasteCost, v.Profit = s.cost.wasted(), s.cost.profit(v.Revenue, v.Fees)
	v.SellOutRate = float64(v.SellOuts) / float64(max(s.lines, 1))
	if half := len(s.byDay) / 2; len(s.byDay) >= fewDays {
		if older := mean(s.byDay[:half]); older > 0 {
			trend := mean(s.byDay[len(s.byDay)-half:])/older - 1
			v.Trend = &trend
		}
	}
	v.Best, v.Worst = ends(s.products)
	return v
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// ends are the best and the worst of products.
func ends(products map[string]*Sold) (best, worst []Sold) {
	best, worst = []Sold{}, []Sold{}
	for _, p := range products {
		best = append(best, *p)
	}
	slices.SortFunc(best, func(a, b Sold) int {
		return cmp.Or(cmp.Compare(b.Revenue, a.Revenue), cmp.Compare(a.Product, b.Product))
	})
	if len(best) > shown {
		best, worst = best[:shown:shown], slices.Clone(best[shown:])
	}
	slices.SortFunc(worst, func(a, b Sold) int {
		return cmp.Or(cmp.Compare(a.perDay(), b.perDay()), cmp.Compare(a.Product, b.Product))
	})
	return best, worst[:min(shown, len(worst))]
}
