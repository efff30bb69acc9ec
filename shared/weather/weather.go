// Package weather knows the weather of the selling hours: hourly values of a square
// of some 5 km, which all vendors in it share, reduced to what it is between opening
// and closing; what was usual in past years; and a vendor's own copy, which lists are
// made with. It does no I/O: openmeteo and nws are the adapters.
//
// Units are degrees Celsius, millimetres, kilometres per hour; what is not known is
// NaN, or NoCode.
package weather

import (
	"fmt"
	"math"
	"time"
)

// Where weather comes from, the best first.
const (
	OpenMeteo = "open-meteo"
	NWS       = "nws"     // US National Weather Service
	Usual     = "average" // of past years at the place and time of the year
	Asked     = "asked"   // somebody asked what if
	Neutral   = "neutral" // nothing is known: 60 °F, partly cloudy
)

// Hour is the weather of one hour.
type Hour struct {
	Start   int64 // its beginning, in hours since 1970-01-01 UTC
	TempC   float64
	RainMM  float64
	Chance  float64 // of rain, 0 to 1
	GustKMH float64 // the strongest gust
	Code    int     // WMO 4677, as far as Open-Meteo uses it; NoCode: unknown
}

// NoCode stands for a code that is not known.
const NoCode = -1

// Unknown is an hour of which nothing is known.
func Unknown(start int64) Hour {
	return Hour{start, math.NaN(), math.NaN(), math.NaN(), math.NaN(), NoCode}
}

// HourOf is the number of the hour that t is in.
func HourOf(t time.Time) int64 { return int64(math.Floor(float64(t.Unix()) / 3600)) }

// sane replaces what no weather station ever measured by what is not known.
func (h Hour) sane() Hour {
	for _, v := range []struct {
		at       *float64
		min, max float64
	}{{&h.TempC, -60, 60}, {&h.RainMM, 0, 400}, {&h.Chance, 0, 1}, {&h.GustKMH, 0, 400}} {
		if !(*v.at >= v.min && *v.at <= v.max) {
			*v.at = math.NaN()
		}
	}
	if h.Code < 0 || h.Code > 99 {
		h.Code = NoCode
	}
	return h
}

// Cell is a square of a twentieth of a degree, some 5 km: nobody's weather differs
// within it, and one call serves all who sell there.
type Cell struct{ lat, lon int }

// perDegree is how many cells there are to a degree.
const perDegree = 20

// CellOf is the cell of a place, in degrees.
func CellOf(lat, lon float64) Cell {
	return Cell{int(math.Round(lat * perDegree)), int(math.Round(lon * perDegree))}
}

// Latitude of the cell's middle, in degrees.
func (c Cell) Latitude() float64 { return float64(c.lat) / perDegree }

// Longitude of the cell's middle, in degrees.
func (c Cell) Longitude() float64 { return float64(c.lon) / perDegree }

// String is "42.45,-76.50".
func (c Cell) String() string { return fmt.Sprintf("%.2f,%.2f", c.Latitude(), c.Longitude()) }

// ParseCell reads what String writes.
func ParseCell(s string) (Cell, error) {
	var lat, lon float64
	if n, err := fmt.Sscanf(s, "%f,%f", &lat, &lon); err != nil || n != 2 {
		return Cell{}, fmt.Errorf("weather: %q is no cell", s)
	}
	return CellOf(lat, lon), nil
}

// Forecast is what a provider says of a cell.
type Forecast struct {
	Source string
	At     time.Time // when it was fetched
	Hours  []Hour    // in order, the first ones perhaps of the past
}

// Hour returns an hour of f, Unknown if f does not reach there.
func (f Forecast) Hour(start int64) Hour {
	if len(f.Hours) == 0 {
		return Unknown(start)
	}
	// Hours are without gaps, but a provider may leave some out.
	i := start - f.Hours[0].Start
	if i >= 0 && i < int64(len(f.Hours)) && f.Hours[i].Start == start {
		return f.Hours[i]
	}
	for _, h := range f.Hours {
		if h.Start == start {
			return h
		}
	}
	return Unknown(start)
}
