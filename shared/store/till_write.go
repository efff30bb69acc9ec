package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/orderbook"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/salesmap"
	"github.com/marketprep/marketprep/shared/salesync"
)

// count counts the dates again into the books and what waits.
func (t *tillEdit) count(facts salesmap.Facts) error {
	if err := t.exceptions(facts); err != nil {
		return err
	}
	for _, m := range t.months() {
		if err := t.books.readMonth(t.batch, t.v, m); err != nil {
			return err
		}
	}
	facts.Before = t.before()
	places := salesmap.New(facts)
	t.waiting = map[civil.Month]unmappedItem{}
	for _, d := range t.dates {
		counted := orderbook.Count(d, t.book.Paid(places.Span(d)), places)
		counted.Write(t.books.Months[d.Month()], d)
		t.counts.MarketDays += len(counted.Days)
		if err := t.wait(d, counted.Waiting); err != nil {
			return err
		}
	}
	return nil
}

// before are the venues at which the till's orders of the dates were placed so far.
func (t *tillEdit) before() map[civil.Date][]string {
	before := map[civil.Date][]string{}
	for _, m := range t.books.Months {
		for _, day := range m.Days {
			if slices.ContainsFunc(day.Lines, func(l sale.Line) bool { return l.Source == sale.Square }) {
				before[day.Date] = append(before[day.Date], day.Venue)
			}
		}
	}
	return before
}

// wait notes which orders of d wait.
func (t *tillEdit) wait(d civil.Date, waiting map[string]orderbook.Waiting) error {
	item, known := t.waiting[d.Month()]
	if !known {
		var err error
		if item, err = readUnmapped(t.batch, t.v, d.Month()); err != nil {
			return err
		}
		t.waiting[d.Month()] = item
	}
	prefix := slotKey(salesmap.Slot{Date: d})
	maps.DeleteFunc(item.Waiting, func(key string, _ orderbook.Waiting) bool { return strings.HasPrefix(key, prefix) })
	t.state.Waits = salesync.Without(t.state.Waits, d)
	if len(waiting) > 0 {
		t.state.Waits = salesync.Join(t.state.Waits, salesync.Span{From: d, To: d})
	}
	for location, w := range waiting {
		item.Waiting[slotKey(salesmap.Slot{Date: d, Location: location})] = w
	}
	return nil
}

// write adds what changed to tx. It fails with errLarge if that is too much.
func (t *tillEdit) write(tx *dynamo.Tx) error {
	size, err := t.writeOrders(tx)
	if err != nil {
		return err
	}
	more, err := t.writeMonths(tx)
	if err != nil {
		return err
	}
	if t.products.Changed {
		tx.Save(t.books.catalog.saved(), t.books.catalog.Version)
		more += maxBlob // at most
	}
	if err := saveSync(t.batch, t.v, t.state, tx); err != nil {
		return err
	}
	if tx.Len() > dynamo.MaxTx || size+more > maxTxBytes {
		return refusal{errLarge}
	}
	return nil
}

// writeOrders adds the hours whose orders changed, and returns their size in bytes.
func (t *tillEdit) writeOrders(tx *dynamo.Tx) (size int, err error) {
	for _, h := range slices.Sorted(maps.Keys(t.book.Changed)) {
		packed, err := t.book.Docs[h].MarshalBinary()
		if err != nil {
			return 0, fmt.Errorf("store: write orders of %s: %w", h, err)
		}
		if len(packed) > maxBlob {
			return 0, refusal{errs.New(errs.TooLarge, "there are more orders in the hour of %s than can be kept", h)}
		}
		item := ordersItem{Key: vendorKey(t.v, ordersSK(h)), Orders: packed}
		item.Version = t.versions[h] + 1
		tx.Save(item, t.versions[h])
		size += len(packed)
	}
	return size, nil
}

// writeMonths adds the months whose sales, or what waits of them, changed. The
// lines of files that a month contains stand elsewhere and stay as they are.
func (t *tillEdit) writeMonths(tx *dynamo.Tx) (size int, err error) {
	due := t.products.Changed
	for _, m := range t.months() {
		items, changed, err := t.books.changed(m)
		if err != nil {
			return 0, refusal{err}
		}
		if changed {
			tx.Save(items.sales, items.sales.Version-1)
			size, due = size+len(items.sales.Sales), true
		}
		before, err := readUnmapped(t.batch, t.v, m)
		if err != nil {
			return 0, err
		}
		if item, ok := t.waiting[m]; ok && !maps.EqualFunc(before.Waiting, item.Waiting, sameWaiting) {
			item.Version++
			tx.Save(item, before.Version)
		}
	}
	if due {
		t.s.due(tx, t.v, ForecastWork)
	}
	return size, nil
}

func sameWaiting(a, b orderbook.Waiting) bool {
	return a.Orders == b.Orders && a.Revenue == b.Revenue && a.First.Equal(b.First) && a.Last.Equal(b.Last)
}
