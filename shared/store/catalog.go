package store

import (
	"context"

	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/tenant"
)

// Products returns every product of v, by id, archived ones included.
func (s *Store) Products(ctx context.Context, v tenant.ID) (map[string]catalog.Product, error) {
	d, err := load[catalog.Product](ctx, s, vendorKey(v, catalogSK))
	return withIDs(d.Entries, setProductID), err
}

// EditProducts lets change alter the products of v, by id, and writes them: two
// round trips, undisturbed. change may run again on fresh products if someone
// else wrote in between; its error is returned as it is, and nothing is written.
func (s *Store) EditProducts(ctx context.Context, v tenant.ID, change func(map[string]catalog.Product) error) error {
	return editDocument(ctx, s, v, catalogSK, nil, func(_ dynamo.Batch, products map[string]catalog.Product) error {
		return change(withIDs(products, setProductID))
	})
}

func setProductID(p *catalog.Product, id string) { p.ID = id }

// withIDs sets the id of each entry, which the table holds only as its key.
func withIDs[T any](entries map[string]T, set func(*T, string)) map[string]T {
	for id, e := range entries {
		set(&e, id)
		entries[id] = e
	}
	return entries
}
