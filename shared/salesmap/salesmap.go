// Package salesmap decides on which market day an order of a till was sold: by
// the vendor's rules of location and local time, else by the calendar.
package salesmap

import (
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/venue"
)

// LeftOut stands for a venue where the vendor wants orders to be left out: a shop.
const LeftOut = "none"

// slack is how long before opening and after closing a market still sells: people
// buy while the stall is set up, and while it is taken down.
const slack = time.Hour

// Rule says where the orders of a location, at some times of the week, were sold.
type Rule struct {
	Location string      `json:"location" dynamodbav:",omitempty" maxLength:"64" doc:"Id of the till's location; empty: any"`
	Weekdays []string    `json:"weekdays,omitempty" dynamodbav:",omitempty" maxItems:"7" enum:"mon,tue,wed,thu,fri,sat,sun" doc:"Absent: every day"`
	From     civil.Clock `json:"from" doc:"Local time HH:MM"`
	Until    civil.Clock `json:"until" doc:"Local time HH:MM, up to 24:00"`
	Venue    string      `json:"venue" maxLength:"40" doc:"Id of the venue; \"none\": these orders are no market's"`
}

// Slot is what the vendor can assign by hand: the orders of a location on a day.
type Slot struct {
	Date     civil.Date
	Location string
}

// Facts are what a Map rests on.
type Facts struct {
	Rules      []Rule
	Venues     map[string]venue.Venue
	Exceptions map[string]market.Exception // of the years around the orders' days
	Locations  map[string]order.Location
	Assigned   map[Slot]string         // venue or LeftOut of orders that would be placed nowhere
	Before     map[civil.Date][]string // venues at which the till's orders of a day were placed so far
	Zone       *time.Location          // of vendor
}

// Map places orders. It is not safe for use by several goroutines.
type Map struct {
	facts Facts
	names map[string]string // id of venue by catalog.Key of its names
	zones map[string]*time.Location
	days  map[civil.Date][]market.Day
}

// New returns the Map that f makes.
func New(f Facts) *Map {
	m := &Map{facts: f, names: venue.NamesOf(f.Venues), zones: map[string]*time.Location{}, days: map[civil.Date][]market.Day{}}
	m.zones[""] = f.Zone
	for _, n := range f.Venues {
		m.addZone(n.TimeZone)
	}
	for _, l := range f.Locations {
		m.addZone(l.Zone)
	}
	return m
}

func (m *Map) addZone(name string) {
	if _, known := m.zones[name]; known {
		return
	}
	loc, err := civil.Zone(name)
	if err != nil {
		loc = m.facts.Zone
	}
	m.zones[name] = loc
}

// Place is where and when an order was sold. Venue is empty if nobody knows where,
// and LeftOut if it is no market's. Date and At are local: the market's, or else
// the location's.
type Place struct {
	Date  civil.Date
	Venue string
	At    civil.Clock
}

// Place places an order that was paid at a location at t: by the first rule that
// fits; else, if the location is called as a venue is, there; else at the one
// market that was held then; else where the vendor assigned it to. A market that
// its calendar does not know any more keeps what it sold.
func (m *Map) Place(location string, t time.Time) Place {
	for _, r := range m.facts.Rules {
		if p, ok := m.byRule(r, location, t); ok {
			return p
		}
	}
	l := m.facts.Locations[location]
	if id, ok := m.names[catalog.Key(l.Name)]; ok && l.Name != "" {
		return at(id, t.In(m.venueZone(id)))
	}
	if p, ok := m.held(t, m.marketDays); ok {
		return p
	}
	p := at("", t.In(m.zones[l.Zone]))
	to := m.facts.Assigned[Slot{p.Date, location}]
	if _, ok := m.facts.Venues[to]; ok || to == LeftOut {
		p.Venue = to
		return p
	}
	if p, ok := m.held(t, m.formerDays); ok {
		return p
	}
	return p
}

func at(id string, local time.Time) Place {
	return Place{Date: civil.DateOf(local), Venue: id, At: clockOf(local)}
}

func clockOf(t time.Time) civil.Clock { return civil.Clock(t.Hour()*60 + t.Minute()) }

func (m *Map) venueZone(id string) *time.Location { return m.zones[m.facts.Venues[id].TimeZone] }

// byRule is the place of an order after r, and whether r fits it.
func (m *Map) byRule(r Rule, location string, t time.Time) (Place, bool) {
	zone := m.zones[m.facts.Locations[location].Zone]
	if r.Venue != LeftOut {
		if _, ok := m.facts.Venues[r.Venue]; !ok {
			return Place{}, false
		}
		zone = m.venueZone(r.Venue)
	}
	p := at(r.Venue, t.In(zone))
	if r.Location != "" && r.Location != location || p.At < r.From || r.Until > 0 && p.At >= r.Until {
		return Place{}, false
	}
	if len(r.Weekdays) > 0 && !slices.Contains(r.Weekdays, venue.WeekdayName(p.Date.Weekday())) {
		return Place{}, false
	}
	return p, true
}

// held is the market, of those that days tells of a day, that was held at t. Of several the one that t is within the
// hours of; if that does not tell either, none: a wrong guess is worse than a question.
func (m *Map) held(t time.Time, days func(civil.Date) []market.Day) (Place, bool) {
	var within, near []Place
	for _, date := range m.Dates(t) {
		for _, day := range days(date) {
			opens, closes := m.hours(day)
			if t.Before(opens.Add(-slack)) || t.After(closes.Add(slack)) {
				continue
			}
			p := Place{Date: date, Venue: day.Venue, At: m.clockOn(day, t)}
			near = append(near, p)
			if !t.Before(opens) && !t.After(closes) {
				within = append(within, p)
			}
		}
	}
	switch {
	case len(within) == 1:
		return within[0], true
	case len(within) == 0 && len(near) == 1:
		return near[0], true
	}
	return Place{}, false
}

// hours are the moments at which a market opens and closes.
func (m *Map) hours(day market.Day) (opens, closes time.Time) {
	zone := m.venueZone(day.Venue)
	return day.Date.At(day.Opens, zone), day.Date.At(day.Closes, zone)
}

// clockOn is the time of day of t at a market: what is sold around midnight
// belongs to the day on which the market was held.
func (m *Map) clockOn(day market.Day, t time.Time) civil.Clock {
	local := t.In(m.venueZone(day.Venue))
	switch d := civil.DateOf(local); {
	case d < day.Date:
		return 0
	case d > day.Date:
		return civil.EndOfDay - 1
	default:
		return clockOf(local)
	}
}

// marketDays are the markets planned on a day.
func (m *Map) marketDays(d civil.Date) []market.Day {
	days, known := m.days[d]
	if !known {
		days = slices.DeleteFunc(market.Calendar(m.facts.Venues, m.facts.Exceptions, d, d), func(day market.Day) bool { return day.Status != market.Planned })
		m.days[d] = days
	}
	return days
}

// formerDays are the markets on a day at which orders were placed, and which the
// calendar does not know (any more).
func (m *Map) formerDays(d civil.Date) []market.Day {
	var days []market.Day
	for _, id := range m.facts.Before[d] {
		n, known := m.facts.Venues[id]
		if _, on := market.On(n, id, m.facts.Exceptions, d); known && (!on || n.Archived) {
			days = append(days, market.Assumed(n, id, m.facts.Exceptions, d))
		}
	}
	return days
}

// Dates are the days that an order paid at t may belong to, wherever it is
// placed, in order.
func (m *Map) Dates(t time.Time) []civil.Date {
	var dates []civil.Date
	for _, zone := range m.zones {
		for _, near := range []time.Duration{-slack, 0, slack} {
			dates = append(dates, civil.DateOf(t.Add(near).In(zone)))
		}
	}
	slices.Sort(dates)
	return slices.Compact(dates)
}

// Span is the time within which every order that may belong to d was paid.
func (m *Map) Span(d civil.Date) (from, until time.Time) {
	first, last := time.Time{}, time.Time{}
	for _, zone := range m.zones {
		begin, end := d.Time(zone), (d + 1).Time(zone)
		if first.IsZero() || begin.Before(first) {
			first = begin
		}
		if end.After(last) {
			last = end
		}
	}
	return first.Add(-slack), last.Add(slack)
}
