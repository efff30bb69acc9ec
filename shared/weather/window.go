package weather

import (
	"math"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
)

// Window is the weather of a market's selling hours.
type Window struct {
	TempC    float64 // mean
	RainMM   float64 // in all
	Chance   float64 // of rain in the hour where it is greatest, 0 to 1
	GustKMH  float64 // the strongest gust
	Code     int     // of the worst hour; NoCode: unknown
	Coverage float64 // share of the selling hours that something is known of, 0 to 1
}

// enough is the coverage from which on a window says something of a market day.
const enough = 0.5

// Known reports whether w says something of the whole market day.
func (w Window) Known() bool { return w.Coverage >= enough && !math.IsNaN(w.TempC) }

// unknown is the window of which nothing is known.
func unknown() Window {
	return Window{TempC: math.NaN(), RainMM: math.NaN(), Chance: math.NaN(), GustKMH: math.NaN(), Code: NoCode}
}

// Nothing is what is assumed where nothing is known: 60 °F, partly cloudy.
func Nothing() Window {
	return Window{TempC: 15.6, RainMM: 0, Chance: math.NaN(), GustKMH: math.NaN(), Code: 2}
}

// Hours are the selling hours of a market day as moments: those of local time, so
// that on the day on which clocks change they are as long as the market is.
func Hours(date civil.Date, opens, closes civil.Clock, zone *time.Location) (from, to time.Time) {
	return date.At(opens, zone), date.At(closes, zone)
}

// Over reduces the hours between from and to. An hour that lies in part between
// them counts in part.
func Over(hour func(start int64) Hour, from, to time.Time) Window {
	w := unknown()
	var temp, rain, tempWeight, rainWeight, all float64
	for start := HourOf(from); start*3600 < to.Unix(); start++ {
		share := float64(min(to.Unix(), (start+1)*3600)-max(from.Unix(), start*3600)) / 3600
		if share <= 0 {
			continue
		}
		all += share
		h := hour(start)
		if !math.IsNaN(h.TempC) {
			temp, tempWeight = temp+share*h.TempC, tempWeight+share
		}
		if !math.IsNaN(h.RainMM) {
			rain, rainWeight = rain+share*h.RainMM, rainWeight+share
		}
		w.Chance, w.GustKMH = greater(w.Chance, h.Chance), greater(w.GustKMH, h.GustKMH)
		if severity(h.Code) > severity(w.Code) {
			w.Code = h.Code
		}
	}
	if all == 0 {
		return w
	}
	w.Coverage = tempWeight / all
	if tempWeight > 0 {
		w.TempC = temp / tempWeight
	}
	if rainWeight >= enough*all {
		w.RainMM = rain * all / rainWeight
	}
	return w
}

// greater is the greater of two numbers, of which either may be unknown.
func greater(a, b float64) float64 {
	if math.IsNaN(a) || b > a {
		return b
	}
	return a
}

// severity orders codes by how much they keep people at home. The numbers of WMO
// do not: a shower (80) is less than freezing rain (67).
func severity(code int) int {
	switch {
	case code < 0:
		return -1
	case code <= 3:
		return code
	case code <= 48: // fog
		return 4
	case code <= 55, code == 80, code == 61: // drizzle, light rain
		return 5
	case code == 63, code == 81:
		return 6
	case code <= 57, code == 71, code == 77, code == 85: // freezing drizzle, light snow
		return 7
	case code == 65, code == 82, code == 73:
		return 8
	case code == 66, code == 67, code == 75, code == 86:
		return 9
	default: // thunderstorms
		return 10
	}
}

// Words say what a code means, as one sees it from behind a stall.
func Words(code int) string {
	switch {
	case code < 0:
		return ""
	case code == 0:
		return "clear"
	case code == 1:
		return "mostly clear"
	case code == 2:
		return "partly cloudy"
	case code == 3:
		return "overcast"
	case code <= 48:
		return "fog"
	case code <= 55:
		return "drizzle"
	case code <= 57, code == 66, code == 67:
		return "freezing rain"
	case code == 61, code == 80:
		return "light rain"
	case code == 63, code == 81:
		return "rain"
	case code == 65, code == 82:
		return "heavy rain"
	case code <= 79, code == 85, code == 86:
		return "snow"
	default:
		return "thunderstorm"
	}
}

// wetness is a measure of rain of which a step of 0.7 is one that people mind.
func wetness(mm float64) float64 { return math.Log1p(max(mm, 0)) }

// Differ reports whether the difference between two windows can move a list: three
// degrees, or about a doubling of the rain.
func Differ(a, b Window) bool {
	if a.Known() != b.Known() {
		return true
	}
	return math.Abs(a.TempC-b.TempC) > 3 || math.Abs(wetness(a.RainMM)-wetness(b.RainMM)) > 0.7
}
