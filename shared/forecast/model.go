package forecast

import "slices"

// Model is a vendor's fit: coefficients, dispersions, and the running means that
// forecasts start from.
type Model struct {
	AsOf, Today Day // the last day that may be in it; the last day that is
	Span        Day // days between the first and the last observation
	Region      string
	Slots       []slotState
	Products    []productState
	Category    []int32   // per product, -1 none
	Core        []bool    // per product
	Visitors    []float64 // per venue, 0 unknown
	Global      []float64 // coefficients: features, then those of the slots
	Momentum    float64
	Weeks       [weeks]weekState
	Temperature normal
	Wetness     float64
	Holidays    []Day // the newest days that were said to be holidays
	slots       map[slotID]int32
	today       ratio
}

// How the fit goes: rounds of passing over the rows for their levels and of scoring,
// each round with demand restored by the one before it.
const (
	rounds     = 2
	firstSteps = 5
	laterSteps = 3
	converged  = 1e-4
)

// Fit fits the sales of h up to and including asOf.
func Fit(h *History, asOf Day) *Model {
	m := newModel(h, asOf)
	rows := m.rowsOf(h, asOf)
	if len(rows) > 0 {
		m.Span = rows[len(rows)-1].day - rows[0].day
	}
	centre, _ := m.prior()
	copy(m.Global, centre)
	for p := range m.Products {
		m.Products[p].Dispersion = usualDispersion
	}
	steps := firstSteps
	for round := range rounds {
		m.pass(rows, round == 0)
		m.score(rows, steps)
		m.restore(rows)
		steps = laterSteps
	}
	m.pass(rows, false)
	return m
}

// Refresh is the fit with the means of h up to asOf, the coefficients left as they
// are: what is sold between two fits need not wait for the next. h must number its
// products and venues as the history that m was fitted to; it may have more.
func (m *Model) Refresh(h *History, asOf Day) *Model {
	fresh := newModel(h, asOf)
	fresh.Span = m.Span
	fresh.Temperature, fresh.Wetness = m.Temperature, m.Wetness
	fresh.Global = slices.Clone(m.Global)
	for _, s := range m.Slots {
		fresh.Slots = append(fresh.Slots, slotState{ID: s.ID, Spread: s.Spread})
	}
	fresh.number()
	for p := range fresh.Products {
		fresh.Products[p].Dispersion = m.vendorDispersion()
		if p < len(m.Products) {
			fresh.Products[p].Own, fresh.Products[p].Dispersion = m.Products[p].Own, m.Products[p].Dispersion
			for _, s := range m.Products[p].Pairs {
				fresh.Products[p].Pairs = append(fresh.Products[p].Pairs, pairState{Slot: s.Slot, Effect: s.Effect})
			}
		}
	}
	rows := fresh.rowsOf(h, asOf)
	fresh.pass(rows, true)
	fresh.restore(rows)
	fresh.pass(rows, false)
	return fresh
}

func newModel(h *History, asOf Day) *Model {
	m := &Model{
		AsOf: asOf, Region: h.Region, Products: make([]productState, h.Products), Category: slices.Clone(h.Category),
		Core: slices.Clone(h.Core), Visitors: slices.Clone(h.VisitorsPerDay), Global: make([]float64, features), slots: map[slotID]int32{},
	}
	m.learnNormals(h.Days, asOf)
	for _, d := range h.Days {
		if d.Holiday && d.Day <= asOf && d.Day > asOf-weeks*7 {
			m.Holidays = append(m.Holidays, d.Day)
		}
	}
	slices.Sort(m.Holidays)
	m.Holidays = slices.Compact(m.Holidays)
	return m
}

// pass goes over rows in order of day, gives each the levels of the day before it, and
// leaves m with those of all of them. In the first pass, before there is a fit,
// sell-outs are restored as they come.
func (m *Model) pass(rows []row, first bool) {
	m.forget()
	for from := 0; from < len(rows); {
		to := from
		for to < len(rows) && rows[to].day == rows[from].day {
			m.observe(&rows[to])
			to++
		}
		for i := from; i < to; i++ {
			r := &rows[i]
			if first && r.soldOut {
				r.demand = r.restored(r.before, usualDispersion)
			}
			m.learn(r)
		}
		from = to
	}
	m.endDay()
}

// score fits the coefficients and dispersions to rows.
func (m *Model) score(rows []row, steps int) {
	q := newScoring(m, rows)
	for step := range steps {
		done := q.step() < converged
		if step == 1 {
			m.disperse(q.rows)
		}
		if done {
			break
		}
	}
	m.disperse(q.rows)
}

// restore sets the demand behind sell-outs, and what the conditions of each day did.
func (m *Model) restore(rows []row) {
	for i := range rows {
		r := &rows[i]
		r.effect = m.effect(r)
		if r.soldOut {
			r.demand = r.restored(m.mean(r), m.dispersion(r))
		}
	}
}

// vendorDispersion is the median of the products'.
func (m *Model) vendorDispersion() float64 {
	all := make([]float64, 0, len(m.Products))
	for p := range m.Products {
		all = append(all, m.Products[p].Dispersion)
	}
	if len(all) == 0 {
		return usualDispersion
	}
	slices.Sort(all)
	return all[len(all)/2]
}
