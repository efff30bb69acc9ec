package forecast

import "math"

// The features of a row that all products share. What a feature does to the log
// of the mean is its coefficient times its value.
const (
	fixed    = iota // always 1
	level           // log of the product's long mean in the slot
	nearest         // log of the blend of exponentially weighted means, less level
	recent          // log ratio of the product's last 28 observations to the long means
	smooth          // the same, exponentially weighted
	momentum        // log ratio of the vendor's last days to the usual
	lastYear        // log ratio of the same weeks a year ago to the usual then
	sine            // of the year
	cosine
	publicHoliday
	feast    // a holiday on which most stay at home
	eve      // the day before a holiday
	feastEve // the last shopping days before a feast
	lull     // the days after Christmas
	dayAfter // the day after a holiday
	school   // school holidays
	medium   // event
	large    // event
	warmth   // tens of degrees above the normal of the season
	wet      // rain above the usual, log
	features
)

// Conditions of a day are the features from publicHoliday on.
const firstCondition = publicHoliday

// The coefficients of a slot.
const (
	slotLevel = iota
	slotWarmth
	slotWet
	slotSine
	slotCosine
	slotColumns
)

// The coefficients of a product, before those of its pairs.
const (
	ownLevel = iota
	ownWarmth
	ownWet
	ownColumns
)

// Priors of the coefficients on the log scale: centre and standard deviation. They
// do the work while data are few. The levels' are such that without data the
// regression is a sensible blend of means; the level itself has 1, so that ten times
// the units give ten times the forecast. A festival was measured at 1.09, public
// holidays at 1.31 (forecast-model.md of the design); what closes the one stall is
// the best day of the other, so their deviations are wide.
var priors = [features]struct{ centre, sd float64 }{
	fixed:         {0, 0.1},
	level:         {1, 1e-3},
	nearest:       {0.5, 0.3},
	recent:        {0.1, 0.3},
	smooth:        {0.35, 0.3},
	momentum:      {0.2, 0.1},
	lastYear:      {0.2, 0.2},
	sine:          {0, 0.15},
	cosine:        {0, 0.15},
	publicHoliday: {0.15, 0.4},
	feast:         {0, 0.4},
	eve:           {0, 0.25},
	feastEve:      {0.2, 0.25},
	lull:          {-0.05, 0.2},
	dayAfter:      {0, 0.2},
	school:        {0, 0.15},
	medium:        {math.Log(1.1), 0.25},
	large:         {math.Log(1.2), 0.25},
	warmth:        {0, 0.08},
	wet:           {0, 0.08},
}

// Standard deviations of the priors of what differs by slot, product and pair, all
// with centre 0.
var (
	slotSD = [slotColumns]float64{slotLevel: 0.12, slotWarmth: 0.1, slotWet: 0.05, slotSine: 0.08, slotCosine: 0.08}
	ownSD  = [ownColumns]float64{ownLevel: 0.12, ownWarmth: 0.05, ownWet: 0.03}
)

const pairSD = 0.04

// loneSlot are the priors of the levels for a vendor with a single slot, to whom
// the product's means say nothing that the slot's do not.
func loneSlot(feature int) (centre, sd float64) {
	switch feature {
	case nearest:
		return 0.6, 0.3
	case recent:
		return 0.25, 0.3
	case smooth:
		return 0, 0.003
	default:
		return priors[feature].centre, priors[feature].sd
	}
}

// prior returns centre and precision of every global coefficient: of the features,
// then of the slots.
func (m *Model) prior() (centre, precision []float64) {
	n := features + slotColumns*len(m.Slots)
	centre, precision = make([]float64, n), make([]float64, n)
	// A season that was not seen whole is guessed badly: the square of the years
	// known, up to one, scales its deviation.
	years := min(1, float64(m.Span)/365)
	seasonal := max(years*years, 1e-3)
	for f := range features {
		c, sd := priors[f].centre, priors[f].sd
		if len(m.Slots) == 1 {
			c, sd = loneSlot(f)
		}
		if f == sine || f == cosine {
			sd *= seasonal
		}
		centre[f], precision[f] = c, 1/(sd*sd)
	}
	for s := range m.Slots {
		for c, sd := range slotSD {
			if c == slotSine || c == slotCosine {
				sd *= seasonal
			}
			precision[features+s*slotColumns+c] = 1 / (sd * sd)
		}
	}
	return centre, precision
}

// ownPrecision is the precision of the prior of a column of a product's block.
func ownPrecision(column int) float64 {
	if column < ownColumns {
		return 1 / (ownSD[column] * ownSD[column])
	}
	return 1 / (pairSD * pairSD)
}

// slotValues are the values of a slot's columns in r.
func slotValues(x *[features]float64) [slotColumns]float64 {
	return [slotColumns]float64{slotLevel: 1, slotWarmth: x[warmth], slotWet: x[wet], slotSine: x[sine], slotCosine: x[cosine]}
}

// eta is the regression's log mean for r.
func (m *Model) eta(r *row) float64 {
	e := 0.0
	for f, x := range r.x {
		e += x * m.Global[f]
	}
	slot := m.slotCoefficients(r.slot)
	for c, x := range slotValues(&r.x) {
		e += x * slot[c]
	}
	p := &m.Products[r.product]
	return e + p.Own[ownLevel] + p.Own[ownWarmth]*r.x[warmth] + p.Own[ownWet]*r.x[wet] + p.Pairs[r.pair].Effect
}

func (m *Model) slotCoefficients(slot int32) []float64 {
	from := features + slotColumns*int(slot)
	return m.Global[from : from+slotColumns]
}

// effect is what the conditions of r's day do to the log mean.
func (m *Model) effect(r *row) float64 {
	h, e, w := m.effects(r.product, r.slot, &r.x)
	return h + e + w
}

// effects are what holidays, events and the weather do to the log mean.
func (m *Model) effects(product, slot int32, x *[features]float64) (holidays, events, weather float64) {
	for f := firstCondition; f < medium; f++ {
		holidays += x[f] * m.Global[f]
	}
	events = x[medium]*m.Global[medium] + x[large]*m.Global[large]
	p, s := &m.Products[product], m.slotCoefficients(slot)
	weather = x[warmth]*(m.Global[warmth]+p.Own[ownWarmth]+s[slotWarmth]) + x[wet]*(m.Global[wet]+p.Own[ownWet]+s[slotWet])
	return holidays, events, weather
}

// The weight of the blend of means beside the regression, in logs: little data,
// much weight.
func blendWeight(seen int32) float64 { return 0.15 + 0.5*math.Exp(-float64(seen)/15) }

// mean is the expected demand of r: the blend of means, with what the day's
// conditions do, and the regression.
func (m *Model) mean(r *row) float64 {
	w := blendWeight(r.seen)
	return math.Exp(bounded(w*(r.usual+m.effect(r)) + (1-w)*m.eta(r)))
}

// bounded keeps a log mean where its exponential is a number of units.
func bounded(log float64) float64 { return min(max(log, -10), 20) }
