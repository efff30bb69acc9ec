package planner

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/marketprep/marketprep/shared/forecast"
	"github.com/marketprep/marketprep/shared/forecast/holiday"
	"github.com/marketprep/marketprep/shared/recommendation"
)

// reasons are the parts of f's mean in words. Shown to a tenth of a unit, they
// add up to the mean as it is shown.
func (l list) reasons(f forecast.Forecast) []recommendation.Reason {
	parts := slices.Clone(f.Parts)
	shown := make([]int, len(parts)) // in tenths
	total := int(math.Round(f.Mean * 10))
	for i, p := range parts {
		shown[i] = int(math.Round(p.Units * 10))
		total -= shown[i]
	}
	// What rounding leaves over goes where it shows least: into the largest part.
	if len(parts) > 0 {
		largest := 0
		for i := range parts {
			if math.Abs(parts[i].Units) > math.Abs(parts[largest].Units) {
				largest = i
			}
		}
		shown[largest] += total
	}
	reasons := []recommendation.Reason{}
	for i, p := range parts {
		if shown[i] != 0 || p.Kind == forecast.BasePart {
			reasons = append(reasons, recommendation.Reason{Kind: string(p.Kind), Units: float64(shown[i]) / 10, Text: l.text(p.Kind, shown[i], f)})
		}
	}
	return reasons
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
		return pick(more, "the weather brings people out", "the weather keeps people away")
	case forecast.EventPart:
		return "nearby: " + strings.Join(l.eventNames(), ", ")
	case forecast.HolidayPart:
		name := l.holiday()
		if name == "" {
			name = "holidays are near"
		}
		return pick(more, name+": more people come", name+": fewer people come")
	case forecast.SellOutPart:
		return "it sold out before, so more was wanted than was sold"
	default:
		return string(kind)
	}
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

// staleAfter is how many days old the newest sales may be before the list says so.
const staleAfter = 35

// namesShown is how many product names a note lists.
const namesShown = 8

// notes are what the vendor should know before trusting the list.
func (l list) notes(s recommendation.Set, left []string) []string {
	notes := []string{}
	add := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	switch n := s.RestsOn.MarketDays; {
	case l.h.lastSale == 0:
		add("There are no sales yet: bring in your sales, or bring what you think best and report how it went.")
	case n == 0:
		add("You have no sales at %s yet: this is a first guess from your other markets.", s.VenueName)
	case n < fewDays:
		add("This is a first guess: it rests on %d market day(s) at %s.", n, s.VenueName)
	}
	if age := s.Date - l.h.lastSale; l.h.lastSale > 0 && age > staleAfter {
		add("Your newest sales are of %s, %d days before this market: bring in newer ones.", l.h.lastSale, age)
	}
	switch s.Method {
	case recommendation.LastModel:
		add("The numbers come from the last good forecast: a new one was not possible just now.")
	case recommendation.Heuristic:
		if l.h.lastSale > 0 {
			add("The numbers are the mean of the last 30 days: a forecast was not possible just now.")
		}
	}
	if len(left) > 0 {
		shown := left[:min(len(left), namesShown)]
		more := ""
		if n := len(left) - len(shown); n > 0 {
			more = fmt.Sprintf(" and %d more", n)
		}
		add("Not on the list, for they were not sold at %s lately: %s%s.", s.VenueName, strings.Join(shown, ", "), more)
	}
	return notes
}
