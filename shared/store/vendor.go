package store

import (
	"context"

	"github.com/marketprep/marketprep/shared/dynamo"
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
