package forecast

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
