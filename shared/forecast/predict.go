package forecast

import (
	"math"
	"slices"
)

// Predict returns a forecast for each product of r, in order.
func (m *Model) Predict(r Request) []Forecast {
	out := make([]Forecast, len(r.Products))
	for i, p := range r.Products {
		out[i] = m.predict(&r, p)
	}
	return out
}

// Extra dispersion of what rests on little.
const (
	youngDispersion = 0.5 // with one observation in the slot it is a quarter of that
	coldDispersion  = 0.5
)

// predict forecasts one product.
func (m *Model) predict(q *Request, product int32) Forecast {
	if product < 0 || int(product) >= len(m.Products) || q.Venue < 0 {
		return Forecast{Product: product, Basis: ColdBasis, Dispersion: coldDispersion}
	}
	p := &m.Products[product]
	r := row{product: product, slot: m.slotNumber(slotID{q.Venue, weekday(q.Day)}), pair: -1, day: q.Day}
	m.condition(&r.x, q.Day, q.Conditions)
	if r.slot >= 0 {
		r.pair = p.find(r.slot)
	}
	var f Forecast
	if r.pair >= 0 && p.Pairs[r.pair].N > 0 {
		f = m.known(&r)
	} else {
		f = m.cold(&r, q.Venue)
	}
	f.Product = product
	f.Confidence = m.confidence(&f, &r)
	return f
}

// known forecasts a product that was sold in the slot.
func (m *Model) known(r *row) Forecast {
	s := &m.Products[r.product].Pairs[r.pair]
	m.observe(r)
	holidays, events, weather := m.effects(r.product, r.slot, &r.x)
	w := blendWeight(r.seen)
	slot := m.slotCoefficients(r.slot)
	season := r.x[sine]*(m.Global[sine]+slot[slotSine]) + r.x[cosine]*(m.Global[cosine]+slot[slotCosine]) + r.x[lastYear]*m.Global[lastYear]
	trend := r.x[momentum] * m.Global[momentum]
	effects := []effect{
		{SeasonPart, (1 - w) * season}, {TrendPart, (1 - w) * trend}, {WeatherPart, weather}, {EventPart, events}, {HolidayPart, holidays},
	}
	r.effect = holidays + events + weather
	young := float64((1 + r.seen) * (1 + r.seen))
	f := Forecast{
		Mean: m.mean(r), Dispersion: m.dispersion(r) + youngDispersion/young, Basis: SlotBasis, Days: int(s.N),
		Comparable: s.alike(r),
	}
	sold := 1.0
	if s.Mean > 0 && s.Raw < s.Mean {
		sold = s.Raw / s.Mean
	}
	f.Parts = parts(f.Mean, sold, effects)
	return f
}

// effect is what something does to the log of a mean.
type effect struct {
	kind PartKind
	log  float64
}

// parts divides a mean into what is usual, of which a share is sold and the rest
// missed for want of stock, and what each effect adds. Effects multiply; their
// shares of the difference are their shares of its logarithm, which add up exactly
// and in any order (logarithmic mean Divisia index; Ang, Energy Policy 32 (2004)).
func parts(mean, sold float64, effects []effect) []Part {
	all := 0.0
	for _, e := range effects {
		all += e.log
	}
	usual := mean * math.Exp(-all)
	out := []Part{{BasePart, usual * sold}}
	if sold < 1 {
		out = append(out, Part{SellOutPart, usual * (1 - sold)})
	}
	perLog := mean
	if math.Abs(all) > 1e-9 {
		perLog = (mean - usual) / all
	}
	for _, e := range effects {
		if e.log != 0 {
			out = append(out, Part{e.kind, e.log * perLog})
		}
	}
	return out
}

// Comparable days: how many are kept and how many shown, and the difference in
// the effect of their conditions, log, that makes a day count half.
const (
	comparableKept  = 8
	comparableShown = 4
	effectHalf      = 0.1
)

// alike are the past days that weigh most in the fit of r: recent, and of like
// conditions. The heaviest comes first.
func (s *pairState) alike(r *row) []Comparable {
	weight := func(d pastDay) float64 {
		// A season has 90 days: beyond it a like day is another season's.
		return math.Exp2(-float64(r.day-d.Day)/90 - math.Abs(r.effect-float64(d.Effect))/effectHalf)
	}
	days := slices.Clone(s.Comparable)
	slices.SortStableFunc(days, func(a, b pastDay) int {
		switch x, y := weight(a), weight(b); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return int(b.Day - a.Day)
	})
	var out []Comparable
	for _, d := range days[:min(len(days), comparableShown)] {
		out = append(out, d.Comparable)
	}
	return out
}
