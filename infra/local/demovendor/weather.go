package demovendor

import (
	"math"
	"time"

	"github.com/marketprep/marketprep/infra/local/simulate"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/weather"
	"github.com/marketprep/marketprep/shared/weather/weathertest"
)

// wetHours is over how many hours of the day a day's rain of the world falls: those of
// its markets and a little more.
const wetHours = 12

// Sky is the weather of world as services of the weather tell it by the hour, so that
// the demo vendor's sales go by it. Elsewhere, and beyond its days, it is Fair.
func Sky(world *simulate.World) func(lat, lon float64, start int64) weather.Hour {
	zone, err := civil.Zone(simulate.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	return func(lat, lon float64, start int64) weather.Hour {
		t := time.Unix(start*3600, 0).In(zone)
		today, date := civil.DateOf(time.Now().In(zone)), civil.DateOf(t)
		v, ok := market(world, lat, lon, date)
		if !ok || date < world.From() || date > today+14 {
			return weathertest.Fair(lat, lon, start)
		}
		w := world.Weather(v.Name, date)
		fromNoon := float64(t.Hour()) + 0.5 - float64(v.Opens+v.Closes)/2/60
		h := weather.Hour{Start: start, TempC: w.TempC + max(-6, min(6, 1.2*fromNoon)), Code: 1, Chance: 0.1, GustKMH: 18}
		if w.RainMM > 0 && t.Hour() >= 8 && t.Hour() < 8+wetHours {
			h.RainMM, h.Code, h.Chance, h.GustKMH = w.RainMM/float64(v.Closes-v.Opens)*60, 61, 0.8, 35
		}
		return h
	}
}

// market is the market of world near a place: the one of the day, if there is one.
func market(world *simulate.World, lat, lon float64, date civil.Date) (near simulate.Venue, ok bool) {
	for _, v := range world.Venues() {
		if math.Abs(v.Latitude-lat) > 0.06 || math.Abs(v.Longitude-lon) > 0.06 {
			continue
		}
		if v.Weekday == date.Weekday() {
			return v, true
		}
		near, ok = v, true
	}
	return near, ok
}
