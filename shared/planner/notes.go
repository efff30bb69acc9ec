package planner

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/weather"
)

// staleAfter is how many days old the newest sales may be before the list says so.
const staleAfter = 35

// nearby is for how many days a weather forecast is expected.
const nearby = 10

// namesShown is how many product names a note lists.
const namesShown = 8

// values are what is different from note to note of a kind.
type values map[string]string

// notes are what the vendor should know before trusting the list.
func (l list) notes(s recommendation.Set, left []string) []recommendation.Note {
	notes := []recommendation.Note{}
	add := func(kind string, v values, format string, args ...any) {
		notes = append(notes, recommendation.Note{Kind: kind, Text: fmt.Sprintf(format, args...), Values: v})
	}
	switch n := s.RestsOn.MarketDays; {
	case l.h.lastSale == 0:
		add("noSales", nil, "There are no sales yet: bring in your sales, or bring what you think best and report how it went.")
	case n == 0:
		add("newVenue", values{"venue": s.VenueName}, "You have no sales at %s yet: this is a first guess from your other markets.", s.VenueName)
	case n < fewDays:
		add("fewDays", values{"venue": s.VenueName, "days": strconv.Itoa(n)}, "This is a first guess: it rests on %d market day(s) at %s.", n, s.VenueName)
	}
	if age := s.Date - l.h.lastSale; l.h.lastSale > 0 && age > staleAfter {
		add("oldSales", values{"day": l.h.lastSale.String(), "days": strconv.Itoa(int(age))}, "Your newest sales are of %s, %d days before this market: bring in newer ones.", l.h.lastSale, age)
	}
	if l.tillIsLate() {
		read := l.in.TillRead
		add("tillIsLate", values{"at": read.UTC().Format(time.RFC3339)}, "Your till was last read on %s: what was sold since is not in the numbers.", read.In(l.in.Vendor.Location()).Format("2 January, 15:04"))
	}
	if l.seen && l.sky.IsFallback && l.day.Date-civil.DateOf(l.in.Now.In(l.in.Vendor.Location())) < nearby {
		switch {
		case l.sky.Source == weather.Usual:
			add("usualWeather", nil, "There is no weather forecast right now: the numbers are for weather as usual at this time of year.")
		case l.sky.Source == weather.Neutral:
			add("ordinaryWeather", nil, "There is no weather forecast right now, and nothing is known of other years: the numbers are for ordinary weather.")
		case !l.sky.At.IsZero() && l.in.Now.Sub(l.sky.At) > weather.Late:
			hours := fmt.Sprintf("%.0f", l.in.Now.Sub(l.sky.At).Hours())
			add("oldWeather", values{"hours": hours}, "The weather forecast is %s hours old.", hours)
		}
	}
	switch s.Method {
	case recommendation.LastModel:
		add("lastModel", nil, "The numbers come from the last good forecast: a new one was not possible just now.")
	case recommendation.Heuristic:
		if l.h.lastSale > 0 {
			add("heuristic", nil, "The numbers are the mean of the last 30 days: a forecast was not possible just now.")
		}
	}
	if len(left) > 0 {
		shown := strings.Join(left[:min(len(left), namesShown)], ", ")
		more := ""
		if n := len(left) - namesShown; n > 0 {
			more = fmt.Sprintf(" and %d more", n)
		}
		v := values{"venue": s.VenueName, "products": shown, "more": strconv.Itoa(max(len(left)-namesShown, 0))}
		add("leftOut", v, "Not on the list, for they were not sold at %s lately: %s%s.", s.VenueName, shown, more)
	}
	return notes
}
