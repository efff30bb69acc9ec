package forecast

import (
	"cmp"
	"math"
	"slices"
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
		Category: slices.Clone(h.Category), Dispersion: make([]float64, h.Products),
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
