// Package venue knows where and when a vendor sells.
package venue

import (
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/ident"
)

// MaxVenues is how many venues one vendor may have, archived ones included.
const MaxVenues = 200

// Venue is a market that a vendor sells at.
type Venue struct {
	ID        string       `json:"id" dynamodbav:"-"`
	Name      string       `json:"name"`
	Address   string       `json:"address" dynamodbav:",omitempty"`
	Place     *Place       `json:"place,omitempty" dynamodbav:",omitempty" doc:"Where it is, for the weather and for events nearby"`
	TimeZone  string       `json:"timeZone" dynamodbav:",omitempty" doc:"IANA name; empty: the vendor's"`
	Opens     civil.Clock  `json:"opens" doc:"Start of selling, local time HH:MM"`
	Closes    civil.Clock  `json:"closes" doc:"End of selling, local time HH:MM"`
	Fee       amount.Money `json:"fee" dynamodbav:",omitempty" doc:"What the stall costs a day, in the minor unit of the currency"`
	Visitors  *int         `json:"visitors,omitempty" dynamodbav:",omitempty" doc:"Typical number of visitors a day, for a first guess"`
	Space     *float64     `json:"space,omitempty" dynamodbav:",omitempty" doc:"Table space, in any measure that products are given in: crates, metres"`
	Recurs    *Recurrence  `json:"recurs,omitempty" dynamodbav:",omitempty" doc:"When the market takes place; absent: only on days set by hand"`
	Equipment []string     `json:"equipment,omitempty" dynamodbav:",omitempty" doc:"What comes along besides products: canopy, cash float; absent: the usual"`
	Archived  bool         `json:"archived" dynamodbav:",omitempty"`
	Aliases   []string     `json:"aliases" dynamodbav:",omitempty" doc:"Other names under which sales of it are recorded, such as a Square location"`
}

// Location is the time zone that the venue's hours are in: its own, else otherwise.
func (n Venue) Location(otherwise *time.Location) *time.Location {
	zone, err := civil.Zone(n.TimeZone)
	if n.TimeZone == "" || err != nil {
		return otherwise
	}
	return zone
}

// Place is a point on the Earth, in degrees.
type Place struct {
	Latitude  float64 `json:"latitude" minimum:"-90" maximum:"90"`
	Longitude float64 `json:"longitude" minimum:"-180" maximum:"180"`
}

// Recurrence says on which days a market takes place.
type Recurrence struct {
	Weekdays []string    `json:"weekdays" minItems:"1" maxItems:"7" enum:"mon,tue,wed,thu,fri,sat,sun"`
	Every    int         `json:"every" default:"1" minimum:"1" maximum:"8" doc:"Every how many weeks; more than 1 needs first"`
	First    *civil.Date `json:"first,omitempty" dynamodbav:",omitempty" doc:"First market day"`
	Last     *civil.Date `json:"last,omitempty" dynamodbav:",omitempty" doc:"Last market day"`
	From     string      `json:"from,omitempty" dynamodbav:",omitempty" pattern:"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$" doc:"Start of the season each year, MM-DD"`
	Until    string      `json:"until,omitempty" dynamodbav:",omitempty" pattern:"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$" doc:"End of the season each year, MM-DD; before from: over New Year"`
}

// weekdays are the names of the days of the week, in Go's order.
var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// WeekdayName is the name of w in a Recurrence.
func WeekdayName(w time.Weekday) string { return weekdays[w] }

// On reports whether the market takes place on d by its rule.
func (r *Recurrence) On(d civil.Date) bool {
	if r == nil || !slices.Contains(r.Weekdays, weekdays[d.Weekday()]) {
		return false
	}
	if r.First != nil && d < *r.First || r.Last != nil && d > *r.Last {
		return false
	}
	if r.Every > 1 && r.First != nil && (weekOf(d)-weekOf(*r.First))%r.Every != 0 {
		return false
	}
	return r.inSeason(d.Format("01-02"))
}

// weekOf counts weeks that begin on Monday: 1970-01-01 was a Thursday.
func weekOf(d civil.Date) int { return (int(d) + 3) / 7 }

func (r *Recurrence) inSeason(day string) bool {
	switch {
	case r.From == "" && r.Until == "":
		return true
	case r.From == "":
		return day <= r.Until
	case r.Until == "":
		return day >= r.From
	case r.From <= r.Until:
		return r.From <= day && day <= r.Until
	default: // over New Year
		return day >= r.From || day <= r.Until
	}
}

// IDOf is the id of the venue first known by name; see catalog.IDOf.
func IDOf(name string) string { return ident.Of("n", catalog.Key(name)) }

// NamesOf returns the ids of the given venues by catalog.Key of their names and aliases.
func NamesOf(venues map[string]Venue) map[string]string {
	names := map[string]string{}
	for id, n := range venues {
		for _, alias := range n.Aliases {
			names[catalog.Key(alias)] = id
		}
	}
	for id, n := range venues {
		names[catalog.Key(n.Name)] = id
	}
	return names
}
