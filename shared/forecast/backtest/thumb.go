package main

import (
	"math"

	"github.com/marketprep/marketprep/shared/forecast"
)

// ruleNames are the rules of thumb and published methods that forecasts are compared
// with: what vendors do, what the design's fallback does, and exponential smoothing.
var ruleNames = [...]string{"last same day", "mean of last four", "30-day mean × event", "ETS"}

// observed is what was sold on a day.
type observed struct {
	day   forecast.Day
	units float64
}

type slotKey struct {
	venue, product int32
	weekday        forecast.Day
}

// rulesOfThumb writes what the rules say of every row of v, by its names, if the
// product was seen in the slot up to horizon days before.
func (v *vendor) rulesOfThumb(horizon forecast.Day, into map[[4]string][len(ruleNames)]float64) {
	slots, products := map[slotKey][]observed{}, map[int32][]observed{}
	for i := range v.rows {
		x := v.rows[i].sale
		k := slotKey{x.Venue, x.Product, x.Day % 7}
		slots[k] = append(slots[k], observed{x.Day, x.Units})
		products[x.Product] = append(products[x.Product], observed{x.Day, x.Units})
	}
	for i := range v.rows {
		r := &v.rows[i]
		cut := r.sale.Day - horizon
		seen := until(slots[slotKey{r.sale.Venue, r.sale.Product, r.sale.Day % 7}], cut)
		if len(seen) == 0 {
			continue
		}
		four := mean(seen[max(0, len(seen)-4):])
		month := until(products[r.sale.Product], cut)
		from := len(month)
		for from > 0 && month[from-1].day > cut-30 {
			from--
		}
		recent := four
		if from < len(month) {
			recent = mean(month[from:])
		}
		factor := 1.0
		switch {
		case r.conditions.Event == forecast.LargeEvent:
			factor = 1.5
		case r.conditions.Event == forecast.MediumEvent, r.conditions.Holiday:
			factor = 1.2
		}
		into[r.names] = [len(ruleNames)]float64{seen[len(seen)-1].units, four, recent * factor, smoothed(seen)}
	}
}

// until are the observations up to a day; they are in order.
func until(all []observed, last forecast.Day) []observed {
	n := len(all)
	for n > 0 && all[n-1].day > last {
		n--
	}
	return all[:n]
}

func mean(all []observed) float64 {
	sum := 0.0
	for _, x := range all {
		sum += x.units
	}
	return sum / float64(len(all))
}

// smoothed is simple exponential smoothing, ETS(A,N,N), of a slot's series, with the
// smoothing constant that would have forecast it best (Hyndman, Athanasopoulos,
// Forecasting: Principles and Practice (2021), ch. 8).
func smoothed(all []observed) float64 {
	best, least := all[0].units, math.Inf(1)
	for alpha := 0.05; alpha < 1; alpha += 0.05 {
		level, errors := mean(all[:min(len(all), 4)]), 0.0
		for _, x := range all {
			errors += (x.units - level) * (x.units - level)
			level += alpha * (x.units - level)
		}
		if errors < least {
			best, least = level, errors
		}
	}
	return best
}
