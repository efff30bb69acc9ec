package store

import (
	"context"
	"maps"
	"slices"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/tenant"
)

// SalesMonths returns v's sales of the given months (at most 97 in one round
// trip), with the products and venues they name.
func (s *Store) SalesMonths(ctx context.Context, v tenant.ID, months []civil.Month) (*Books, error) {
	keys := namesKeys(v)
	for _, m := range months {
		keys = append(keys, vendorKey(v, salesSK(m)))
	}
	batch, err := s.table.GetBatch(ctx, keys)
	if err != nil {
		return nil, err
	}
	return readBooks(batch, v, months)
}

// EditSales reads the books of the given months, lets change alter them, and
// writes what changed: two round trips for up to four years, undisturbed. If
// sales changed, a new forecast is due.
//
// change may run again on fresh books if someone else wrote in between; its error
// is returned as it is, and nothing is written. What does not fit into one
// transaction is written in several, each of which leaves whole months behind, so
// that an import that was cut off can be repeated.
func (s *Store) EditSales(ctx context.Context, v tenant.ID, months []civil.Month, change func(*Books) error) error {
	return s.editSales(ctx, v, months, nil, func(b *Books, _ dynamo.Batch, _ *dynamo.Tx) error { return change(b) })
}

// editSales is EditSales that reads more items in the same batch, and lets change
// write more in the same transaction.
func (s *Store) editSales(ctx context.Context, v tenant.ID, months []civil.Month, more []dynamo.Key, change func(*Books, dynamo.Batch, *dynamo.Tx) error) error {
	keys := append(namesKeys(v), more...)
	for _, m := range months {
		keys = append(keys, vendorKey(v, salesSK(m)), vendorKey(v, seenSK(m)))
	}
	return s.editBatch(ctx, keys, func(batch dynamo.Batch, tx *dynamo.Tx) error {
		b, err := readBooks(batch, v, months)
		if err != nil {
			return err
		}
		if err := change(b, batch, tx); err != nil {
			return err
		}
		return s.writeBooks(ctx, v, b, tx)
	})
}

// maxTxBytes keeps a transaction below the 4 MB that DynamoDB takes.
const maxTxBytes = 3_500_000

// writeBooks adds what changed of b to tx. If it is too much for one transaction,
// it writes what is in tx and goes on with an empty one.
func (s *Store) writeBooks(ctx context.Context, v tenant.ID, b *Books, tx *dynamo.Tx) error {
	if b.ProductsChanged {
		tx.Save(b.catalog.saved(), b.catalog.Version)
	}
	if b.VenuesChanged {
		tx.Save(b.venues.saved(), b.venues.Version)
	}
	size, due := 0, false
	for _, m := range slices.Sorted(maps.Keys(b.Months)) {
		items, changed, err := b.changed(m)
		if err != nil {
			return err
		}
		if !changed {
			continue
		}
		more := len(items.sales.Sales) + len(items.seen.Marks)
		if tx.Len()+3 > dynamo.MaxTx || size+more > maxTxBytes {
			if err := s.table.Write(ctx, tx); err != nil {
				return err
			}
			*tx, size = dynamo.Tx{}, 0
		}
		tx.Save(items.sales, items.sales.Version-1).Put(items.seen)
		size, due = size+more, true
	}
	if due {
		s.due(tx, v, ForecastWork)
	}
	return nil
}
