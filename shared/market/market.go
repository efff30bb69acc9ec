// Package market knows on which days a vendor's markets take place: the rule of
// each venue, and what the vendor says of single days.
package market

import (
	"cmp"
	"slices"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/venue"
)

// Status says whether the vendor goes.
type Status string

// The states of a market day.
const (
	Planned Status = "planned" // by the venue's rule, or added by hand
	Skipped Status = "skipped" // it is on, but the vendor does not go, or it is cancelled
)

// Exception is what the vendor says of one market day.
type Exception struct {
	Status    Status         `dynamodbav:",omitempty"`
	Opens     *civil.Clock   `dynamodbav:",omitempty"`
	Closes    *civil.Clock   `dynamodbav:",omitempty"`
	Fee       *amount.Money  `dynamodbav:",omitempty"`
	Visitors  *int           `dynamodbav:",omitempty"`
	Note      string         `dynamodbav:",omitempty"`
	PreOrders map[string]int `dynamodbav:",omitempty"` // units ordered beforehand, by product id
}

// Day is one market day as it is planned.
type Day struct {
	Date      civil.Date     `json:"date"`
	Venue     string         `json:"venue" doc:"Id of the venue"`
	VenueName string         `json:"venueName"`
	Status    Status         `json:"status" enum:"planned,skipped"`
	ByRule    bool           `json:"byRule" doc:"The venue's rule has a market on this day"`
	Opens     civil.Clock    `json:"opens"`
	Closes    civil.Clock    `json:"closes"`
	Fee       amount.Money   `json:"fee" doc:"What the stall costs, in the minor unit of the currency"`
	Visitors  *int           `json:"visitors,omitempty"`
	Note      string         `json:"note"`
	PreOrders map[string]int `json:"preOrders,omitempty" doc:"Units ordered beforehand, by the product's id: they come on top of the list"`
	Own       []string       `json:"own" enum:"status,opens,closes,fee,visitors" doc:"What of these you said of this very day; the rest is the venue's, and changes with it"`
}

// Key is how an Exception of a year is stored: date and venue.
func Key(d civil.Date, venueID string) string { return d.String() + "#" + venueID }

// Calendar lists the market days from one day to another, both included, in order
// of day and opening: what the rules of venues that are not archived say, and
// what exceptions, by Key, add or change.
func Calendar(venues map[string]venue.Venue, exceptions map[string]Exception, from, to civil.Date) []Day {
	var days []Day
	for d := from; d <= to; d++ {
		for id, n := range venues {
			if day, ok := On(n, id, exceptions, d); ok && !n.Archived {
				days = append(days, day)
			}
		}
	}
	slices.SortFunc(days, func(a, b Day) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Opens, b.Opens), cmp.Compare(a.Venue, b.Venue))
	})
	return days
}

// On is the market day of venue n on d, and whether there is one.
func On(n venue.Venue, id string, exceptions map[string]Exception, d civil.Date) (Day, bool) {
	e, said := exceptions[Key(d, id)]
	byRule := n.Recurs.On(d)
	if !byRule && (!said || e.Status == "") {
		return Day{}, false
	}
	return Day{
		Date: d, Venue: id, VenueName: n.Name, ByRule: byRule, Note: e.Note, PreOrders: e.PreOrders,
		Status:   cmp.Or(e.Status, Planned),
		Opens:    or(e.Opens, n.Opens),
		Closes:   or(e.Closes, n.Closes),
		Fee:      or(e.Fee, n.Fee),
		Visitors: cmp.Or(e.Visitors, n.Visitors),
		Own:      e.own(),
	}, true
}

func or[T any](p *T, otherwise T) T {
	if p != nil {
		return *p
	}
	return otherwise
}

// Assumed is the market day of venue n on d as On tells it, or, where there is
// none, as it would be with the venue's usual hours.
func Assumed(n venue.Venue, id string, exceptions map[string]Exception, d civil.Date) Day {
	if day, ok := On(n, id, exceptions, d); ok {
		return day
	}
	return Day{Date: d, Venue: id, VenueName: n.Name, Status: Planned, Opens: n.Opens, Closes: n.Closes, Fee: n.Fee, Visitors: n.Visitors, Own: Exception{}.own()}
}
