package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/orderbook"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ordersItem is the orders of one hour as stored.
type ordersItem struct {
	dynamo.Key
	dynamo.Versioned
	Orders []byte // orderbook.Doc
}

// TillPage is what a till said, or what else is to be done with what it said before.
type TillPage struct {
	Orders  []order.Order
	Items   []order.Item // of the catalog
	Recount int          // how many of the days that salesync.State notes to count again
}

// errLarge says that what changes does not fit into one transaction.
var errLarge = errors.New("store: too much for one transaction")

// maxHours is how many hours' orders are read, to begin with, for one transaction.
const maxHours = 40

// TakeTill takes in what v's till said: what is new or has changed is kept, the
// market days that it touches are counted again, and note changes how far the
// sync has come, all in one transaction. Taking the same in twice changes nothing
// the second time, in whatever order orders arrive.
//
// A page that changes too much for one transaction is taken in parts, note being
// called for each; last tells the last one. An error of note is returned as it is.
func (s *Store) TakeTill(ctx context.Context, v tenant.ID, page TillPage, note func(st *salesync.State, c salesync.Counts, last bool) error) error {
	return s.takeParts(ctx, v, page, true, note)
}

func (s *Store) takeParts(ctx context.Context, v tenant.ID, page TillPage, last bool, note func(*salesync.State, salesync.Counts, bool) error) error {
	slices.SortFunc(page.Orders, func(a, b order.Order) int { return a.Home().Compare(b.Home()) })
	if hoursOf(page.Orders) <= maxHours {
		err := s.editTill(ctx, v, page, func(st *salesync.State, c salesync.Counts) error { return note(st, c, last) })
		if !errors.Is(err, errLarge) {
			return err
		}
	}
	half := page
	switch n := len(page.Orders); {
	case n > 1:
		half.Orders, page.Orders = page.Orders[:n/2], page.Orders[n/2:]
		page.Items, page.Recount = nil, 0
	case page.Recount > 1:
		half.Recount = page.Recount / 2
		page.Recount -= half.Recount
		half.Orders, half.Items = nil, nil
	default:
		return fmt.Errorf("store: take in one order of a till: %w", errLarge)
	}
	if err := s.takeParts(ctx, v, half, false, note); err != nil {
		return err
	}
	return s.takeParts(ctx, v, page, last, note)
}

// hoursOf is how many hours' orders must be read to take in orders.
func hoursOf(orders []order.Order) int {
	hours := map[orderbook.Hour]bool{}
	for _, o := range orders {
		for _, h := range orderbook.Hours(o) {
			hours[h] = true
		}
	}
	return len(hours)
}

// editTill takes in page in one transaction.
func (s *Store) editTill(ctx context.Context, v tenant.ID, page TillPage, note func(*salesync.State, salesync.Counts) error) error {
	return edit(ctx, func() error {
		t := &tillEdit{ctx: ctx, s: s, v: v, batch: dynamo.Batch{}, asked: map[dynamo.Key]bool{}, page: page}
		tx, err := t.run(note)
		if err != nil || tx.Len() == 0 {
			return err
		}
		return s.table.Write(ctx, tx)
	})
}
