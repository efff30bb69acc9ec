package nws

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/marketprep/marketprep/shared/weather"
)

type rawGrid struct {
	Properties struct {
		Rain struct {
			UnitCode string `json:"uom"`
			Values   []struct {
				ValidTime string   `json:"validTime"` // 2026-11-21T12:00:00+00:00/PT6H
				Value     *float64 `json:"value"`
			} `json:"values"`
		} `json:"quantitativePrecipitation"`
	} `json:"properties"`
}

// addRain spreads amounts evenly over the hours that they are for. What the grid
// does not reach stays unknown.
func (g *rawGrid) addRain(hours []weather.Hour) {
	if len(hours) == 0 {
		return
	}
	at := map[int64]int{}
	for i, h := range hours {
		at[h.Start] = i
	}
	for _, v := range g.Properties.Rain.Values {
		start, n, err := interval(v.ValidTime)
		if err != nil || v.Value == nil {
			continue
		}
		for k := range n {
			if i, ok := at[start+k]; ok {
				hours[i].RainMM = *v.Value / float64(n)
			}
		}
	}
}

// longest is the longest interval that is believed: a week.
const longest = 7 * 24

// interval reads a start and a duration of whole hours: its first hour, and how many.
func interval(s string) (start, hours int64, err error) {
	at, duration, ok := strings.Cut(s, "/P")
	t, err := time.Parse(time.RFC3339, at)
	if !ok || err != nil {
		return 0, 0, fmt.Errorf("nws: %q is no interval", s)
	}
	days, times, _ := strings.Cut(duration, "T")
	var d, h int64
	if days != "" {
		if _, err := fmt.Sscanf(days, "%dD", &d); err != nil {
			return 0, 0, fmt.Errorf("nws: %q is no interval", s)
		}
	}
	if times != "" {
		if _, err := fmt.Sscanf(times, "%dH", &h); err != nil {
			return 0, 0, fmt.Errorf("nws: %q is no interval", s)
		}
	}
	hours = d*24 + h
	if d < 0 || h < 0 || hours < 1 || hours > longest || math.Abs(float64(t.Unix()%3600)) != 0 {
		return 0, 0, fmt.Errorf("nws: %q is no interval of hours", s)
	}
	return weather.HourOf(t), hours, nil
}
