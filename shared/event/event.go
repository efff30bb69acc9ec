// Package event knows what else happens near a market and how much it may matter.
package event

import (
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/ident"
)

// MaxPerYear is how many events a vendor may have in one year.
const MaxPerYear = 1000

// From these attendances on an event counts as medium and as large.
const (
	MediumFrom = 100
	LargeFrom  = 1000
)

// Event is something that happens near one of a vendor's venues, or all of them.
type Event struct {
	ID         string     `json:"id" dynamodbav:"-"`
	Name       string     `json:"name"`
	Date       civil.Date `json:"date" doc:"First day"`
	Until      civil.Date `json:"until" doc:"Last day"`
	Venue      string     `json:"venue" dynamodbav:",omitempty" doc:"Id of the venue that it is near; empty: all of them"`
	Attendance *int       `json:"attendance,omitempty" dynamodbav:",omitempty" doc:"Expected visitors of the event; absent: unknown, and then it changes no number"`
	Source     string     `json:"source" doc:"Who said so: own for yourself, feed and its id, or the name of a provider"`
	Distance   *float64   `json:"distance,omitempty" dynamodbav:",omitempty" doc:"Kilometres from the venue, if the source says where it is"`
	URL        string     `json:"url,omitempty" dynamodbav:",omitempty" doc:"Where the source tells more"`
	Hidden     bool       `json:"-" dynamodbav:",omitempty"` // the vendor took it back, though its source still tells of it
}

// Size is how much an event may matter: 0 none or unknown, 1 medium, 2 large.
func (e Event) Size() int {
	switch {
	case e.Attendance == nil || *e.Attendance < MediumFrom:
		return 0
	case *e.Attendance < LargeFrom:
		return 1
	default:
		return 2
	}
}

// At reports whether e happens on d near the venue.
func (e Event) At(venue string, d civil.Date) bool {
	return !e.Hidden && e.Date <= d && d <= e.Until && (e.Venue == "" || e.Venue == venue)
}

// IDOf is the id of an event: the same name, day and venue are the same event. It
// names the year of the first day, by which events are kept; see YearOf.
func IDOf(name string, date civil.Date, venue string) string {
	return ident.Of("e"+date.Format("2006"), catalog.Key(name), date.String(), venue)
}

// Same reports whether e and o say the same.
func (e Event) Same(o Event) bool {
	equal := func(a, b *int) bool { return a == b || a != nil && b != nil && *a == *b }
	far := e.Distance == o.Distance || e.Distance != nil && o.Distance != nil && *e.Distance == *o.Distance
	return e.Name == o.Name && e.Date == o.Date && e.Until == o.Until && e.Venue == o.Venue && e.Source == o.Source && e.URL == o.URL && equal(e.Attendance, o.Attendance) && far
}
