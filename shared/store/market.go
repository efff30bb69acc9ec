package store

import (
	"context"
	"maps"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
)

// Markets are what a vendor's calendar follows from.
type Markets struct {
	Vendor     vendor.Vendor // zero if there is no profile
	Venues     map[string]venue.Venue
	Exceptions map[string]market.Exception // by market.Key
}

// MarketYears returns what v's calendar of the given years, both included,
// follows from, in one round trip.
func (s *Store) MarketYears(ctx context.Context, v tenant.ID, from, to int) (Markets, error) {
	keys := []dynamo.Key{vendorKey(v, profileSK), vendorKey(v, venuesSK)}
	for year := from; year <= to; year++ {
		keys = append(keys, vendorKey(v, marketsSK(year)))
	}
	m := Markets{Exceptions: map[string]market.Exception{}}
	batch, err := s.table.GetBatch(ctx, keys)
	if err != nil {
		return m, err
	}
	if m.Vendor, m.Venues, err = readPlaces(batch, v); err != nil {
		return m, err
	}
	for _, k := range keys[2:] {
		d, err := readDocument[market.Exception](batch, k)
		if err != nil {
			return m, err
		}
		maps.Copy(m.Exceptions, d.Entries)
	}
	return m, nil
}

// EditMarkets lets change alter what v's calendar says of the year of date beyond
// the rules of the venues, by market.Key. See EditProducts about change.
func (s *Store) EditMarkets(ctx context.Context, v tenant.ID, date civil.Date, change func(map[string]venue.Venue, map[string]market.Exception) error) error {
	also := []dynamo.Key{vendorKey(v, venuesSK)}
	return editDocument(ctx, s, v, marketsSK(date.Year()), also, func(batch dynamo.Batch, exceptions map[string]market.Exception) error {
		venues, err := readVenues(batch, v)
		if err != nil {
			return err
		}
		return change(venues, exceptions)
	})
}

// readPlaces are v's profile and venues in batch.
func readPlaces(batch dynamo.Batch, v tenant.ID) (vendor.Vendor, map[string]venue.Venue, error) {
	var profile vendorItem
	if _, err := batch.Read(vendorKey(v, profileSK), &profile); err != nil {
		return profile.Vendor, nil, err
	}
	venues, err := readVenues(batch, v)
	return profile.Vendor, venues, err
}
