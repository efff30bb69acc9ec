package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/orderbook"
	"github.com/marketprep/marketprep/shared/salesmap"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// unmappedItem is a month of orders that are at no market, and of what the vendor
// said of them. Both by day and location.
type unmappedItem struct {
	dynamo.Key
	dynamo.Versioned
	Waiting  map[string]orderbook.Waiting
	Assigned map[string]string // venue, or salesmap.LeftOut
}

func slotKey(s salesmap.Slot) string { return s.Date.String() + "#" + s.Location }

func parseSlot(key string) (salesmap.Slot, error) {
	date, location, _ := strings.Cut(key, "#")
	d, err := civil.ParseDate(date)
	if err != nil {
		return salesmap.Slot{}, fmt.Errorf("store: read unmapped sales %q: %w", key, err)
	}
	return salesmap.Slot{Date: d, Location: location}, nil
}

func readUnmapped(batch dynamo.Batch, v tenant.ID, m civil.Month) (unmappedItem, error) {
	item := unmappedItem{Key: vendorKey(v, unmappedSK(m))}
	if _, err := batch.Read(item.Key, &item); err != nil {
		return item, err
	}
	// An empty map is stored as none.
	if item.Waiting == nil {
		item.Waiting = map[string]orderbook.Waiting{}
	}
	if item.Assigned == nil {
		item.Assigned = map[string]string{}
	}
	return item, nil
}

// Unmapped is what waits of one location and day.
type Unmapped struct {
	salesmap.Slot
	orderbook.Waiting
}

// Unmapped returns one page of the orders that are at no market, by month, and in
// it by day and location.
func (s *Store) Unmapped(ctx context.Context, v tenant.ID, from, to civil.Month, after string, limit int32) (Page[Unmapped], error) {
	items, err := dynamo.List[unmappedItem](ctx, s.table, vendorPK(v), dynamo.Range{From: unmappedSK(from), To: unmappedSK(to), After: after, Limit: limit})
	page := Page[Unmapped]{Items: []Unmapped{}, Next: items.Next}
	if err != nil {
		return page, err
	}
	for _, it := range items.Items {
		for _, key := range slices.Sorted(maps.Keys(it.Waiting)) {
			slot, err := parseSlot(key)
			if err != nil {
				return page, err
			}
			page.Items = append(page.Items, Unmapped{slot, it.Waiting[key]})
		}
	}
	return page, nil
}

// Mapping is what decides where a vendor's orders were sold, as it can be changed.
type Mapping struct {
	Rules    []salesmap.Rule
	Venues   map[string]venue.Venue              // to look up
	Sync     *salesync.State                     // to ask for a run
	Waiting  map[salesmap.Slot]orderbook.Waiting // of the months asked for, to look up
	Assigned map[salesmap.Slot]string            // of the months asked for; what is added is written
}

// mappingItem is the vendor's rules.
type mappingItem struct {
	dynamo.Key
	dynamo.Versioned
	Rules []salesmap.Rule
}

func readMapping(batch dynamo.Batch, v tenant.ID) (mappingItem, error) {
	item := mappingItem{Key: vendorKey(v, mappingSK)}
	_, err := batch.Read(item.Key, &item)
	return item, err
}

// SalesMapping returns the rules that place v's orders, and the locations of v's till.
func (s *Store) SalesMapping(ctx context.Context, v tenant.ID) ([]salesmap.Rule, map[string]order.Location, error) {
	batch, err := s.table.GetBatch(ctx, []dynamo.Key{vendorKey(v, mappingSK), vendorKey(v, syncSK)})
	if err != nil {
		return nil, nil, err
	}
	rules, err := readMapping(batch, v)
	if err != nil {
		return nil, nil, err
	}
	state, err := readSync(batch, v)
	return rules.Rules, state.Locations, err
}

// EditMapping lets change alter where v's orders are placed, and writes it: two
// round trips. The days concerned must be counted again: change must note so in
// Sync. An error of change is returned as it is, and nothing is written.
func (s *Store) EditMapping(ctx context.Context, v tenant.ID, months []civil.Month, change func(*Mapping) error) error {
	keys := []dynamo.Key{vendorKey(v, venuesSK), vendorKey(v, mappingSK), vendorKey(v, syncSK)}
	for _, m := range months {
		keys = append(keys, vendorKey(v, unmappedSK(m)))
	}
	return s.editBatch(ctx, keys, func(batch dynamo.Batch, tx *dynamo.Tx) error {
		rules, err := readMapping(batch, v)
		if err != nil {
			return err
		}
		state, err := readSync(batch, v)
		if err != nil {
			return err
		}
		m := &Mapping{Rules: slices.Clone(rules.Rules), Sync: &state.State, Waiting: map[salesmap.Slot]orderbook.Waiting{}, Assigned: map[salesmap.Slot]string{}}
		if m.Venues, err = readVenues(batch, v); err != nil {
			return err
		}
		for _, month := range months {
			if err := m.add(batch, v, month); err != nil {
				return err
			}
		}
		if err := change(m); err != nil {
			return err
		}
		if !slices.EqualFunc(rules.Rules, m.Rules, sameRule) {
			rules.Rules = m.Rules
			rules.Version++
			tx.Save(rules, rules.Version-1)
		}
		if err := saveAssigned(batch, v, months, m.Assigned, tx); err != nil {
			return err
		}
		return saveSync(batch, v, state, tx)
	})
}

// add adds what is known of a month.
func (m *Mapping) add(batch dynamo.Batch, v tenant.ID, month civil.Month) error {
	item, err := readUnmapped(batch, v, month)
	if err != nil {
		return err
	}
	for key, w := range item.Waiting {
		slot, err := parseSlot(key)
		if err != nil {
			return err
		}
		m.Waiting[slot] = w
	}
	for key, to := range item.Assigned {
		slot, err := parseSlot(key)
		if err != nil {
			return err
		}
		m.Assigned[slot] = to
	}
	return nil
}

func sameRule(a, b salesmap.Rule) bool {
	return a.Location == b.Location && slices.Equal(a.Weekdays, b.Weekdays) && a.From == b.From && a.Until == b.Until && a.Venue == b.Venue
}

// saveAssigned adds to tx the months in which assigned changes something.
func saveAssigned(batch dynamo.Batch, v tenant.ID, months []civil.Month, assigned map[salesmap.Slot]string, tx *dynamo.Tx) error {
	for _, m := range months {
		item, err := readUnmapped(batch, v, m)
		if err != nil {
			return err
		}
		before := maps.Clone(item.Assigned)
		for slot, to := range assigned {
			if slot.Date.Month() == m {
				item.Assigned[slotKey(slot)] = to
			}
		}
		if !maps.Equal(before, item.Assigned) {
			item.Version++
			tx.Save(item, item.Version-1)
		}
	}
	return nil
}

// Rules returns v's rules of where orders were sold.
func (s *Store) Rules(ctx context.Context, v tenant.ID) ([]salesmap.Rule, error) {
	batch, err := s.table.GetBatch(ctx, []dynamo.Key{vendorKey(v, mappingSK)})
	if err != nil {
		return nil, err
	}
	item, err := readMapping(batch, v)
	return item.Rules, err
}
