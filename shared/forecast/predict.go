package forecast

import "slices"

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
