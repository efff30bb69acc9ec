package forecast

import (
	"math"
	"slices"
)

// What is said of a product where it was never sold: from the nearest that is known.

// cold forecasts a product that was not sold in the slot before: by what it sells at
// the venue on other days, at other venues, by the products of its category there, by
// the expected visitors, in this order.
func (m *Model) cold(r *row, venue int32) Forecast {
	p := &m.Products[r.product]
	f := Forecast{Dispersion: coldDispersion}
	usual := 0.0
	atVenue := slices.IndexFunc(p.Venues, func(v venueMean) bool { return v.Venue == venue })
	switch {
	case atVenue >= 0:
		v := p.Venues[atVenue]
		w := float64(v.N) / (float64(v.N) + credibility)
		usual, f.Basis, f.Days = w*v.Mean+(1-w)*p.Mean*m.venueFactor(r.slot, venue), VenueBasis, 0
		f.Dispersion = p.Dispersion + youngDispersion/2
	case p.Mean > 0:
		usual, f.Basis = p.Mean*m.venueFactor(r.slot, venue), ProductBasis
	default:
		usual, f.Basis = m.likeOthers(r, venue)
	}
	f.Comparable = p.newest()
	holidays, events, weather := 0.0, 0.0, 0.0
	if r.slot >= 0 {
		holidays, events, weather = m.effects(r.product, r.slot, &r.x)
	} else {
		for j := firstCondition; j < medium; j++ {
			holidays += r.x[j] * m.Global[j]
		}
		events = r.x[medium]*m.Global[medium] + r.x[large]*m.Global[large]
		weather = r.x[warmth]*m.Global[warmth] + r.x[wet]*m.Global[wet]
	}
	f.Mean = usual * math.Exp(holidays+events+weather)
	if usual > 0 {
		f.Parts = parts(f.Mean, 1, []effect{{WeatherPart, weather}, {EventPart, events}, {HolidayPart, holidays}})
	} else {
		f.Parts = []Part{{BasePart, 0}}
	}
	return f
}

// venueFactor is how demand in a slot compares with demand anywhere: by what was
// sold there; at a new venue by its visitors, of whom not all come to the stall.
func (m *Model) venueFactor(slot, venue int32) float64 {
	if slot >= 0 {
		return m.slotFactor(slot)
	}
	own := m.visitors(venue)
	known, n := 0.0, 0.0
	for i, s := range m.Slots {
		if v := m.visitors(s.ID.Venue); v > 0 && int(s.ID.Venue) != int(venue) && m.Slots[i].Factor.Den > 0 {
			known, n = known+v, n+1
		}
	}
	if own == 0 || n == 0 {
		return 1
	}
	return min(max(math.Pow(own/(known/n), visitorsCount), 0.2), 5)
}

// visitorsCount is the power of the visitors that demand goes with.
const visitorsCount = 0.7

func (m *Model) visitors(venue int32) float64 {
	if venue < 0 || int(venue) >= len(m.Visitors) || !finite(m.Visitors[venue]) {
		return 0
	}
	return max(m.Visitors[venue], 0)
}

// Of the expected visitors so many buy one of the core items, and one of the fillers:
// the rule that a home baker gives for a market she does not know (The Pink Crumb
// Library, "How I determine how much to bring": 10–15 % and 5–10 %).
const (
	coreShare   = 0.125
	fillerShare = 0.075
)

// likeOthers is what a product sells that was never sold: the median of its category
// at the vendor's level, else of all products, else by the visitors.
func (m *Model) likeOthers(r *row, venue int32) (float64, Basis) {
	var alike, all []float64
	for i := range m.Products {
		if m.Products[i].Mean <= 0 {
			continue
		}
		all = append(all, m.Products[i].Mean)
		if int(r.product) < len(m.Category) && i < len(m.Category) && m.Category[r.product] >= 0 && m.Category[i] == m.Category[r.product] {
			alike = append(alike, m.Products[i].Mean)
		}
	}
	factor := m.venueFactor(r.slot, venue)
	switch {
	case len(alike) > 0:
		return median(alike) * factor, CategoryBasis
	case len(all) > 0:
		return median(all) * factor, ColdBasis
	default:
		return m.byVisitors(r.product, venue), ColdBasis
	}
}

// byVisitors shares the visitors' purchases among the products of a kind.
func (m *Model) byVisitors(product, venue int32) float64 {
	isCore := func(p int) bool { return p < len(m.Core) && m.Core[p] }
	kind := 0
	for p := range m.Products {
		if isCore(p) == isCore(int(product)) {
			kind++
		}
	}
	share := fillerShare
	if isCore(int(product)) {
		share = coreShare
	}
	return m.visitors(venue) * share / float64(max(kind, 1))
}

// newest are the newest days of a product anywhere.
func (p *productState) newest() []Comparable {
	var days []Comparable
	for i := range p.Pairs {
		for _, d := range p.Pairs[i].Comparable {
			days = append(days, d.Comparable)
		}
	}
	slices.SortStableFunc(days, func(a, b Comparable) int { return int(b.Day - a.Day) })
	return days[:min(len(days), comparableShown)]
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
