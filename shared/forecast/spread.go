package forecast

import "math"

// Bounds and prior of the dispersion: usual is what stalls show; a product's is
// shrunk to the vendor's, and a slot's factor to 1, by priorCount observations.
const (
	usualDispersion = 0.08
	leastDispersion = 0.004
	mostDispersion  = 3.0
	priorCount      = 25
)

// dispersion is that of r's product in r's slot.
func (m *Model) dispersion(r *row) float64 {
	return min(max(m.Products[r.product].Dispersion*m.Slots[r.slot].Spread, leastDispersion), mostDispersion)
}

// moments gathers squared residuals beside what they would be at dispersion 1, each
// weighted by how much it says of the dispersion (Breslow, Applied Statistics 33
// (1984), weighted moments).
type moments struct{ excess, unit, n float64 }

func (a *moments) add(r *row, mu, dispersion, scale float64) {
	// Beyond four deviations a day is no matter of dispersion.
	bound := 3 * math.Sqrt(mu+dispersion*mu*mu)
	d := min(max(r.demand-mu, -bound), bound)
	precision := 1 / (1/max(mu, 0.5) + dispersion)
	precision *= precision * r.weight
	a.excess += precision * (d*d - mu) / (mu * mu)
	a.unit += precision * scale
	a.n += r.weight
}

// shrunk is the moment estimate, shrunk to prior.
func (a moments) shrunk(prior float64) float64 {
	if a.unit == 0 {
		return prior
	}
	return (a.n*max(a.excess/a.unit, 0) + priorCount*prior) / (a.n + priorCount)
}

// disperse estimates the products' dispersions and the slots' factors from how far
// demand was from the mean that was expected before.
func (m *Model) disperse(rows []row) {
	products, slots := make([]moments, len(m.Products)), make([]moments, len(m.Slots))
	var all moments
	telling := func(r *row) bool { return !r.soldOut && r.seen >= 2 && r.weight > 0 }
	for i := range rows {
		if r := &rows[i]; telling(r) {
			mu := m.mean(r)
			products[r.product].add(r, mu, usualDispersion, 1)
			all.add(r, mu, usualDispersion, 1)
		}
	}
	vendor := all.shrunk(usualDispersion)
	for p := range m.Products {
		m.Products[p].Dispersion = min(max(products[p].shrunk(vendor), leastDispersion), mostDispersion)
	}
	for i := range rows {
		if r := &rows[i]; telling(r) {
			d := m.Products[r.product].Dispersion
			slots[r.slot].add(r, m.mean(r), d, d)
		}
	}
	for s := range m.Slots {
		m.Slots[s].Spread = min(max(slots[s].shrunk(1), 0.1), 5)
	}
}
