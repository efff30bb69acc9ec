package planner

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/forecast"
	"github.com/marketprep/marketprep/shared/forecast/holiday"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/weather"
)

// telling is the least share of the mean, and the least number of units, for a part
// of it to be told apart from the usual: less is no reason to anybody.
const tellingShare, tellingUnits = 0.02, 0.5

// reasons are the parts of f's mean in words. Shown to a tenth of a unit, they
// add up to the mean as it is shown: what is too little to tell, and what rounding
// leaves over, is in the first, the usual.
func (l list) reasons(f forecast.Forecast) []recommendation.Reason {
	rest := int(math.Round(f.Mean * 10))
	reasons := []recommendation.Reason{}
	for i, p := range f.Parts {
		shown := int(math.Round(p.Units * 10))
		if i > 0 && math.Abs(p.Units) >= max(tellingShare*f.Mean, tellingUnits) && shown != 0 {
			rest -= shown
			reasons = append(reasons, recommendation.Reason{Kind: string(p.Kind), Units: float64(shown) / 10, Text: l.text(p.Kind, shown, f)})
		}
	}
	if len(f.Parts) == 0 {
		return reasons
	}
	base := f.Parts[0].Kind
	return slices.Insert(reasons, 0, recommendation.Reason{Kind: string(base), Units: float64(rest) / 10, Text: l.text(base, rest, f)})
}

func (l list) text(kind forecast.PartKind, tenths int, f forecast.Forecast) string {
	more := tenths > 0
	switch kind {
	case forecast.BasePart:
		return l.base(f)
	case forecast.SeasonPart:
		return pick(more, "more is sold at this time of year", "less is sold at this time of year")
	case forecast.TrendPart:
		return pick(more, "sales have been rising lately", "sales have been falling lately")
	case forecast.WeatherPart:
		return l.skyWords() + pick(more, "the weather brings people out", "the weather keeps people away")
	case forecast.EventPart:
		return "nearby: " + strings.Join(l.eventNames(), ", ")
	case forecast.HolidayPart:
		return l.occasion() + pick(more, ": more is sold", ": less is sold")
	case forecast.SellOutPart:
		return "it sold out before, so more was wanted than was sold"
	default:
		return string(kind)
	}
}

// wetFrom is the rain over a market, in mm, from which on it is told of.
const wetFrom = 0.5

// skyWords say what weather is expected, in the vendor's units: "21 °C and light rain: ".
func (l list) skyWords() string {
	if !l.seen || !l.sky.Forecast() || math.IsNaN(l.sky.TempC) {
		return ""
	}
	degrees := fmt.Sprintf("%.0f °C", l.sky.TempC)
	if l.in.Vendor.Units == "imperial" {
		degrees = fmt.Sprintf("%.0f °F", l.sky.TempC*1.8+32)
	}
	words := weather.Words(l.sky.Code)
	if words == "" {
		words = pick(l.sky.RainMM >= wetFrom, "rain", "dry")
	}
	return degrees + " and " + words + ": "
}

// occasion is which holiday it is, or is near.
func (l list) occasion() string {
	name := func(days civil.Date) string {
		name, _ := holiday.Public(l.in.Vendor.Region, int32(l.day.Date+days))
		return name
	}
	if name(0) != "" {
		return name(0)
	}
	for days := civil.Date(1); days <= 5; days++ {
		if name(days) != "" {
			return "before " + name(days)
		}
		if name(-days) != "" {
			return "after " + name(-days)
		}
	}
	if holiday.School(l.in.Vendor.Region, int32(l.day.Date)) {
		return "school holidays"
	}
	return "holidays are near"
}

// holiday is the name of the public holiday of the day; empty if it is none.
func (l list) holiday() string {
	name, _ := holiday.Public(l.in.Vendor.Region, int32(l.day.Date))
	return name
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// base says what the usual number is the usual number of.
func (l list) base(f forecast.Forecast) string {
	slot := fmt.Sprintf("%s at %s", l.day.Date.Weekday(), l.day.VenueName)
	switch f.Basis {
	case forecast.SlotBasis:
		return "usual on a " + slot
	case forecast.VenueBasis:
		return "usual at " + l.day.VenueName + ", on other days of the week"
	case forecast.ProductBasis:
		return "usual at your other markets"
	case forecast.CategoryBasis:
		return "like your other products of its kind"
	case forecast.HeuristicBasis:
		return "mean of the last 30 days"
	default:
		return "a first guess: nothing like it was sold yet"
	}
}

func (l list) eventNames() []string {
	var names []string
	for _, e := range l.in.Events {
		if e.Size() > 0 && e.At(l.day.Venue, l.day.Date) {
			names = append(names, e.Name)
		}
	}
	return names
}
