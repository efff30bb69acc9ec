package forecast

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"fmt"
	"math"
	"slices"
	"time"
)

// Model is a fitted blend.
type Model struct{ State state }

// state is what a Model remembers: everything a prediction needs.
type state struct {
	AsOf       Day
	Slots      map[slotKey]*series // product, venue, weekday
	Venues     map[slotKey]*series // product, venue
	Products   []*series
	Category   []int32
	Dispersion []float64 // per product
	Levels     []float64 // per venue: mean units per product and day over the vendor's mean
	Median     float64   // of the products' means
	Event      [3]float64
}

type slotKey struct {
	Product, Venue int32
	Weekday        int8
}

// series is an exponentially weighted mean and the newest values behind it.
type series struct {
	Mean, Raw float64 // of restored demand and of sales
	N         int
	Newest    []Comparable // the newest last
}

// The weight of the newest value in an exponentially weighted mean: the optimum
// is flat between 0.15 and 0.35 for weekly sales (Gardner 1985, "Exponential
// smoothing: the state of the art").
const newestWeight = 0.25

// shown is how many comparable days a forecast shows.
const shown = 4

func (s *series) add(demand float64, c Comparable) {
	w := max(newestWeight, 1/float64(s.N+1))
	s.Mean += w * (demand - s.Mean)
	s.Raw += w * (c.Units - s.Raw)
	s.N++
	s.Newest = append(s.Newest, c)
	if len(s.Newest) > shown {
		s.Newest = slices.Delete(s.Newest, 0, 1)
	}
}

// Fit fits the sales of h up to and including asOf.
func Fit(h *History, asOf Day) *Model {
	s := state{
		AsOf: asOf, Slots: map[slotKey]*series{}, Venues: map[slotKey]*series{}, Products: make([]*series, h.Products),
		Category: slices.Clone(h.Category), Dispersion: make([]float64, h.Products), Levels: make([]float64, h.Venues),
		Event: [3]float64{1, 1.1, 1.2},
	}
	for i := range s.Products {
		s.Products[i] = &series{}
	}
	spread := newSpread(h.Products)
	for _, x := range ordered(h, asOf) {
		k := slotKey{x.Product, x.Venue, weekday(x.Day)}
		slot, venue := get(s.Slots, k), get(s.Venues, slotKey{k.Product, k.Venue, 0})
		before := s.level(k)
		demand := restore(x, before)
		if slot.N >= 2 && !x.SoldOut {
			spread.add(x.Product, demand, before)
		}
		c := Comparable{x.Day, x.Venue, x.Units, x.SoldOut}
		slot.add(demand, c)
		venue.add(demand, c)
		s.Products[x.Product].add(demand, c)
		s.Levels[x.Venue]++
	}
	s.Dispersion = spread.shrunk()
	s.Median = medianMean(s.Products)
	return &Model{s}
}

func get(m map[slotKey]*series, k slotKey) *series {
	if m[k] == nil {
		m[k] = &series{}
	}
	return m[k]
}

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
			continue
		}
		joined = append(joined, x)
	}
	return joined
}

func weekday(d Day) int8 { return int8(((int(d)+4)%7 + 7) % 7) }

// Credibility of a nearer mean against the wider one, in observations: n/(n+k)
// (Bühlmann 1967).
const credibility = 1.5

// level is the blend of the slot's, the venue's and the product's mean.
func (s *state) level(k slotKey) float64 {
	mean := s.Products[k.Product].Mean
	for _, near := range []*series{s.Venues[slotKey{k.Product, k.Venue, 0}], s.Slots[k]} {
		if near != nil && near.N > 0 {
			w := float64(near.N) / (float64(near.N) + credibility)
			mean = w*near.Mean + (1-w)*mean
		}
	}
	return mean
}

// restore is the demand behind a sale: what was sold, or, where it sold out, what
// would have been. If the time is known, sales go on at the rate they had; else
// demand is what a blend of half again the usual suggests.
func restore(x Sale, usual float64) float64 {
	if !x.SoldOut {
		return x.Units
	}
	if x.OpenShare > 0 {
		return x.Units / max(x.OpenShare, 0.4)
	}
	return max(x.Units*1.1, min(usual, x.Units*1.5))
}

// spread gathers how far demand is from what was expected.
type spread struct{ excess, square, n []float64 }

func newSpread(products int) spread {
	return spread{make([]float64, products), make([]float64, products), make([]float64, products)}
}

func (s spread) add(p int32, y, m float64) {
	m = max(m, 0.5)
	s.excess[p] += (y-m)*(y-m) - m
	s.square[p] += m * m
	s.n[p]++
}

// Bounds and prior of the dispersion: 0.08 is what stalls show, 25 the number of
// observations it counts as.
const (
	usualDispersion = 0.08
	leastDispersion = 0.004
	mostDispersion  = 3.0
	priorCount      = 25
)

// shrunk are the products' dispersions (moment estimates), shrunk to the vendor's.
func (s spread) shrunk() []float64 {
	excess, square, n := 0.0, 0.0, 0.0
	for p := range s.n {
		excess, square, n = excess+s.excess[p], square+s.square[p], n+s.n[p]
	}
	vendor := usualDispersion
	if square > 0 {
		vendor = (n*excess/square + priorCount*usualDispersion) / (n + priorCount)
	}
	out := make([]float64, len(s.n))
	for p := range out {
		own := vendor
		if s.square[p] > 0 {
			own = s.excess[p] / s.square[p]
		}
		out[p] = min(max((s.n[p]*own+priorCount*vendor)/(s.n[p]+priorCount), leastDispersion), mostDispersion)
	}
	return out
}

func medianMean(products []*series) float64 {
	var means []float64
	for _, p := range products {
		if p.N > 0 {
			means = append(means, p.Mean)
		}
	}
	if len(means) == 0 {
		return 0
	}
	slices.Sort(means)
	return means[len(means)/2]
}

// Predict returns a forecast for each product of r, in order.
func (m *Model) Predict(r Request) []Forecast {
	out := make([]Forecast, len(r.Products))
	for i, p := range r.Products {
		out[i] = m.State.predict(r, p)
	}
	return out
}

// Extra dispersion of what rests on little.
const coldDispersion = 0.5

func (s *state) predict(r Request, p int32) Forecast {
	f := Forecast{Product: p, Basis: ColdBasis, Dispersion: coldDispersion}
	if p < 0 || int(p) >= len(s.Products) {
		return f
	}
	k := slotKey{p, r.Venue, weekday(r.Day)}
	base, near, basis := s.base(k)
	raw := base
	if near != nil {
		f.Comparable = slices.Clone(near.Newest)
		slices.Reverse(f.Comparable)
		if near.Mean > 0 {
			raw = base * near.Raw / near.Mean
		}
	}
	f.Basis = basis
	if basis == SlotBasis {
		f.Days = near.N
		f.Dispersion = s.Dispersion[p] + coldDispersion/float64((1+near.N)*(1+near.N))
	}
	f.Parts = append(f.Parts, Part{BasePart, raw})
	if base > raw {
		f.Parts = append(f.Parts, Part{SellOutPart, base - raw})
	} else {
		base = raw
	}
	f.Mean = base
	if size := min(max(r.Event, NoEvent), LargeEvent); size > NoEvent {
		f.Parts = append(f.Parts, Part{EventPart, base * (s.Event[size] - 1)})
		f.Mean = base * s.Event[size]
	}
	f.Confidence = confidence(f)
	return f
}

// base is the usual demand in a slot, the nearest series behind it, and its kind.
func (s *state) base(k slotKey) (float64, *series, Basis) {
	if slot := s.Slots[k]; slot != nil && slot.N > 0 {
		return s.level(k), slot, SlotBasis
	}
	if venue := s.Venues[slotKey{k.Product, k.Venue, 0}]; venue != nil && venue.N > 0 {
		return s.level(k), venue, VenueBasis
	}
	if own := s.Products[k.Product]; own.N > 0 {
		return own.Mean, own, ProductBasis
	}
	var alike []*series
	for p, c := range s.Category {
		if c >= 0 && c == s.Category[k.Product] {
			alike = append(alike, s.Products[p])
		}
	}
	if m := medianMean(alike); m > 0 {
		return m, nil, CategoryBasis
	}
	return max(s.Median, 0), nil, ColdBasis
}

// confidence falls with the width of the 80 % range and with few days.
func confidence(f Forecast) float64 {
	if f.Mean <= 0 {
		return 0.3
	}
	width := (f.Quantile(0.9) - f.Quantile(0.1)) / f.Mean
	enough := float64(f.Days) / (float64(f.Days) + 4)
	return min(max((0.3+0.7*enough)/(1+width/2), 0.05), 0.95)
}

// MarshalBinary writes m so that UnmarshalBinary reads it.
func (m *Model) MarshalBinary() ([]byte, error) {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(m.State); err != nil {
		return nil, fmt.Errorf("forecast: write model: %w", err)
	}
	return b.Bytes(), nil
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (m *Model) UnmarshalBinary(b []byte) error {
	if err := gob.NewDecoder(bytes.NewReader(b)).Decode(&m.State); err != nil {
		return fmt.Errorf("forecast: read model: %w", err)
	}
	return nil
}

// Heuristic is what is said without a model: the mean of the last 30 days times a
// factor for an event, at least 1, with confidence 0.5.
func Heuristic(h *History, asOf Day, r Request) []Forecast {
	sum, n := map[int32]float64{}, map[int32]float64{}
	for _, x := range ordered(h, asOf) {
		if x.Day > asOf-30 {
			sum[x.Product] += x.Units
			n[x.Product]++
		}
	}
	factor := [...]float64{1, 1.2, 1.5}[min(max(r.Event, NoEvent), LargeEvent)]
	out := make([]Forecast, len(r.Products))
	for i, p := range r.Products {
		mean := 1.0
		if n[p] > 0 {
			mean = max(sum[p]/n[p], 1)
		}
		out[i] = Forecast{Product: p, Mean: mean * factor, Dispersion: 0.25, Confidence: 0.5, Basis: HeuristicBasis, Parts: []Part{{BasePart, mean}}}
		if factor > 1 {
			out[i].Parts = append(out[i].Parts, Part{EventPart, mean * (factor - 1)})
		}
	}
	return out
}

// HolidayName is the public holiday of a region on d; empty: none is known.
func HolidayName(region string, d Day) string {
	t := time.Unix(int64(d)*86400, 0).UTC()
	if t.Month() == time.December && t.Day() == 25 {
		return "Christmas Day"
	}
	if t.Month() == time.January && t.Day() == 1 {
		return "New Year's Day"
	}
	return ""
}
