package store

import (
	"context"
	"reflect"

	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

// syncItem is how far a vendor's sync has come.
type syncItem struct {
	dynamo.Key
	dynamo.Versioned
	salesync.State
}

func readSync(batch dynamo.Batch, v tenant.ID) (syncItem, error) {
	item := syncItem{Key: vendorKey(v, syncSK)}
	_, err := batch.Read(item.Key, &item)
	return item, err
}

// Sync returns how far v's sync has come.
func (s *Store) Sync(ctx context.Context, v tenant.ID) (salesync.State, error) {
	item, err := dynamo.Get[syncItem](ctx, s.table, vendorKey(v, syncSK))
	if errs.KindOf(err) == errs.NotFound {
		return salesync.State{}, nil
	}
	return item.State, err
}

// EditSync lets change alter how far v's sync has come and writes it, if it is
// another then: two round trips. An error of change is returned as it is, and
// nothing is written. change may run again.
func (s *Store) EditSync(ctx context.Context, v tenant.ID, change func(*salesync.State) error) error {
	return s.editBatch(ctx, []dynamo.Key{vendorKey(v, syncSK)}, func(batch dynamo.Batch, tx *dynamo.Tx) error {
		item, err := readSync(batch, v)
		if err != nil {
			return err
		}
		if err := change(&item.State); err != nil {
			return err
		}
		return saveSync(batch, v, item, tx)
	})
}

// saveSync adds item to tx if it is another than the one in batch, and otherwise
// demands, if tx writes anything, that the latter stands.
func saveSync(batch dynamo.Batch, v tenant.ID, item syncItem, tx *dynamo.Tx) error {
	before, err := readSync(batch, v)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(before.State, item.State) {
		item.Version++
		tx.Save(item, before.Version)
	} else if tx.Len() > 0 {
		tx.Require(item.Key, before.Version)
	}
	return nil
}

// Vendors returns the profiles of the given vendors, in one round trip per hundred.
// A vendor who does not exist is absent.
func (s *Store) Vendors(ctx context.Context, ids []tenant.ID) (map[tenant.ID]vendor.Vendor, error) {
	var keys []dynamo.Key
	for _, v := range ids {
		keys = append(keys, vendorKey(v, profileSK))
	}
	batch, err := s.table.GetBatch(ctx, keys)
	if err != nil {
		return nil, err
	}
	vendors := map[tenant.ID]vendor.Vendor{}
	for _, v := range ids {
		var item vendorItem
		found, err := batch.Read(vendorKey(v, profileSK), &item)
		if err != nil {
			return nil, err
		}
		if found {
			vendors[v] = item.Vendor
		}
	}
	return vendors, nil
}
