package store

import (
	"context"
	"maps"

	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
)

// Events are a vendor's local events and the venues they are near.
type Events struct {
	Vendor vendor.Vendor // zero if there is no profile
	Venues map[string]venue.Venue
	Events map[string]event.Event
}

// EventYears returns v's events whose first day is in the given years, both
// included, by id, in one round trip.
func (s *Store) EventYears(ctx context.Context, v tenant.ID, from, to int) (Events, error) {
	keys := []dynamo.Key{vendorKey(v, profileSK), vendorKey(v, venuesSK)}
	for year := from; year <= to; year++ {
		keys = append(keys, vendorKey(v, eventsSK(year)))
	}
	e := Events{Events: map[string]event.Event{}}
	batch, err := s.table.GetBatch(ctx, keys)
	if err != nil {
		return e, err
	}
	if e.Vendor, e.Venues, err = readPlaces(batch, v); err != nil {
		return e, err
	}
	for _, k := range keys[2:] {
		d, err := readDocument[event.Event](batch, k)
		if err != nil {
			return e, err
		}
		maps.Copy(e.Events, withIDs(d.Entries, setEventID))
	}
	return e, nil
}

// EditEvents lets change alter v's events whose first day is in year, by id. See
// EditProducts about change.
func (s *Store) EditEvents(ctx context.Context, v tenant.ID, year int, change func(map[string]venue.Venue, map[string]event.Event) error) error {
	also := []dynamo.Key{vendorKey(v, venuesSK)}
	return editDocument(ctx, s, v, eventsSK(year), also, func(batch dynamo.Batch, events map[string]event.Event) error {
		venues, err := readVenues(batch, v)
		if err != nil {
			return err
		}
		return change(venues, withIDs(events, setEventID))
	})
}

func setEventID(e *event.Event, id string) { e.ID = id }
