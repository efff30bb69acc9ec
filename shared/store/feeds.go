package store

import (
	"context"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/localevents"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
)

// Fair is what a vendor knows of events nearby, and from whom.
type Fair struct {
	Vendor vendor.Vendor // zero if there is no profile
	Venues map[string]venue.Venue
	Feeds  map[string]localevents.Feed    // by id; those of services are called like them
	Events map[int]map[string]event.Event // by the year of their first day, then by id

	// What EditFair is to write.
	FeedsChanged  bool
	EventsChanged map[int]bool // by year
	NextRead      time.Time    // when the sources are to be read again; zero: as it stands
}

// fairYears are the years of events from a day to as far ahead as sources are asked.
func fairYears(today civil.Date) []int {
	years := []int{event.FirstYear(today)}
	for y := years[0] + 1; y <= (today + localevents.Ahead).Year(); y++ {
		years = append(years, y)
	}
	return years
}

func fairKeys(v tenant.ID, today civil.Date) []dynamo.Key {
	keys := []dynamo.Key{vendorKey(v, profileSK), vendorKey(v, venuesSK), vendorKey(v, feedsSK)}
	for _, y := range fairYears(today) {
		keys = append(keys, vendorKey(v, eventsSK(y)))
	}
	return keys
}

func readFair(batch dynamo.Batch, v tenant.ID, today civil.Date) (*Fair, error) {
	f := &Fair{Events: map[int]map[string]event.Event{}, EventsChanged: map[int]bool{}}
	var err error
	if f.Vendor, f.Venues, err = readPlaces(batch, v); err != nil {
		return nil, err
	}
	feeds, err := readDocument[localevents.Feed](batch, vendorKey(v, feedsSK))
	if err != nil {
		return nil, err
	}
	f.Feeds = withIDs(feeds.Entries, setFeedID)
	for _, y := range fairYears(today) {
		events, err := readDocument[event.Event](batch, vendorKey(v, eventsSK(y)))
		if err != nil {
			return nil, err
		}
		f.Events[y] = withIDs(events.Entries, setEventID)
	}
	return f, nil
}

func setFeedID(f *localevents.Feed, id string) { f.ID = id }

// Fair returns what v knows of events nearby, in one round trip.
func (s *Store) Fair(ctx context.Context, v tenant.ID) (*Fair, error) {
	today := civil.DateOf(s.now().UTC())
	batch, err := s.table.GetBatch(ctx, fairKeys(v, today))
	if err != nil {
		return nil, err
	}
	return readFair(batch, v, today)
}

// EditFair lets change alter what v knows of events nearby and writes what it says
// changed: two round trips. change may run again. If events changed, v's lists are due.
func (s *Store) EditFair(ctx context.Context, v tenant.ID, change func(*Fair) error) error {
	today := civil.DateOf(s.now().UTC())
	return s.editBatch(ctx, fairKeys(v, today), func(batch dynamo.Batch, tx *dynamo.Tx) error {
		f, err := readFair(batch, v, today)
		if err != nil {
			return err
		}
		if err := change(f); err != nil {
			return err
		}
		if f.FeedsChanged {
			d, err := readDocument[localevents.Feed](batch, vendorKey(v, feedsSK))
			if err != nil {
				return err
			}
			d.Entries = f.Feeds
			tx.Save(d.saved(), d.Version)
		}
		for year, changed := range f.EventsChanged {
			if !changed {
				continue
			}
			d, err := readDocument[event.Event](batch, vendorKey(v, eventsSK(year)))
			if err != nil {
				return err
			}
			d.Entries = f.Events[year]
			tx.Save(d.saved(), d.Version)
		}
		if len(f.EventsChanged) > 0 {
			s.due(tx, v, ForecastWork)
		}
		if !f.NextRead.IsZero() {
			tx.Put(s.workItem(v, EventWork, f.NextRead))
		}
		return nil
	})
}

// Replace puts what a source says now in place of what it said before, and returns
// for how many of its events there was no room; see localevents.Merge.
func (f *Fair) Replace(source string, now []event.Event, today civil.Date) (left int) {
	for year, events := range f.Events {
		changed, without := localevents.Merge(events, source, year, now, today)
		if changed {
			f.EventsChanged[year] = true
		}
		left += without
	}
	return left
}
