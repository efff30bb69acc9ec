package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
)

// lemonade is three years of Saturdays at one stand, and what its forecasts rest on: a
// warm day sells more of it, a wet one half as much.
func lemonade(rain func(week int) float64) *History {
	r := rand.New(rand.NewPCG(3, 4))
	h := &History{Products: 1, Venues: 1}
	for w := range 150 {
		day := Day(19006 + 7*w)
		warm := 6 * r.NormFloat64()
		mm := rain(w)
		mean := 60 * math.Exp(0.03*warm)
		if mm > 0 {
			mean /= 2
		}
		h.Sales = append(h.Sales, Sale{Day: day, Units: math.Round(mean + 0.08*mean*r.NormFloat64())})
		h.Days = append(h.Days, MarketDay{Day: day, Conditions: Conditions{TempC: 15 - 8*math.Cos(yearAngle(day)) + warm, RainMM: mm}})
	}
	return h
}

func everyFourth(w int) float64 {
	if w%4 == 1 {
		return 8
	}
	return 0
}

func lemonadeOn(day Day, warmer, rain float64) Request {
	return Request{Day: day, Products: []int32{0}, Conditions: Conditions{TempC: 15 - 8*math.Cos(yearAngle(day)) + warmer, RainMM: rain}}
}

func partOf(f Forecast, kind PartKind) float64 {
	for _, p := range f.Parts {
		if p.Kind == kind {
			return p.Units
		}
	}
	return 0
}

func TestTheWeatherIsInTheNumberAndAmongItsReasons(t *testing.T) {
	t.Parallel()
	h := lemonade(everyFourth)
	last := h.Sales[len(h.Sales)-1].Day
	m := Fit(h, last)
	warm, cold, wet := m.Predict(lemonadeOn(last+7, 8, 0))[0], m.Predict(lemonadeOn(last+7, -8, 0))[0], m.Predict(lemonadeOn(last+7, 0, 8))[0]
	if warm.Mean < 1.25*cold.Mean || wet.Mean > 0.75*cold.Mean {
		t.Errorf("a warm day sells %.1f, a cold one %.1f, a wet one %.1f", warm.Mean, cold.Mean, wet.Mean)
	}
	if w, c, r := partOf(warm, WeatherPart), partOf(cold, WeatherPart), partOf(wet, WeatherPart); w < 5 || c > -2 || r > -10 {
		t.Errorf("the weather's part is %.1f of %.1f, %.1f of %.1f, %.1f of %.1f", w, warm.Mean, c, cold.Mean, r, wet.Mean)
	}
}

// Fitted or refreshed, rain explains what was missing after three wet weeks: on the next dry day as many
// come as after three dry ones.
func TestAWetSpellIsNotTakenForADecline(t *testing.T) {
	t.Parallel()
	spell := func(w int) float64 {
		if w >= 147 {
			return 8
		}
		return everyFourth(w)
	}
	dry := func(w int) float64 {
		if w >= 147 {
			return 0
		}
		return everyFourth(w)
	}
	mean := func(h *History) float64 {
		last := h.Sales[len(h.Sales)-1].Day
		m := Fit(h, last)
		return min(m.Predict(lemonadeOn(last+7, 0, 0))[0].Mean, m.Refresh(h, last).Predict(lemonadeOn(last+7, 0, 0))[0].Mean)
	}
	if wet, usual := mean(lemonade(spell)), mean(lemonade(dry)); wet < 0.93*usual {
		t.Errorf("after a wet spell a dry day sells %.1f, otherwise %.1f", wet, usual)
	}
}
