package store

import (
	"bytes"
	"fmt"

	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
)

// Books are some months of a vendor's sales, as they were read.
type Books struct {
	sale.Books
	Vendor vendor.Vendor

	catalog document[catalog.Product]
	venues  document[venue.Venue]
	stored  map[civil.Month]monthItems
}

// monthItems are the items of one month as they were read.
type monthItems struct {
	sales salesItem
	seen  seenItem
}

// salesItem is a month of sales as stored.
type salesItem struct {
	dynamo.Key
	dynamo.Versioned
	Sales []byte // sale.Month
}

// seenItem holds the marks of a month's file lines. It is written together with
// the month, and only imports read it.
type seenItem struct {
	dynamo.Key
	Marks []byte // sale.Seen
}

// maxBlob keeps an item below the 400 kB that DynamoDB takes.
const maxBlob = 390_000

// namesKeys are the items of v that give sales their names.
func namesKeys(v tenant.ID) []dynamo.Key {
	return []dynamo.Key{vendorKey(v, profileSK), vendorKey(v, catalogSK), vendorKey(v, venuesSK)}
}

// readBooks returns v's books of the given months out of batch.
func readBooks(batch dynamo.Batch, v tenant.ID, months []civil.Month) (*Books, error) {
	b := &Books{stored: map[civil.Month]monthItems{}}
	b.Months, b.Seen = map[civil.Month]*sale.Month{}, map[civil.Month]sale.Seen{}
	var profile vendorItem
	if _, err := batch.Read(vendorKey(v, profileSK), &profile); err != nil {
		return nil, err
	}
	b.Vendor = profile.Vendor
	var err error
	if b.catalog, err = readDocument[catalog.Product](batch, vendorKey(v, catalogSK)); err != nil {
		return nil, err
	}
	if b.venues, err = readDocument[venue.Venue](batch, vendorKey(v, venuesSK)); err != nil {
		return nil, err
	}
	b.Products, b.Venues = withIDs(b.catalog.Entries, setProductID), withIDs(b.venues.Entries, func(n *venue.Venue, id string) { n.ID = id })
	for _, m := range months {
		if err := b.readMonth(batch, v, m); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (b *Books) readMonth(batch dynamo.Batch, v tenant.ID, m civil.Month) error {
	items := monthItems{salesItem{Key: vendorKey(v, salesSK(m))}, seenItem{Key: vendorKey(v, seenSK(m))}}
	if _, err := batch.Read(items.sales.Key, &items.sales); err != nil {
		return err
	}
	if _, err := batch.Read(items.seen.Key, &items.seen); err != nil {
		return err
	}
	month, seen := new(sale.Month), sale.Seen{}
	if len(items.sales.Sales) > 0 {
		if err := month.UnmarshalBinary(items.sales.Sales); err != nil {
			return fmt.Errorf("store: read %s: %w", items.sales.SK, err)
		}
	}
	seen.Read(items.seen.Marks)
	b.Months[m], b.Seen[m], b.stored[m] = month, seen, items
	return nil
}

// changed returns month m as it is to be written, and whether it changed.
func (b *Books) changed(m civil.Month) (monthItems, bool, error) {
	items := b.stored[m]
	sales, err := b.Months[m].MarshalBinary()
	if err != nil {
		return items, false, fmt.Errorf("store: write sales of %s: %w", m, err)
	}
	marks, err := b.Seen[m].MarshalBinary()
	if err != nil {
		return items, false, fmt.Errorf("store: write lines seen in %s: %w", m, err)
	}
	unwritten := len(items.sales.Sales) == 0 && len(b.Months[m].Days) == 0
	if bytes.Equal(marks, items.seen.Marks) && (unwritten || bytes.Equal(sales, items.sales.Sales)) {
		return items, false, nil
	}
	if len(sales) > maxBlob || len(marks) > maxBlob {
		return items, false, errs.New(errs.TooLarge, "there are more sales in %s than one month can hold", m)
	}
	items.sales.Sales, items.seen.Marks = sales, marks
	items.sales.Version++
	return items, true, nil
}
