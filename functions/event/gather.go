package event

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/localevents"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// editFair is store.EditFair.
type editFair func(ctx context.Context, v tenant.ID, change func(*store.Fair) error) error

const (
	// again is after how long sources are read again.
	again = 24 * time.Hour
	// soon is after how long one is that failed, until it was not heard of for so long
	// that it is dead rather than ill.
	soon = 3 * time.Hour
	dead = 72 * time.Hour
)

// atOnce is how many sources of one vendor are read at a time.
const atOnce = 6

// gatherer reads a vendor's sources.
type gatherer struct {
	localevents.Sources
	now func() time.Time
}

// news is what a source said.
type news struct {
	feed   localevents.Feed
	source string // of its events
	events []event.Event
	err    error
}

// everything is for gather to read all sources.
func everything(localevents.Feed, time.Time) bool { return true }

// due reports whether it is time to read a source: a day after it was read, or when
// that failed. What would be an hour later is read along with it.
func due(f localevents.Feed, now time.Time) bool {
	return f.Failed != "" || now.Sub(f.Read) > again-time.Hour
}

// next is when the first of a vendor's sources is due.
func next(feeds map[string]localevents.Feed, now time.Time) time.Time {
	first := now.Add(again)
	for _, f := range feeds {
		at := f.Read.Add(again)
		if known := cmp.Or(f.Read, f.Added); f.Failed != "" && now.Sub(known) < dead {
			at = now.Add(soon)
		}
		if at.After(now) && at.Before(first) {
			first = at
		}
	}
	return first
}

// gather reads the feeds of f that wanted says, and services for its venues. It ends
// with ctx: what did not answer by then has failed.
func (g gatherer) gather(ctx context.Context, f *store.Fair, wanted func(localevents.Feed, time.Time) bool) ([]news, error) {
	now := g.now()
	services, err := g.Services(ctx)
	if err != nil {
		return nil, err
	}
	services = slices.DeleteFunc(services, func(name string) bool { return !wanted(f.Feeds[name], now) })
	sites := localevents.SitesOf(f.Venues, f.Vendor.Location())
	var feeds []localevents.Feed
	for _, id := range slices.Sorted(maps.Keys(f.Feeds)) {
		if feed := f.Feeds[id]; feed.URL+feed.Organiser != "" && wanted(feed, now) {
			feeds = append(feeds, feed)
		}
	}
	all := make([]news, len(feeds)+len(services))
	slots := make(chan struct{}, atOnce)
	var wg sync.WaitGroup
	read := func(i int, one func() news) {
		wg.Go(func() {
			slots <- struct{}{}
			all[i] = one()
			<-slots
		})
	}
	for i, feed := range feeds {
		read(i, func() news { return g.readFeed(ctx, feed, sites, f.Vendor.Location()) })
	}
	for i, name := range services {
		read(len(feeds)+i, func() news { return g.readService(ctx, name, f.Feeds[name], sites, f.Vendor.Location()) })
	}
	wg.Wait()
	return all, nil
}

func (g gatherer) readFeed(ctx context.Context, feed localevents.Feed, sites []localevents.Site, zone *time.Location) news {
	n := news{feed: feed, source: feed.SourceOf()}
	if slices.ContainsFunc(sites, func(s localevents.Site) bool { return s.Venue == feed.Venue }) {
		zone = sites[slices.IndexFunc(sites, func(s localevents.Site) bool { return s.Venue == feed.Venue })].Zone
	}
	var r localevents.Reading
	if feed.Organiser != "" {
		r.Found, n.err = g.Organiser(ctx, feed.Organiser)
	} else {
		r, n.err = g.Calendar(ctx, feed, zone)
	}
	if n.err != nil {
		n.feed.Failed = said(n.err)
		return n
	}
	n.feed.Read, n.feed.Failed = g.now().UTC(), ""
	if r.Unchanged {
		n.source = ""
		return n
	}
	n.feed.ETag, n.feed.Modified, n.feed.Skipped = r.ETag, r.Modified, r.Skipped
	n.events = localevents.Match(n.source, feed.Venue, r.Found, sites, civil.DateOf(g.now().In(zone)))
	n.feed.Events = len(n.events)
	return n
}

// readService asks a service around every venue, those near each other once.
func (g gatherer) readService(ctx context.Context, name string, feed localevents.Feed, sites []localevents.Site, zone *time.Location) news {
	n := news{feed: feed, source: name}
	n.feed.ID, n.feed.Name = name, name
	found := map[string]localevents.Found{}
	asked := map[[2]int]bool{}
	for _, s := range sites {
		if s.Place == nil {
			continue
		}
		square := [2]int{int(s.Place.Latitude * 50), int(s.Place.Longitude * 50)}
		if asked[square] {
			continue
		}
		asked[square] = true
		here, err := g.Near(ctx, name, s.Place.Latitude, s.Place.Longitude)
		if err != nil {
			n.err, n.feed.Failed = err, said(err)
			return n
		}
		for _, e := range here {
			found[e.ID] = e
		}
	}
	var all []localevents.Found
	for _, id := range slices.Sorted(maps.Keys(found)) {
		all = append(all, found[id])
	}
	n.feed.Read, n.feed.Failed = g.now().UTC(), ""
	n.events = localevents.Match(name, "", all, sites, civil.DateOf(g.now().In(zone)))
	n.feed.Events = len(n.events)
	return n
}

// said is err in the words of whom it is shown to.
func said(err error) string {
	if named, ok := errors.AsType[*errs.Error](err); ok {
		return named.Message
	}
	return "it could not be read"
}

// take puts what sources said into f. What failed keeps its events.
func (g gatherer) take(f *store.Fair, all []news) {
	today := civil.DateOf(g.now().In(f.Vendor.Location()))
	for _, n := range all {
		if _, still := f.Feeds[n.feed.ID]; !still && n.feed.URL+n.feed.Organiser != "" {
			continue // removed meanwhile
		}
		if n.err == nil && n.source != "" {
			n.feed.Left = f.Replace(n.source, n.events, today)
		}
		f.Feeds[n.feed.ID] = n.feed
		f.FeedsChanged = true
	}
	if len(f.Feeds) > 0 {
		f.NextRead = next(f.Feeds, g.now())
	}
}

// feedView is a source as it is shown.
type feedView struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	URL        string     `json:"url,omitempty"`
	Organiser  string     `json:"organiser,omitempty" doc:"At Eventbrite"`
	Venue      string     `json:"venue,omitempty" doc:"Venue that its events are near, if they do not say where; absent: all"`
	At         *time.Time `json:"at,omitempty" doc:"When it was last read; absent: never"`
	AgeSeconds int        `json:"ageSeconds" doc:"How long ago that was"`
	IsFallback bool       `json:"isFallback" doc:"It could not be read last time: what it said before stands"`
	Problem    string     `json:"problem,omitempty" doc:"Why"`
	Events     int        `json:"events" doc:"How many of its events are near your markets and during their hours"`
	Skipped    int        `json:"skipped" doc:"Entries of the calendar that could not be read"`
	LeftOut    int        `json:"leftOut" doc:"Of its events, those that there was no room for: the farthest ahead"`
}

func viewOf(f localevents.Feed, now time.Time) feedView {
	v := feedView{ID: f.ID, Name: f.Name, URL: f.URL, Organiser: f.Organiser, Venue: f.Venue, Problem: f.Failed, IsFallback: f.Failed != "", Events: f.Events, Skipped: f.Skipped, LeftOut: f.Left}
	if !f.Read.IsZero() {
		at := f.Read.UTC()
		v.At, v.AgeSeconds = &at, max(0, int(now.Sub(at)/time.Second))
	}
	return v
}

func viewsOf(feeds map[string]localevents.Feed, now time.Time) []feedView {
	views := []feedView{}
	for _, id := range slices.Sorted(maps.Keys(feeds)) {
		views = append(views, viewOf(feeds[id], now))
	}
	return views
}
