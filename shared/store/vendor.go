package store

import (
	"context"

	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

// vendorItem is a vendor as stored.
type vendorItem struct {
	dynamo.Key
	dynamo.Versioned
	vendor.Vendor
}

// Vendor returns the profile of v. It fails with errs.NotFound if there is none.
func (s *Store) Vendor(ctx context.Context, v tenant.ID) (vendor.Vendor, error) {
	item, err := dynamo.Get[vendorItem](ctx, s.table, vendorKey(v, profileSK))
	return item.Vendor, err
}

// EditVendor lets change alter the profile of v and writes it. An error of change
// is returned as it is, and nothing is written. A new forecast is due. It fails
// with errs.NotFound if there is no such vendor.
func (s *Store) EditVendor(ctx context.Context, v tenant.ID, change func(*vendor.Vendor) error) error {
	k := vendorKey(v, profileSK)
	return s.editBatch(ctx, []dynamo.Key{k}, func(batch dynamo.Batch, tx *dynamo.Tx) error {
		var item vendorItem
		found, err := batch.Read(k, &item)
		if err != nil {
			return err
		}
		if !found {
			return errs.New(errs.NotFound, "there is no such vendor")
		}
		if err := change(&item.Vendor); err != nil {
			return err
		}
		read := item.Version
		item.Version++
		tx.Save(item, read)
		s.due(tx, v, ForecastWork)
		return nil
	})
}
