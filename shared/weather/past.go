package weather

import (
	"bytes"
	"math"
	"time"
)

// Past is what is kept of the weather that was, by year in UTC. Only temperature and
// rain are kept, in two bytes an hour: it is what demand is fitted to.
type Past map[int]Year

// Year is a year of hours: a byte for the temperature in half degrees, and one for
// the rain in tenths of a millimetre, of each.
type Year []byte

const (
	hoursOfYear  = 366 * 24
	unknownTemp  = -128 // int8
	unknownRain  = 255
	halfDegree   = 2
	tenthsOfRain = 10
)

// NewYear is a year of which nothing is known.
func NewYear() Year {
	return bytes.Repeat([]byte{0x80, unknownRain}, hoursOfYear)
}

// yearOf is the year of an hour, and the hour's number in it.
func yearOf(start int64) (year, hour int) {
	t := time.Unix(start*3600, 0).UTC()
	return t.Year(), (t.YearDay()-1)*24 + t.Hour()
}

// Hour returns an hour of the past; Unknown if nothing is known of it.
func (p Past) Hour(start int64) Hour {
	h := Unknown(start)
	year, i := yearOf(start)
	y := p[year]
	if 2*i+1 >= len(y) {
		return h
	}
	if t := int8(y[2*i]); t != unknownTemp {
		h.TempC = float64(t) / halfDegree
	}
	if r := y[2*i+1]; r != unknownRain {
		h.RainMM = float64(r) / tenthsOfRain
	}
	return h
}

// Learn takes those of hours into p that were over before now, and returns the years
// that it changed.
func (p Past) Learn(hours []Hour, now time.Time) []int {
	changed := map[int]bool{}
	for _, h := range hours {
		h = h.sane()
		if math.IsNaN(h.TempC) || h.Start >= HourOf(now) {
			continue
		}
		year, i := yearOf(h.Start)
		temp := byte(int8(min(max(math.Round(h.TempC*halfDegree), -127), 127)))
		rain := byte(unknownRain)
		if !math.IsNaN(h.RainMM) {
			rain = byte(min(math.Round(h.RainMM*tenthsOfRain), unknownRain-1))
		}
		if len(p[year]) < 2*hoursOfYear {
			p[year] = NewYear()
			changed[year] = true
		}
		if y := p[year]; y[2*i] != temp || y[2*i+1] != rain {
			y[2*i], y[2*i+1] = temp, rain
			changed[year] = true
		}
	}
	var years []int
	for y := range changed {
		years = append(years, y)
	}
	return years
}

// What is usual is the mean over so many past years, and so many days around the day
// in each. With fewer market mornings than usualFew nothing is usual.
const (
	usualYears = 3
	usualDays  = 7
	usualFew   = 7
)

// wetFrom is the rain over a market, in mm, from which on it was a wet one.
const wetFrom = 1

// Usual is the mean of the weather between from and to in past years, and reports
// whether enough is known of them.
func (p Past) Usual(from, to time.Time) (Window, bool) {
	var temp, rain, n, rained, wet float64
	for back := range usualYears {
		for days := -usualDays; days <= usualDays; days++ {
			w := Over(p.Hour, from.AddDate(-1-back, 0, days), to.AddDate(-1-back, 0, days))
			if !w.Known() {
				continue
			}
			temp, n = temp+w.TempC, n+1
			if !math.IsNaN(w.RainMM) {
				rain, rained = rain+w.RainMM, rained+1
				if w.RainMM >= wetFrom {
					wet++
				}
			}
		}
	}
	if n < usualFew {
		return unknown(), false
	}
	u := Window{TempC: temp / n, RainMM: math.NaN(), Chance: math.NaN(), GustKMH: math.NaN(), Code: 2}
	if rained > 0 {
		u.RainMM, u.Chance = rain/rained, wet/rained
		if 2*wet > rained {
			u.Code = 61
		}
	}
	return u, true
}
