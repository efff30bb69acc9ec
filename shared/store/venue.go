package store

import (
	"context"

	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// Venues returns every venue of v, by id, archived ones included.
func (s *Store) Venues(ctx context.Context, v tenant.ID) (map[string]venue.Venue, error) {
	d, err := load[venue.Venue](ctx, s, vendorKey(v, venuesSK))
	return withIDs(d.Entries, setVenueID), err
}

// EditVenues lets change alter the venues of v, by id, and writes them. See
// EditProducts about change.
func (s *Store) EditVenues(ctx context.Context, v tenant.ID, change func(map[string]venue.Venue) error) error {
	return editDocument(ctx, s, v, venuesSK, nil, func(_ dynamo.Batch, venues map[string]venue.Venue) error {
		return change(withIDs(venues, setVenueID))
	})
}

func setVenueID(n *venue.Venue, id string) { n.ID = id }

// readVenues are v's venues in batch, by id.
func readVenues(batch dynamo.Batch, v tenant.ID) (map[string]venue.Venue, error) {
	d, err := readDocument[venue.Venue](batch, vendorKey(v, venuesSK))
	return withIDs(d.Entries, setVenueID), err
}
