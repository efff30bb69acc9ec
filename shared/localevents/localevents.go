// Package localevents knows what others say happens near a vendor's markets: what
// was found, which of it is near enough and during selling hours, and how old it is.
// It does no I/O: ical reads calendars, providers asks services, eventstest fakes them.
package localevents

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/ident"
	"github.com/marketprep/marketprep/shared/venue"
)

// Found is something that a source says will happen.
type Found struct {
	ID         string // of the occurrence, at its source
	Name       string
	Start, End time.Time
	AllDay     bool     // Start and End are midnights, wherever it is
	Lat, Lon   *float64 // degrees; nil: the source does not say where
	Attendance *int     // expected visitors; nil: the source does not say
	URL        string
}

// Ahead is how many days ahead sources are asked.
const Ahead = 60

// Feed is a calendar, or an organiser at Eventbrite, that a vendor follows.
type Feed struct {
	ID        string    `dynamodbav:"-"`
	Name      string    // as the vendor calls it
	URL       string    `dynamodbav:",omitempty"` // of a calendar
	Organiser string    `dynamodbav:",omitempty"` // at Eventbrite, instead
	Venue     string    `dynamodbav:",omitempty"` // id of the venue that its events are near, if they do not say where; empty: all
	Added     time.Time //
	ETag      string    `dynamodbav:",omitempty"`
	Modified  string    `dynamodbav:",omitempty"`
	State
}

// State is how reading a source went.
type State struct {
	Read    time.Time // when it was last read with success; zero: never
	Failed  string    `dynamodbav:",omitempty"` // why it was not since then; empty: it was
	Events  int       // how many of its events are near and during selling hours
	Skipped int       `dynamodbav:",omitempty"` // entries of a calendar that could not be read
	Left    int       `dynamodbav:",omitempty"` // of Events, those for which there was no room
}

// Stale is how old what a source said may be: sources are read every day.
const Stale = 48 * time.Hour

// MaxFeeds is how many feeds one vendor may follow.
const MaxFeeds = 20

// MaxFound is how many events of one source are taken.
const MaxFound = 300

// IDOf is the id of the feed with the given address or organiser.
func IDOf(address string) string { return ident.Of("f", address) }

// Site is a venue as far as events near it go.
type Site struct {
	Venue         string
	Place         *venue.Place
	Opens, Closes civil.Clock
	Zone          *time.Location
}

// SitesOf are the venues that are not archived, in order of id.
func SitesOf(venues map[string]venue.Venue, zone *time.Location) []Site {
	var sites []Site
	for id, n := range venues {
		if !n.Archived {
			sites = append(sites, Site{id, n.Place, n.Opens, n.Closes, n.Location(zone)})
		}
	}
	slices.SortFunc(sites, func(a, b Site) int { return cmp.Compare(a.Venue, b.Venue) })
	return sites
}

// Near is within how many kilometres of a market an event sends it people.
const Near = 5.0

// leadIn is how long before a market opens an event may end, and after it closes
// begin, to send it people: whoever is early looks around.
const leadIn = time.Hour

// Match are the events of a source near the sites: one for each venue that is near
// enough and open during one of its days. preset is the venue of what does not say
// where it is; empty: all.
func Match(source, preset string, found []Found, sites []Site, today civil.Date) []event.Event {
	var events []event.Event
	for _, f := range found {
		for _, s := range sites {
			distance, near := f.near(s, preset)
			if !near {
				continue
			}
			if e, ok := f.at(s, today); ok {
				e.ID, e.Source, e.Distance = idOf(source, f.ID, e.Date, s.Venue), source, distance
				events = append(events, e)
			}
		}
	}
	slices.SortFunc(events, func(a, b event.Event) int { return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.ID, b.ID)) })
	return events[:min(len(events), MaxFound)]
}

func idOf(source, id string, date civil.Date, venueID string) string {
	return ident.Of("e"+date.Format("2006"), source, id, date.String(), venueID)
}

// near reports whether f is near s, and how far away in kilometres, if that is known.
func (f Found) near(s Site, preset string) (*float64, bool) {
	if f.Lat == nil || f.Lon == nil || s.Place == nil {
		return nil, preset == "" && f.Lat == nil || preset == s.Venue
	}
	d := math.Round(Distance(*f.Lat, *f.Lon, s.Place.Latitude, s.Place.Longitude)*10) / 10
	return &d, d <= Near
}

// at is f as the days on which s would be open during it; ok is false if there are none.
func (f Found) at(s Site, today civil.Date) (e event.Event, ok bool) {
	first, last := civil.DateOf(f.Start.In(s.Zone)), civil.DateOf(f.End.In(s.Zone))
	if f.AllDay {
		first, last = civil.DateOf(f.Start), civil.DateOf(f.End.Add(-time.Second))
	}
	first = max(first, today)
	last = min(last, first+event.MaxDays-1)
	for first <= last && !f.overlaps(s, first) {
		first++
	}
	for last >= first && !f.overlaps(s, last) {
		last--
	}
	if first > last || first > today+Ahead {
		return e, false
	}
	name := catalog.CleanName(f.Name)
	if r := []rune(name); len(r) > event.MaxName {
		name = string(r[:event.MaxName])
	}
	e = event.Event{Name: name, Date: first, Until: last, Venue: s.Venue, Attendance: f.Attendance, URL: f.URL}
	return e, name != ""
}

// overlaps reports whether f goes on while s is open on d, or nearly so.
func (f Found) overlaps(s Site, d civil.Date) bool {
	if f.AllDay {
		return true
	}
	return f.Start.Before(d.At(s.Closes, s.Zone).Add(leadIn)) && f.End.After(d.At(s.Opens, s.Zone).Add(-leadIn))
}

// Distance between two places in kilometres, on a sphere.
func Distance(lat1, lon1, lat2, lon2 float64) float64 {
	const radius, degree = 6371, math.Pi / 180
	a := math.Pow(math.Sin((lat2-lat1)*degree/2), 2) + math.Cos(lat1*degree)*math.Cos(lat2*degree)*math.Pow(math.Sin((lon2-lon1)*degree/2), 2)
	return 2 * radius * math.Asin(math.Min(1, math.Sqrt(a)))
}

// MaxBytes is how much what sources say of one year may take up: a third of the
// document of a year stays for what the vendor says.
const MaxBytes = 260_000

// Merge puts what a source says now into a vendor's events of a year, in place of
// what it said before of today and later, and reports whether anything changed. What
// the vendor or another source has already is not there twice: a vendor's own words
// win, then whoever knows how many will come. left is how many there was no room for:
// those that are farthest ahead.
func Merge(events map[string]event.Event, source string, year int, now []event.Event, today civil.Date) (changed bool, left int) {
	wanted := map[string]event.Event{}
	for _, e := range now {
		if e.Date.Year() == year {
			wanted[e.ID] = e
		}
	}
	bytes := 0
	for id, e := range events {
		if _, still := wanted[id]; e.Source == source && e.Until >= today && !still {
			delete(events, id)
			changed = true
		} else if e.Source != event.Own {
			bytes += sizeOf(e)
		}
	}
	soonest := slices.SortedFunc(maps.Values(wanted), func(a, b event.Event) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.ID, b.ID))
	})
	for _, e := range soonest {
		known, ok := events[e.ID]
		if ok && known.Same(e) || rival(events, e) {
			continue
		}
		grown := sizeOf(e)
		if ok {
			grown -= sizeOf(known)
		}
		if bytes+grown > MaxBytes || !ok && len(events) >= event.MaxPerYear {
			left++
			continue
		}
		bytes += grown
		e.Hidden = known.Hidden
		events[e.ID] = e
		changed = true
	}
	return changed, left
}

// sizeOf is how many bytes e takes up in the table, at most.
func sizeOf(e event.Event) int {
	const rest = 160 // names of attributes, dates, numbers
	return rest + len(e.ID) + len(e.Name) + len(e.Venue) + len(e.Source) + len(e.URL)
}

// rival reports whether another source has e already, and removes what e is better than.
func rival(events map[string]event.Event, e event.Event) bool {
	for id, o := range events {
		same := o.Source != e.Source && o.Date <= e.Until && e.Date <= o.Until && (o.Venue == "" || o.Venue == e.Venue) && alike(o.Name, e.Name)
		switch {
		case !same:
		case !o.Hidden && o.Source != event.Own && o.Attendance == nil && e.Attendance != nil:
			delete(events, id)
		default:
			return true
		}
	}
	return false
}

// alike reports whether two names are the same but for case and punctuation.
func alike(a, b string) bool {
	key := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r == ' ' || r < 128 && !('0' <= r && r <= '9' || 'a' <= r && r <= 'z') {
				return -1
			}
			return r
		}, catalog.Key(s))
	}
	return key(a) == key(b)
}

// Add adds a feed to those of a vendor. It fails with errs.Conflict if it is there
// already or there are too many.
func Add(feeds map[string]Feed, f Feed) (Feed, error) {
	f.ID = IDOf(f.URL + f.Organiser)
	if known, ok := feeds[f.ID]; ok {
		return known, errs.New(errs.Conflict, "you follow this already, as %q", known.Name)
	}
	if len(feeds) >= MaxFeeds {
		return f, errs.New(errs.Conflict, "you follow %d calendars, which is as many as there can be", len(feeds))
	}
	feeds[f.ID] = f
	return f, nil
}

// SourceOf is the source of a feed's events.
func (f Feed) SourceOf() string { return "feed " + f.ID }
