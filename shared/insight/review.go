package insight

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/feedback"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/sale"
)

// Review is how a market day went.
type Review struct {
	Date      civil.Date            `json:"date"`
	Venue     string                `json:"venue" doc:"Id of the venue"`
	VenueName string                `json:"venueName"`
	Revenue   amount.Money          `json:"revenue" doc:"In the minor unit of the currency, as all amounts"`
	Fee       amount.Money          `json:"fee"`
	Profit    *amount.Money         `json:"profit,omitempty" doc:"Revenue less the cost of what was sold and thrown away, less the fee; absent: a cost is not known, or nothing is known of the day"`
	WasteCost *amount.Money         `json:"wasteCost,omitempty" doc:"What you threw away cost to make, less what it was still worth; absent as profit is"`
	Listed    bool                  `json:"listed" doc:"There was a list"`
	Reported  bool                  `json:"reported" doc:"You reported how it went"`
	Weather   *Weather              `json:"weather,omitempty" doc:"Of the selling hours; absent: not known"`
	Events    []string              `json:"events" doc:"What else happened nearby"`
	Lost      float64               `json:"lostUnits" doc:"Units that might have been sold besides, of what sold out: an estimate"`
	LostMoney amount.Money          `json:"lostRevenue" doc:"What they would have brought, of products with a price"`
	Items     []Reviewed            `json:"items" doc:"By name"`
	Lessons   []recommendation.Note `json:"lessons" doc:"What the day taught, in words"`
}

// Weather is what the weather was.
type Weather struct {
	TempC  float64  `json:"tempC" doc:"Mean, in degrees Celsius"`
	RainMM *float64 `json:"rainMm,omitempty" doc:"In all, in millimetres"`
}

// Reviewed is how it went with one product.
type Reviewed struct {
	Product   string       `json:"product" doc:"Id of the product"`
	Name      string       `json:"name"`
	Planned   *int         `json:"recommended,omitempty" doc:"Units that the list recommended"`
	Chosen    *int         `json:"chosen,omitempty" doc:"Your own number, if you overrode the list"`
	Brought   *float64     `json:"brought,omitempty" doc:"Units, if you said so"`
	Sold      float64      `json:"sold"`
	Left      *float64     `json:"left,omitempty" doc:"Units brought and neither sold nor thrown away"`
	Wasted    float64      `json:"thrownAway"`
	SoldOut   bool         `json:"soldOut"`
	SoldOutAt *civil.Clock `json:"soldOutAt,omitempty"`
	Revenue   amount.Money `json:"revenue"`
	Lost      float64      `json:"lostUnits" doc:"Units that might have been sold besides: an estimate"`

	expected float64
	low      int
	high     int
}

// ReviewDay puts together what is known of a market day. list and report are nil if
// there was none.
func ReviewDay(b Books, date civil.Date, venueID string, list *recommendation.Set, report *feedback.Report) Review {
	r := Review{
		Date: date, Venue: venueID, VenueName: b.venueName(venueID), Listed: list != nil, Reported: report != nil,
		Events: []string{}, Items: []Reviewed{}, Lessons: []recommendation.Note{},
	}
	m := b.market(sale.Day{Date: date, Venue: venueID})
	r.Fee = m.Fee
	items := map[string]*Reviewed{}
	of := func(id string) *Reviewed {
		root, name := b.product(id)
		if items[root] == nil {
			items[root] = &Reviewed{Product: root, Name: name}
		}
		return items[root]
	}
	if list != nil {
		for _, it := range list.Items {
			of(it.Product).plan(it)
		}
	}
	var c costs
	totals := b.Day(date, venueID).Totals()
	for _, l := range totals {
		it := of(l.Product)
		it.add(l)
		r.Revenue += l.Revenue
		if it.Product != "" { // custom amounts have no cost of goods
			c.add(b, it.Product, &l)
		}
	}
	if len(totals) > 0 {
		r.WasteCost, r.Profit = c.wasted(), c.profit(r.Revenue, r.Fee)
	}
	for _, e := range b.Events {
		if e.At(venueID, date) {
			r.Events = append(r.Events, e.Name)
		}
	}
	if w, ok := b.Weather.Was(venueID, date); ok && !math.IsNaN(w.TempC) {
		r.Weather = &Weather{TempC: w.TempC}
		if !math.IsNaN(w.RainMM) {
			r.Weather.RainMM = &w.RainMM
		}
	}
	for _, it := range items {
		it.finish(m.Opens, m.Closes)
		r.Lost += it.Lost
		if p := b.Products[it.Product]; p.Price != nil {
			r.LostMoney += rounded(it.Lost * float64(*p.Price))
		}
		r.Items = append(r.Items, *it)
	}
	slices.SortFunc(r.Items, func(a, b Reviewed) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Product, b.Product)) })
	r.Lessons = r.lessons()
	return r
}

func (it *Reviewed) plan(on recommendation.Item) {
	it.Planned, it.expected, it.low, it.high = &on.Recommend, on.Expected, on.Low, on.High
	if on.Override != nil {
		it.Chosen = &on.Override.Quantity
	}
}

func (it *Reviewed) add(l sale.Line) {
	it.Sold += l.Units.Units()
	it.Wasted += l.Wasted.Units()
	it.Revenue += l.Revenue
	it.SoldOut = it.SoldOut || l.SoldOut
	if l.SoldOutAt != sale.Unknown {
		it.SoldOutAt = &l.SoldOutAt
	}
	if l.Brought > 0 {
		brought := l.Brought.Units()
		it.Brought = &brought
	}
}

// finish reckons what was left and what was lost. Of what sold out at a known time,
// as much again per hour might have been sold until closing, but no more than was
// sold; else what the list expected beyond it.
func (it *Reviewed) finish(opens, closes civil.Clock) {
	if it.Brought != nil {
		left := max(*it.Brought-it.Sold-it.Wasted, 0)
		it.Left = &left
	}
	if !it.SoldOut {
		return
	}
	it.Lost = max(it.expected-it.Sold, 0)
	if at := it.SoldOutAt; at != nil && *at > opens && *at < closes {
		it.Lost = it.Sold * min(float64(closes-*at)/float64(*at-opens), 1)
	}
	it.Lost = math.Round(it.Lost*10) / 10
}

// lesson is something that a day taught.
func lesson(kind string, v map[string]string, format string, args ...any) recommendation.Note {
	return recommendation.Note{Kind: kind, Text: fmt.Sprintf(format, args...), Values: v}
}

// lessons are what the day taught. There are more products than anyone reads about:
// of each kind the greatest are named.
func (r *Review) lessons() []recommendation.Note {
	var lessons []recommendation.Note
	if len(r.Items) == 0 {
		return []recommendation.Note{lesson("unknown", nil, "Nothing is known of this day: report how it went, or import its sales.")}
	}
	if r.Lost > 0 {
		lost := slices.MaxFunc(r.Items, func(a, b Reviewed) int { return cmp.Compare(a.Lost, b.Lost) })
		n := fmt.Sprintf("%.0f", lost.Lost)
		lessons = append(lessons, lesson("soldOut", map[string]string{"product": lost.Name, "units": n},
			"%s sold out; about %s more might have been sold. The next list counts what was wanted, not only what was sold.", lost.Name, n))
	}
	if wasted := slices.MaxFunc(r.Items, func(a, b Reviewed) int { return cmp.Compare(a.Wasted, b.Wasted) }); wasted.Wasted > 0 {
		n := fmt.Sprintf("%.0f", wasted.Wasted)
		lessons = append(lessons, lesson("thrownAway", map[string]string{"product": wasted.Name, "units": n}, "%s %s were thrown away.", n, wasted.Name))
	}
	lessons = append(lessons, r.judged()...)
	if !r.Reported {
		lessons = append(lessons, lesson("notReported", nil, "You did not report this day: say what you brought, and the next list knows what was left."))
	}
	return lessons
}

// judged says how the list and the vendor's own numbers did.
func (r *Review) judged() []recommendation.Note {
	inside, ranged, right, wrong := 0, 0, 0, 0
	for _, it := range r.Items {
		if it.Planned == nil {
			continue
		}
		ranged++
		if sold := it.Sold; float64(it.low) <= sold && sold <= float64(it.high) {
			inside++
		}
		if it.Chosen == nil || *it.Chosen == *it.Planned {
			continue
		}
		wanted := it.Sold + it.Lost
		if math.Abs(float64(*it.Chosen)-wanted) < math.Abs(float64(*it.Planned)-wanted) {
			right++
		} else {
			wrong++
		}
	}
	var said []recommendation.Note
	if ranged > 0 {
		said = append(said, lesson("inRange", map[string]string{"inside": strconv.Itoa(inside), "all": strconv.Itoa(ranged)},
			"%d of %d products sold within the range that the list gave; four in five is what it promises.", inside, ranged))
	}
	if right+wrong > 0 {
		said = append(said, lesson("ownNumbers", map[string]string{"right": strconv.Itoa(right), "wrong": strconv.Itoa(wrong), "all": strconv.Itoa(right + wrong)},
			"You changed %d numbers: %d of yours were nearer to what was wanted, %d were not.", right+wrong, right, wrong))
	}
	return said
}
