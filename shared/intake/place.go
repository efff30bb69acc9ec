package intake

import (
	"maps"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/salesfile"
	"github.com/marketprep/marketprep/shared/venue"
)

// unnamed is what a venue is called that no file and no vendor named.
const unnamed = "My market"

// place is the id of the venue that l was sold at: the one it names, which is
// made if there is none; else the file's; else the one whose market takes place
// on that day and, if several do, at that time.
func (in *Intake) place(l salesfile.Line) (string, error) {
	if name := catalog.CleanName(l.Location); name != "" {
		if id, ok := in.venueNames[catalog.Key(name)]; ok {
			return id, nil
		}
		return in.open(name)
	}
	if in.venue != "" {
		return in.venue, nil
	}
	ids := slices.Sorted(maps.Keys(in.books.Venues))
	switch len(ids) {
	case 0:
		return in.open(unnamed)
	case 1:
		return ids[0], nil
	}
	best, rank := "", 0
	for _, id := range ids {
		if r := fits(in.books.Venues[id], l); r > rank {
			best, rank = id, r
		}
	}
	if best == "" {
		return "", errs.New(errs.Invalid, "none of your markets takes place on a %s: name the venue of this file", l.Date.Weekday())
	}
	return best, nil
}

// fits ranks how well a sale fits a venue's rule: 0 not at all, 2 better than 1.
func fits(n venue.Venue, l salesfile.Line) int {
	switch {
	case n.Archived || !n.Recurs.On(l.Date):
		return 0
	case l.Minute == sale.Unknown || l.Minute < n.Opens || l.Minute > n.Closes:
		return 1
	default:
		return 2
	}
}

// open makes a venue that a file names for the first time.
func (in *Intake) open(name string) (string, error) {
	if len(in.books.Venues) >= venue.MaxVenues {
		return "", errs.New(errs.Invalid, "you have %d venues already, which is as many as we keep: %q is not among them", venue.MaxVenues, name)
	}
	id := venue.NewID(in.books.Venues, name)
	in.books.Venues[id] = venue.Venue{ID: id, Name: name, Opens: defaultOpens, Closes: defaultCloses}
	in.books.VenuesChanged = true
	in.venueNames[catalog.Key(name)] = id
	in.found[id] = true
	in.report.Venues = append(in.report.Venues, name)
	return id, nil
}

// Hours of a market that no sale tells the hours of: what is usual.
const (
	defaultOpens  civil.Clock = 8 * 60
	defaultCloses civil.Clock = 13 * 60
)

// slotShare is the share of the weeks on which a market must have had sales on a
// weekday for that weekday to be part of its rule.
const slotShare = 0.2

// settle gives the venue a rule and hours by what was sold there.
func (in *Intake) settle(id string) {
	var days [7]int
	var opens, closes []civil.Clock
	first, last := civil.Last, civil.First
	for _, m := range in.books.Months {
		for i := range m.Days {
			d := &m.Days[i]
			if d.Venue != id {
				continue
			}
			days[d.Date.Weekday()]++
			first, last = min(first, d.Date), max(last, d.Date)
			if o, c := hours(d); o != sale.Unknown {
				opens, closes = append(opens, o), append(closes, c)
			}
		}
	}
	weeks := float64(last-first)/7 + 1
	var rule venue.Recurrence
	for w, n := range days {
		if n > 0 && (float64(n) >= slotShare*weeks || weeks < 3) {
			rule.Weekdays = append(rule.Weekdays, venue.WeekdayName(time.Weekday(w)))
		}
	}
	n := in.books.Venues[id]
	if len(rule.Weekdays) > 0 {
		rule.Every = 1
		n.Recurs = &rule
	}
	if len(opens) > 0 {
		slices.Sort(opens)
		slices.Sort(closes)
		// The median day's first and last sale, to the half hour around them.
		n.Opens = opens[len(opens)/2] / 30 * 30
		n.Closes = min((closes[len(closes)/2]+29)/30*30, civil.EndOfDay)
		if n.Closes <= n.Opens {
			n.Closes = min(n.Opens+60, civil.EndOfDay)
		}
	}
	in.books.Venues[id], in.books.VenuesChanged = n, true
}

// hours are the times of a day's first and last sale.
func hours(d *sale.Day) (first, last civil.Clock) {
	first, last = sale.Unknown, sale.Unknown
	for _, l := range d.Lines {
		if l.First != sale.Unknown && (first == sale.Unknown || l.First < first) {
			first = l.First
		}
		last = max(last, l.Last)
	}
	return first, last
}
