package simulate

import (
	"cmp"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
)

// TimeZone is where all three markets are.
const TimeZone = "America/New_York"

// Venue is a weekly market.
type Venue struct {
	Name                string
	Weekday             time.Weekday
	Opens, Closes       civil.Clock
	SeasonFrom          time.Month   // first month with markets
	SeasonTo            time.Month   // last month with markets
	Fee                 amount.Money // for the stall, per day
	Latitude, Longitude float64
	Visitors            int // on a typical day

	taste map[string]float64 // by category; 1 if absent
}

func venues() []Venue {
	return []Venue{
		{
			Name: "Riverside Saturday Market", Weekday: time.Saturday, Opens: 8 * 60, Closes: 13 * 60, SeasonFrom: time.January, SeasonTo: time.December,
			Fee: 5500, Latitude: 42.4519, Longitude: -76.5120, Visitors: 900,
			taste: map[string]float64{bread: 1.1, pastry: 1},
		},
		{
			Name: "Courthouse Wednesday Market", Weekday: time.Wednesday, Opens: 15 * 60, Closes: 19 * 60, SeasonFrom: time.April, SeasonTo: time.November,
			Fee: 3000, Latitude: 42.4396, Longitude: -76.4970, Visitors: 340,
			taste: map[string]float64{bread: 1.15, pastry: 0.8, produce: 1.25},
		},
		{
			Name: "Lakefront Sunday Market", Weekday: time.Sunday, Opens: 10 * 60, Closes: 15 * 60, SeasonFrom: time.March, SeasonTo: time.December,
			Fee: 4500, Latitude: 42.4941, Longitude: -76.5090, Visitors: 520,
			taste: map[string]float64{bread: 0.85, pastry: 1.2, pantry: 1.15},
		},
	}
}

// Weeks of the two years in which a market is cancelled.
const (
	stormWeek = 20
	pipeWeek  = 68
)

// takesPlace reports whether the market is held on date.
func (w *World) takesPlace(venue int, date civil.Date) bool {
	v := w.venues[venue]
	return v.planned(date) && !slices.Contains(w.Cancelled(v.Name), date)
}

// planned reports whether the calendar has a market on date.
func (v Venue) planned(date civil.Date) bool {
	switch date.Format("01-02") {
	case "12-25", "01-01":
		return false
	}
	month := time.Month(date.Month()%12 + 1)
	return date.Weekday() == v.Weekday && month >= v.SeasonFrom && month <= v.SeasonTo
}

// Cancelled are the days on which the market of that name was called off.
func (w *World) Cancelled(venue string) []civil.Date {
	week := map[int]civil.Date{0: stormWeek, 1: pipeWeek}
	i := w.venue(venue)
	if week[i] == 0 {
		return nil
	}
	date := onOrAfter(w.From()+7*week[i], w.venues[i].Weekday)
	for !w.venues[i].planned(date) { // it was called off when it should have been held
		date += 7
	}
	return []civil.Date{date}
}

// onOrAfter is the first such weekday from date on.
func onOrAfter(date civil.Date, weekday time.Weekday) civil.Date {
	return date + civil.Date((weekday-date.Weekday()+7)%7)
}

// Event is something near a market that brings visitors.
type Event struct {
	Name     string
	Date     civil.Date
	Venue    string // the market that it is near
	Visitors int    // of the event
}

// Large reports whether e is a large event rather than a medium one.
func (e Event) Large() bool { return e.Visitors >= 1000 }

// makeEvents lists the events. The Makers' Fair comes every 13 weeks, next on the
// first Saturday after today, so that the demo has something to look forward to
// whenever it is shown; the others have their place in the calendar.
func (w *World) makeEvents() []Event {
	saturday, wednesday, sunday := w.venues[0], w.venues[1], w.venues[2]
	var events []Event
	for d := onOrAfter(w.today+1, time.Saturday) - 9*13*7; d <= w.today+future; d += 13 * 7 {
		events = append(events, Event{"Makers' Fair", d, saturday.Name, 1800})
	}
	for year := w.From().Year(); year <= (w.today + future).Year(); year++ {
		on := func(name string, v Venue, month time.Month, day, visitors int) {
			events = append(events, Event{name, onOrAfter(civil.NewDate(year, month, day), v.Weekday), v.Name, visitors})
		}
		on("Strawberry Festival", saturday, time.June, 8, 4000)
		on("Harvest Festival", saturday, time.October, 1, 6000)
		on("Flower Show", saturday, time.April, 20, 450)
		on("Book Sale", saturday, time.November, 8, 300)
		on("Street Fair", sunday, time.May, 15, 1200)
		on("Regatta", sunday, time.September, 10, 700)
		on("Choir on the Pier", sunday, time.July, 20, 250)
		for _, month := range []time.Month{time.June, time.July, time.August} {
			on("Concert on the Green", wednesday, month, 22, 400)
		}
	}
	events = slices.DeleteFunc(events, func(e Event) bool { return e.Date < w.From() || e.Date > w.today+future })
	slices.SortFunc(events, func(a, b Event) int { return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Name, b.Name)) })
	return events
}

// What an event does to the number of visitors.
const (
	largeFactor  = 1.35
	mediumFactor = 1.15
)

// eventFactor is what events do to the number of visitors; the largest counts.
func (w *World) eventFactor(venue string, date civil.Date) float64 {
	factor := 1.0
	for _, e := range w.events {
		switch {
		case e.Venue != venue || e.Date != date:
		case e.Large():
			factor = largeFactor
		default:
			factor = max(factor, mediumFactor)
		}
	}
	return factor
}

// holidayFactor is what the calendar does to the number of visitors.
func holidayFactor(date civil.Date) float64 {
	year := date.Year()
	thanksgiving := onOrAfter(civil.NewDate(year, time.November, 22), time.Thursday)
	memorial := onOrAfter(civil.NewDate(year, time.May, 25), time.Monday)
	labor := onOrAfter(civil.NewDate(year, time.September, 1), time.Monday)
	within := func(from, to civil.Date) bool { return date >= from && date <= to }
	switch {
	case within(thanksgiving-5, thanksgiving-1):
		return 1.35
	case within(civil.NewDate(year, time.December, 18), civil.NewDate(year, time.December, 24)):
		return 1.4
	case date == easter(year)-1:
		return 1.25
	case within(civil.NewDate(year, time.July, 3), civil.NewDate(year, time.July, 5)):
		return 0.85
	case within(memorial-2, memorial), within(labor-2, labor):
		return 0.9
	}
	return 1
}

// easter is Easter Sunday. Anonymous Gregorian algorithm (Nature, 20 April 1876).
func easter(year int) civil.Date {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return civil.NewDate(year, time.Month(n/31), n%31+1)
}
