package forecast

import "math"

// near is how far demand may be from what was expected and still count as met, in
// units: a quarter, or two.
func near(expected float64) float64 { return max(0.25*expected, 2) }

// hitsCount is how many observations of the recent hits the distribution's own word
// counts as.
const hitsCount = 12

// confidence is the probability that demand comes near to the expected: what the
// distribution says, corrected by how often it did lately, and less while there are
// few days behind it.
func (m *Model) confidence(f *Forecast, r *row) float64 {
	if f.Mean <= 0 {
		return 0.2
	}
	d := near(f.Mean)
	p := f.CDF(math.Floor(f.Mean+d)) - f.CDF(math.Ceil(f.Mean-d)-1)
	if f.Basis != SlotBasis {
		return min(max(p*0.6, 0.05), 0.5)
	}
	s := &m.Products[r.product].Pairs[r.pair]
	// An exponentially weighted share rests on about 2/w − 1 observations.
	n := min(float64(s.N-1), 2/newestInSlot-1)
	p = (hitsCount*p + n*s.Hits) / (hitsCount + n)
	days := float64(s.N)
	return min(max(p*(days+1)/(days+2), 0.05), 0.95)
}
