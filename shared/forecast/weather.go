package forecast

import "math"

// The weather acts by how it differs from what is normal for the time of the year,
// which the season already holds: a warm day in March brings people out, the same
// temperature in July does not.

// wetness is a measure of rain over the selling hours: the first millimetre keeps
// away more people than the tenth.
func wetness(mm float64) float64 { return min(math.Log1p(max(mm, 0)), 3) }

// learnNormals learns what weather is normal from the market days up to asOf.
func (m *Model) learnNormals(days []MarketDay, asOf Day) {
	var at []Day
	var temperatures []float64
	rain, n := 0.0, 0.0
	for _, d := range days {
		if d.Day > asOf {
			continue
		}
		if finite(d.TempC) {
			at, temperatures = append(at, d.Day), append(temperatures, min(max(d.TempC, -60), 60))
		}
		if finite(d.RainMM) {
			rain, n = rain+wetness(d.RainMM), n+1
		}
	}
	m.Temperature, m.Wetness = normalOf(at, temperatures), rain/max(n, 1)
}

// condition writes the features of day d that are known without any sale. Weather
// that is not known counts as normal.
func (m *Model) condition(x *[features]float64, d Day, c Conditions) {
	m.setHolidays(x, d, c)
	x[medium], x[large] = number(c.Event == MediumEvent), number(c.Event >= LargeEvent)
	x[warmth], x[wet] = 0, 0
	if finite(c.TempC) {
		x[warmth] = min(max((c.TempC-m.Temperature.at(d))/10, -2.5), 2.5)
	}
	if finite(c.RainMM) {
		x[wet] = wetness(c.RainMM) - m.Wetness
	}
	x[sine], x[cosine] = math.Sincos(yearAngle(d))
}
