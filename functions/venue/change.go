package venue

import (
	"slices"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/venue"
)

// Change is what a request may say of a venue besides its name and hours.
// What is absent stays as it is.
type Change struct {
	Address   *string               `json:"address,omitempty" maxLength:"200"`
	Place     api.Nullable[point]   `json:"place,omitzero" doc:"Where it is, for the weather and for events nearby; null: unknown"`
	TimeZone  *string               `json:"timeZone,omitempty" maxLength:"60" doc:"IANA name; empty: the vendor's" example:"America/New_York"`
	Fee       *amount.Money         `json:"fee,omitempty" minimum:"0" maximum:"1000000000" doc:"What the stall costs a day, in the minor unit of the currency"`
	Visitors  api.Nullable[int]     `json:"visitors,omitzero" minimum:"0" maximum:"1000000" doc:"Typical number of visitors a day, for a first guess; null: unknown"`
	Space     api.Nullable[float64] `json:"space,omitzero" minimum:"0" maximum:"1000000" doc:"Table space, in any measure that products are given in: crates, metres; null: enough"`
	Recurs    api.Nullable[rule]    `json:"recurs,omitzero" doc:"When the market takes place; null: only on days set by hand"`
	Equipment []string              `json:"equipment,omitempty" maxItems:"60" maxLength:"60" doc:"What comes along besides products, in the order of packing: canopy, cash float; in place of what was said so far. Empty: the usual"`
	Archived  *bool                 `json:"archived,omitempty" doc:"You do not go there any more; its sales are kept"`
	Aliases   []string              `json:"aliases,omitempty" maxItems:"50" maxLength:"100" doc:"Other names under which sales of it are recorded, such as a Square location, in place of those so far"`
}

// point is a venue.Place as a request says it: huma lets null pass for any part of
// what may be null as a whole.
type point struct {
	Latitude  *float64 `json:"latitude" minimum:"-90" maximum:"90" nullable:"false"`
	Longitude *float64 `json:"longitude" minimum:"-180" maximum:"180" nullable:"false"`
}

// rule is a venue.Recurrence as a request says it.
type rule struct {
	Weekdays []string `json:"weekdays" minItems:"1" maxItems:"7" enum:"mon,tue,wed,thu,fri,sat,sun"`
	Every    int      `json:"every,omitempty" default:"1" minimum:"1" maximum:"8" doc:"Every how many weeks; more than 1 needs first"`
	First    string   `json:"first,omitempty" format:"date" maxLength:"10" doc:"First market day, YYYY-MM-DD"`
	Last     string   `json:"last,omitempty" format:"date" maxLength:"10" doc:"Last market day, YYYY-MM-DD"`
	From     string   `json:"from,omitempty" pattern:"^[0-9]{2}-[0-9]{2}$" doc:"Start of the season each year, MM-DD" example:"04-15"`
	Until    string   `json:"until,omitempty" pattern:"^[0-9]{2}-[0-9]{2}$" doc:"End of the season each year, MM-DD; before from: over New Year" example:"11-30"`
}

// apply changes n to what c says.
func (c Change) apply(n *venue.Venue) error {
	if c.Address != nil {
		n.Address = catalog.CleanName(*c.Address)
	}
	if c.Place.Sent {
		place, err := c.place()
		if err != nil {
			return err
		}
		n.Place = place
	}
	api.Set(&n.TimeZone, c.TimeZone)
	api.Set(&n.Fee, c.Fee)
	c.Visitors.Apply(&n.Visitors)
	c.Space.Apply(&n.Space)
	if c.Equipment != nil {
		n.Equipment = venue.CleanEquipment(c.Equipment)
	}
	api.Set(&n.Archived, c.Archived)
	if c.Aliases != nil {
		n.Aliases = catalog.CleanAliases(n.Name, c.Aliases)
	}
	if c.Recurs.Sent {
		recurs, err := c.recurrence()
		if err != nil {
			return err
		}
		n.Recurs = recurs
	}
	return nil
}

func (c Change) place() (*venue.Place, error) {
	p := c.Place.Value
	switch {
	case c.Place.Null:
		return nil, nil
	case p.Latitude == nil || p.Longitude == nil:
		return nil, errs.InvalidField("body.place", "a place has a latitude and a longitude")
	}
	return &venue.Place{Latitude: *p.Latitude, Longitude: *p.Longitude}, nil
}

func (c Change) recurrence() (*venue.Recurrence, error) {
	r := c.Recurs.Value
	switch {
	case c.Recurs.Null:
		return nil, nil
	case len(r.Weekdays) == 0:
		return nil, errs.InvalidField("body.recurs.weekdays", "say at least one day of the week")
	case len(slices.Compact(slices.Sorted(slices.Values(r.Weekdays)))) < len(r.Weekdays):
		return nil, errs.InvalidField("body.recurs.weekdays", "say each day of the week once")
	}
	recurs := &venue.Recurrence{Weekdays: r.Weekdays, Every: max(r.Every, 1), From: r.From, Until: r.Until}
	var err error
	if recurs.First, err = optionalDate("body.recurs.first", r.First); err != nil {
		return nil, err
	}
	recurs.Last, err = optionalDate("body.recurs.last", r.Last)
	return recurs, err
}

func optionalDate(location, text string) (*civil.Date, error) {
	if text == "" {
		return nil, nil
	}
	d, err := api.Date(location, text)
	return &d, err
}

// setClock changes field, if text, which stands at location, says something.
func setClock(field *civil.Clock, location string, text *string) error {
	if text == nil {
		return nil
	}
	c, err := api.Clock(location, *text)
	if err == nil {
		*field = c
	}
	return err
}
