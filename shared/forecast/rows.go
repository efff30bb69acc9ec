package forecast

import (
	"cmp"
	"math"
	"slices"
)

// slotID names a slot: a weekday at a venue.
type slotID struct {
	Venue   int32
	Weekday int8
}

func compareSlots(a, b slotID) int {
	return cmp.Or(cmp.Compare(a.Venue, b.Venue), cmp.Compare(a.Weekday, b.Weekday))
}

// row is one observation: a product on a market day.
type row struct {
	product, slot, pair int32 // pair: number of the slot among those of the product
	day                 Day
	units, demand       float64 // as sold; as wanted, restored
	soldOut             bool
	open                float64 // share of the selling hours before it sold out, 0 unknown
	weight              float64
	seen                int32   // earlier observations of the product in the slot
	before, usual       float64 // the blend of means before it, and its log
	effect              float64 // log of the effect of the day's conditions, as far as known
	x                   [features]float64
}

// marketDay names a day at a venue.
type marketDay struct {
	venue int32
	day   Day
}

// rowsOf are the observations of h up to asOf in order of day, with the slots and
// pairs of m, which grow as need be.
func (m *Model) rowsOf(h *History, asOf Day) []row {
	sales := ordered(h, asOf)
	m.addSlots(sales)
	conditions := m.conditionsOf(h, sales)
	rows := make([]row, len(sales))
	for i, s := range sales {
		slot := m.slotNumber(slotID{s.Venue, weekday(s.Day)})
		r := &rows[i]
		*r = row{
			product: s.Product, slot: slot, pair: m.Products[s.Product].pairOf(slot), day: s.Day, units: s.Units, demand: s.Units,
			soldOut: s.SoldOut, open: min(max(s.OpenShare, 0), 1), weight: recency(asOf - s.Day), x: *conditions[marketDay{s.Venue, s.Day}],
		}
		if s.Weight > 0 && finite(s.Weight) {
			r.weight *= min(s.Weight, 10)
		}
	}
	return rows
}

// conditionsOf are the features, known without its sales, of every market day of sales.
func (m *Model) conditionsOf(h *History, sales []Sale) map[marketDay]*[features]float64 {
	known := make(map[marketDay]Conditions, len(h.Days))
	for _, d := range h.Days {
		known[marketDay{d.Venue, d.Day}] = d.Conditions
	}
	x := make(map[marketDay]*[features]float64, len(known))
	for _, s := range sales {
		d := marketDay{s.Venue, s.Day}
		if x[d] != nil {
			continue
		}
		c, ok := known[d]
		if !ok {
			c = Conditions{TempC: math.NaN(), RainMM: math.NaN()}
		}
		x[d] = new([features]float64)
		m.condition(x[d], s.Day, c)
	}
	return x
}

// addSlots numbers the slots of sales, those known keep their number.
func (m *Model) addSlots(sales []Sale) {
	var fresh []slotID
	for _, s := range sales {
		id := slotID{s.Venue, weekday(s.Day)}
		if m.slotNumber(id) < 0 && !slices.Contains(fresh, id) {
			fresh = append(fresh, id)
		}
	}
	slices.SortFunc(fresh, compareSlots)
	for _, id := range fresh {
		m.Slots = append(m.Slots, slotState{ID: id, Spread: 1})
		m.Global = append(m.Global, make([]float64, slotColumns)...)
	}
	m.number()
}

// number makes the index of the slots.
func (m *Model) number() {
	m.slots = make(map[slotID]int32, len(m.Slots))
	for i, s := range m.Slots {
		m.slots[s.ID] = int32(i)
	}
}

// slotNumber is -1 for a slot that was never sold in.
func (m *Model) slotNumber(id slotID) int32 {
	if i, ok := m.slots[id]; ok {
		return i
	}
	return -1
}

// pairOf is the number of a slot among those of p, which it joins if need be.
func (p *productState) pairOf(slot int32) int32 {
	if i := p.find(slot); i >= 0 {
		return i
	}
	p.Pairs = append(p.Pairs, pairState{Slot: slot})
	return int32(len(p.Pairs) - 1)
}

func (p *productState) find(slot int32) int32 {
	for i := range p.Pairs {
		if p.Pairs[i].Slot == slot {
			return int32(i)
		}
	}
	return -1
}

// halfLife is after how many days an observation weighs half.
const halfLife = 365

func recency(age Day) float64 { return math.Exp2(-float64(age) / halfLife) }

// ordered are the usable sales up to asOf in order of day, those of the same
// product, venue and day added.
func ordered(h *History, asOf Day) []Sale {
	var sales []Sale
	for _, x := range h.Sales {
		valid := x.Day <= asOf && x.Product >= 0 && int(x.Product) < h.Products && x.Venue >= 0 && int(x.Venue) < h.Venues
		if valid && x.Units >= 0 && !math.IsInf(x.Units, 0) {
			sales = append(sales, x)
		}
	}
	same := func(a, b Sale) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Product, b.Product), cmp.Compare(a.Venue, b.Venue))
	}
	slices.SortStableFunc(sales, same)
	joined := sales[:0]
	for _, x := range sales {
		if n := len(joined); n > 0 && same(joined[n-1], x) == 0 {
			joined[n-1].Units += x.Units
			joined[n-1].SoldOut = joined[n-1].SoldOut || x.SoldOut
			joined[n-1].OpenShare = max(joined[n-1].OpenShare, x.OpenShare)
			continue
		}
		joined = append(joined, x)
	}
	return joined
}

// weekday is 0 on Sundays.
func weekday(d Day) int8 { return int8(((int(d)+4)%7 + 7) % 7) }

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
