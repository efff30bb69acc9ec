package forecast

import (
	"math"
	"slices"
)

// pairState is what is known of a product in a slot.
type pairState struct {
	Slot       int32
	Effect     float64 // coefficient: the pair's own level, log
	Mean, Raw  float64 // exponentially weighted mean of demand and of sales, less what conditions did
	LongSum    float64 // of demand, less what conditions did
	N          int32
	Hits       float64 // exponentially weighted share of days that came near to the usual
	Comparable []pastDay
}

// pastDay is a day that may be shown as comparable.
type pastDay struct {
	Comparable
	Effect float32 // log of what the day's conditions did
}

// productState is what is known of a product everywhere.
type productState struct {
	Pairs      []pairState
	Venues     []venueMean
	Own        [ownColumns]float64 // coefficients: level, warmth, wet
	Dispersion float64
	Mean       float64 // exponentially weighted, over all slots
	N          int32
	Window     [window][2]float32 // the newest observations and the long means then: a ring
	Smooth     ratio              // exponentially weighted
}

// ratio is demand beside what the long means of the slots say, so that days of
// different slots can be added.
type ratio struct{ Num, Den float64 }

type venueMean struct {
	Venue int32
	Mean  float64
	N     int32
}

// slotState is what is known of a slot over all products.
type slotState struct {
	ID     slotID
	Factor ratio   // how the products' demand in the slot compares with theirs anywhere: sum of logs, and weight
	Spread float64 // factor on the products' dispersions
	today  ratio   // what the day adds to Factor
}

// Weights of the newest value in exponentially weighted means. The optimum is flat
// between 0.15 and 0.35 for weekly sales (Gardner 1985, "Exponential smoothing: the
// state of the art").
const (
	newestInSlot    = 0.2
	newestInProduct = 0.15
	newestInVendor  = 0.3 // of days, which are sums over products
)

// window is how many observations of a product the level feature "recent" means.
const window = 28

// offset keeps logarithms of small means finite, in units.
const offset = 0.25

// units of comparable days are told to so many parts of one.
const unitParts = 1e5

// Credibility of a nearer mean against the wider one, in observations: n/(n+k)
// (Bühlmann 1967).
const credibility = 1.5

// unusual bounds what one day moves the means by, as a log ratio to the usual: a
// day that was cut short says little of the next.
const unusual = 0.35

// usual is the blend of the slot's, the venue's and the product's mean, for a
// product that was sold at least once. pair is -1 where it was not sold in the slot.
func (m *Model) usual(p *productState, slot, pair int32) float64 {
	mean := p.Mean * m.slotFactor(slot)
	venue := m.Slots[slot].ID.Venue
	for _, v := range p.Venues {
		if v.Venue == venue {
			w := float64(v.N) / (float64(v.N) + credibility)
			mean = w*v.Mean + (1-w)*mean
		}
	}
	if pair >= 0 {
		s := &p.Pairs[pair]
		w := float64(s.N) / (float64(s.N) + credibility)
		mean = w*s.Mean + (1-w)*mean
	}
	return mean
}

// slotFactor is how demand in a slot compares with demand anywhere, shrunk to 1.
func (m *Model) slotFactor(slot int32) float64 {
	f := m.Slots[slot].Factor
	return math.Exp(f.Num / (f.Den + 2))
}

// observe writes the level features of r: what was known before it.
func (m *Model) observe(r *row) {
	p := &m.Products[r.product]
	s := &p.Pairs[r.pair]
	r.seen = s.N
	r.before = m.usual(p, r.slot, r.pair)
	r.usual = math.Log(r.before + offset)
	long := r.usual
	if s.N > 0 {
		w := float64(s.N) / (float64(s.N) + credibility)
		long = w*math.Log(s.LongSum/float64(s.N)+offset) + (1-w)*r.usual
	}
	r.x[fixed], r.x[level] = 1, long
	r.x[nearest] = r.usual - long
	r.x[recent], r.x[smooth] = 0, 0
	if n := min(p.N, window); n > 0 {
		var sum ratio
		for _, x := range p.Window[:n] {
			sum.add(float64(x[0]), float64(x[1]))
		}
		r.x[recent] = sum.log(sum.Den / float64(n))
		r.x[smooth] = p.Smooth.log(newestInProduct * p.Mean)
	}
	r.x[momentum] = m.Momentum
	r.x[lastYear] = m.yearBefore(r.day)
}

// log is the log of the ratio, shrunk to 0 by a prior observation of that size.
func (x ratio) log(prior float64) float64 {
	return math.Log((x.Num + prior + offset) / (x.Den + prior + offset))
}

// learn takes r into the means: its demand, less what the day's conditions did.
func (m *Model) learn(r *row) {
	if r.day != m.Today {
		m.endDay()
		m.Today = r.day
	}
	p := &m.Products[r.product]
	s, slot := &p.Pairs[r.pair], &m.Slots[r.slot]
	less := math.Exp(-r.effect)
	demand, raw := r.demand*less, r.units*less
	before := r.before // not what the day's other products have taught since
	s.count(r, slot.ID.Venue, demand, before, less)
	if s.N >= 4 {
		room := 2*math.Sqrt(before) + 1
		demand = min(max(demand, before*math.Exp(-unusual)-room), before*math.Exp(unusual)+room)
	}
	if s.N >= 3 {
		m.week(r.day).add(demand, before)
	}
	if s.N > 0 {
		long := s.LongSum / float64(s.N)
		p.Window[p.N%window] = [2]float32{float32(demand), float32(long)}
		p.N++
		p.Smooth.Num += newestInProduct * (demand - p.Smooth.Num)
		p.Smooth.Den += newestInProduct * (long - p.Smooth.Den)
	}
	if p.Mean > 0 {
		slot.today.add(min(max(math.Log((demand+offset)/(p.Mean+offset)), -2), 2), 1)
	}
	p.Mean += max(0.1, 1/float64(p.N+1)) * (demand - p.Mean)
	w := max(newestInSlot, 1/float64(s.N+1))
	s.Mean += w * (demand - s.Mean)
	s.Raw += w * (raw - s.Raw)
	s.LongSum += demand
	s.N++
	p.learnVenue(slot.ID.Venue, demand)
	if s.N > 2 {
		m.today.add(demand, before)
	}
}

func (x *ratio) add(num, den float64) { x.Num, x.Den = x.Num+num, x.Den+den }

// count keeps the day as one that may be shown, and whether the usual, with the
// day's conditions, came near.
func (s *pairState) count(r *row, venue int32, demand, before, less float64) {
	if s.N > 0 {
		hit := 0.0
		if math.Abs(demand-before) <= near(before/less)*less {
			hit = 1
		}
		s.Hits += max(newestInSlot, 1/float64(s.N)) * (hit - s.Hits)
	}
	if len(s.Comparable) == comparableKept {
		s.Comparable = slices.Delete(s.Comparable, 0, 1)
	}
	s.Comparable = append(s.Comparable, pastDay{Comparable{Day: r.day, Venue: venue, Units: math.Round(r.units*unitParts) / unitParts, SoldOut: r.soldOut}, float32(r.effect)})
}

func (p *productState) learnVenue(venue int32, demand float64) {
	i := slices.IndexFunc(p.Venues, func(v venueMean) bool { return v.Venue == venue })
	if i < 0 {
		i = len(p.Venues)
		p.Venues = append(p.Venues, venueMean{Venue: venue})
	}
	v := &p.Venues[i]
	v.Mean += max(newestInSlot, 1/float64(v.N+1)) * (demand - v.Mean)
	v.N++
}

// slotMemory is what a market day leaves of the weight of those before it in the
// factor of its slot.
const slotMemory = 0.9

// endDay takes the sums of the day into the factors of its slots and into the vendor's
// momentum: how the last days compare with the usual, log.
func (m *Model) endDay() {
	for i := range m.Slots {
		if s := &m.Slots[i]; s.today.Den > 0 {
			s.Factor = ratio{slotMemory*s.Factor.Num + s.today.Num, slotMemory*s.Factor.Den + s.today.Den}
			s.today = ratio{}
		}
	}
	if m.today.Den == 0 {
		return
	}
	change := min(max(math.Log((m.today.Num+1)/(m.today.Den+1)), -1), 1)
	m.Momentum += newestInVendor * (change - m.Momentum)
	m.today = ratio{}
}

// forget resets the means, for another pass over the rows.
func (m *Model) forget() {
	m.Today, m.Momentum, m.today, m.Weeks = 0, 0, ratio{}, [weeks]weekState{}
	for i := range m.Slots {
		s := &m.Slots[i]
		*s = slotState{ID: s.ID, Spread: s.Spread}
	}
	for i := range m.Products {
		p := &m.Products[i]
		for j := range p.Pairs {
			s := &p.Pairs[j]
			*s = pairState{Slot: s.Slot, Effect: s.Effect, Comparable: s.Comparable[:0]}
		}
		*p = productState{Pairs: p.Pairs, Venues: p.Venues[:0], Own: p.Own, Dispersion: p.Dispersion}
	}
}
