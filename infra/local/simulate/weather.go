package simulate

import (
	"math"

	"github.com/marketprep/marketprep/shared/civil"
)

// Weather is the weather of a market's selling hours.
type Weather struct {
	TempC  float64 // mean temperature, °C
	RainMM float64 // rain in all, mm
}

// sky is the weather of a whole day.
type sky struct{ temp, rain float64 }

// Parameters of the weather; see the package comment.
const (
	tempMean, tempWave, tempLasts, tempSpread = 9, 13, 0.7, 4.5
	rainLasts, rainFrom                       = 0.45, 0.6
)

// makeSky draws the weather of all days the world has.
func (w *World) makeSky() map[civil.Date]sky {
	r := w.random("sky")
	all := map[civil.Date]sky{}
	var warm, wet float64
	for d := w.From() - 30; d <= w.today+future; d++ { // a month to settle
		warm = tempLasts*warm + math.Sqrt(1-tempLasts*tempLasts)*tempSpread*r.NormFloat64()
		wet = rainLasts*wet + math.Sqrt(1-rainLasts*rainLasts)*r.NormFloat64()
		const coldest = 20 // of January
		year := 2 * math.Pi * float64(d-civil.NewDate(d.Year(), 1, coldest)) / 365.25
		s := sky{temp: tempMean - tempWave*math.Cos(year) + warm}
		if wet > rainFrom {
			s.rain = min(20, 1+5*(wet-rainFrom)*(0.5+r.ExpFloat64()/2))
			s.temp -= 2
		}
		all[d] = s
	}
	return all
}

// Weather is the weather during the market of that name on date, or on any other
// day at its hours. It is zero beyond where the world reaches.
func (w *World) Weather(venue string, date civil.Date) Weather {
	s, ok := w.sky[date]
	v := w.venue(venue)
	if !ok || v < 0 {
		return Weather{}
	}
	// Mornings are cooler than afternoons by some 5 °C.
	noon := float64(w.venues[v].Opens+w.venues[v].Closes)/2/60 - 12
	return Weather{TempC: round1(s.temp + max(-4, min(4, 1.2*noon))), RainMM: round1(s.rain)}
}

func round1(x float64) float64 { return math.Round(x*10) / 10 }

// factor is what the weather does to the number of visitors.
func (x Weather) factor() float64 {
	rain := 1 - 0.45*(1-math.Exp(-x.RainMM/4))
	return rain * math.Exp(-math.Pow((x.TempC-20)/40, 2))
}
