package venue

import (
	"fmt"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

// What one venue may be. Names are counted in characters.
const (
	MaxName                  = 100
	MaxAddress               = 200
	MaxAliases               = 50
	MaxFee      amount.Money = 1_000_000_000
	MaxVisitors              = 1_000_000
)

// NewID is the id of a new venue called name; see catalog.NewID.
func NewID(venues map[string]Venue, name string) string {
	return catalog.FreeID(IDOf(name), func(id string) bool { _, taken := venues[id]; return taken })
}

// Put adds n to venues, or changes it there, by its id. It fails with
// errs.Invalid, naming fields of the request's body, if n cannot be, and with
// errs.Conflict if another venue has its name or there are too many.
func Put(venues map[string]Venue, n Venue) error {
	if err := n.check(); err != nil {
		return err
	}
	// Sales may have brought more names than a request can.
	if len(n.Aliases) > max(MaxAliases, len(venues[n.ID].Aliases)) {
		return errs.InvalidField("body.aliases", "a venue can have %d other names, not %d", MaxAliases, len(n.Aliases))
	}
	names := NamesOf(venues)
	for i, name := range append([]string{n.Name}, n.Aliases...) {
		id, taken := names[catalog.Key(name)]
		if !taken || id == n.ID {
			continue
		}
		location := "body.name"
		if i > 0 {
			location = "body.aliases"
		}
		message := fmt.Sprintf("you have a venue that sales call %q already: %s", name, venues[id].Name)
		if venues[id].Archived {
			message += ", which is archived"
		}
		return &errs.Error{Kind: errs.Conflict, Message: message, Fields: []errs.Field{{Location: location, Message: message}}}
	}
	if _, known := venues[n.ID]; !known && len(venues) >= MaxVenues {
		return errs.New(errs.Conflict, "you have %d venues, archived ones included, which is as many as there can be: give an archived one a new name instead", len(venues))
	}
	venues[n.ID] = n
	return nil
}

// check fails with errs.Invalid if what n says cannot be true together.
func (n Venue) check() error {
	if n.Name == "" {
		return errs.InvalidField("body.name", "a venue needs a name")
	}
	if n.TimeZone != "" {
		if _, err := civil.Zone(n.TimeZone); err != nil {
			return errs.InvalidField("body.timeZone", "%s", err.Error())
		}
	}
	if err := CheckHours(n.Opens, n.Closes); err != nil {
		return err
	}
	return n.Recurs.check()
}

// CheckHours fails with errs.Invalid unless a market can be from opens to closes.
// One that runs past midnight cannot: its sales belong to the day it began on.
func CheckHours(opens, closes civil.Clock) error {
	if closes <= opens {
		return errs.InvalidField("body.closes", "a market that opens at %s cannot close at %s; one that runs past midnight closes at 24:00", opens, closes)
	}
	return nil
}

func (r *Recurrence) check() error {
	switch {
	case r == nil:
		return nil
	case r.Every > 1 && r.First == nil:
		return errs.InvalidField("body.recurs.first", "say which day is the first of a market that is held every %d weeks", r.Every)
	case r.First != nil && r.Last != nil && *r.Last < *r.First:
		return errs.InvalidField("body.recurs.last", "%s is before the first market day, %s", r.Last, r.First)
	case !isDay(r.From):
		return errs.InvalidField("body.recurs.from", "%q is no day of the year: write MM-DD", r.From)
	case !isDay(r.Until):
		return errs.InvalidField("body.recurs.until", "%q is no day of the year: write MM-DD", r.Until)
	}
	return nil
}

// isDay reports whether s is a day of some year, MM-DD, or empty.
func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, "2024-"+s)
	return s == "" || err == nil
}

// Rename calls n name from now on. The old name stays an alias, so that sales
// which still carry it find n.
func (n *Venue) Rename(name string) {
	old := n.Name
	n.Name = name
	n.Aliases = catalog.CleanAliases(name, append(slices.Clone(n.Aliases), old))
}

// CleanEquipment is what a vendor takes along, each piece once, without blanks.
func CleanEquipment(pieces []string) []string {
	var clean []string
	seen := map[string]bool{}
	for _, p := range pieces {
		name := catalog.CleanName(p)
		if key := catalog.Key(name); name != "" && !seen[key] {
			seen[key] = true
			clean = append(clean, name)
		}
	}
	return clean
}
