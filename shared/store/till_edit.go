package store

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/orderbook"
	"github.com/marketprep/marketprep/shared/salesmap"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/tenant"
)

// tillEdit is one try to take a page in: what was read for it, and what it changes.
// What must be read is not known at once: which days an order was on is known when
// it has been read, and then which orders these days had.
type tillEdit struct {
	ctx   context.Context
	s     *Store
	v     tenant.ID
	batch dynamo.Batch
	asked map[dynamo.Key]bool
	page  TillPage

	books    *Books
	mapping  mappingItem
	state    syncItem
	book     *orderbook.Book
	versions map[orderbook.Hour]int
	products *salesync.Products
	counts   salesync.Counts
	touched  []time.Time  // when orders were paid that changed
	dates    []civil.Date // that are counted again
	waiting  map[civil.Month]unmappedItem
}

// run reads, takes in, and returns what to write.
func (t *tillEdit) run(note func(*salesync.State, salesync.Counts) error) (*dynamo.Tx, error) {
	if err := t.open(); err != nil {
		return nil, err
	}
	fresh, err := t.fresh()
	if err != nil {
		return nil, err
	}
	for _, item := range t.page.Items {
		t.products.Take(item)
	}
	for _, o := range fresh {
		t.take(o)
	}
	again := t.state.Next(t.page.Recount)
	if err := t.recount(again); err != nil {
		return nil, err
	}
	t.counts.Products, t.counts.Refused = t.products.Made, t.counts.Refused+t.products.Refused
	if err := note(&t.state.State, t.counts); err != nil {
		return nil, refusal{err}
	}
	tx := new(dynamo.Tx)
	err = t.write(tx)
	return tx, err
}

// read reads the items with the given keys that were not read yet.
func (t *tillEdit) read(keys []dynamo.Key) error {
	keys = slices.DeleteFunc(keys, func(k dynamo.Key) bool {
		known := t.asked[k]
		t.asked[k] = true
		return known
	})
	if len(keys) == 0 {
		return nil
	}
	batch, err := t.s.table.GetBatch(t.ctx, keys)
	maps.Copy(t.batch, batch)
	return err
}

// open reads what every page needs, and the hours that its orders are looked for in.
func (t *tillEdit) open() error {
	keys := append(namesKeys(t.v), vendorKey(t.v, mappingSK), vendorKey(t.v, syncSK))
	var hours []orderbook.Hour
	for _, o := range t.page.Orders {
		if placed(o) {
			hours = append(hours, orderbook.Hours(o)...)
		}
	}
	err := t.read(append(keys, t.hourKeys(hours)...))
	if err != nil {
		return err
	}
	if t.books, err = readBooks(t.batch, t.v, nil); err != nil {
		return err
	}
	if t.mapping, err = readMapping(t.batch, t.v); err != nil {
		return err
	}
	if t.state, err = readSync(t.batch, t.v); err != nil {
		return err
	}
	t.products = salesync.NewProducts(t.books.Products)
	t.book, t.versions = orderbook.NewBook(map[orderbook.Hour]*orderbook.Doc{}), map[orderbook.Hour]int{}
	return t.load(hours)
}

// placed reports whether o says when it was: what does not cannot be kept.
func placed(o order.Order) bool {
	d := civil.DateOf(o.Home().UTC())
	closed := civil.DateOf(o.Closed.UTC())
	return o.ID != "" && d > civil.First && d < civil.Last && (o.Closed.IsZero() || closed > civil.First && closed < civil.Last)
}

func (t *tillEdit) hourKeys(hours []orderbook.Hour) []dynamo.Key {
	var keys []dynamo.Key
	for _, h := range slices.Compact(slices.Sorted(slices.Values(hours))) {
		keys = append(keys, vendorKey(t.v, ordersSK(h)))
	}
	return keys
}

// load puts the orders of the given hours, which were read, into the book.
func (t *tillEdit) load(hours []orderbook.Hour) error {
	for _, h := range hours {
		if t.book.Docs[h] != nil {
			continue
		}
		doc := &orderbook.Doc{Hour: h, Orders: map[orderbook.Mark]orderbook.Entry{}}
		var item ordersItem
		found, err := t.batch.Read(vendorKey(t.v, ordersSK(h)), &item)
		if err != nil {
			return err
		}
		if found {
			if err := doc.UnmarshalBinary(item.Orders); err != nil {
				return err
			}
		}
		t.book.Docs[h], t.versions[h] = doc, item.Version
	}
	return nil
}

// fresh are the orders of the page that say something new. The hours that they
// are kept in so far are loaded.
func (t *tillEdit) fresh() ([]order.Order, error) {
	var fresh []order.Order
	var elsewhere []orderbook.Hour
	for _, o := range t.page.Orders {
		if !placed(o) {
			t.counts.Refused++
			continue
		}
		known, ok := t.book.Known(o)
		if ok && !known.Newer(o) {
			continue
		}
		if ok {
			elsewhere = append(elsewhere, known.At)
		}
		fresh = append(fresh, o)
	}
	if err := t.read(t.hourKeys(elsewhere)); err != nil {
		return nil, err
	}
	return fresh, t.load(elsewhere)
}

// take takes o in, unless the page held a later state of it before.
func (t *tillEdit) take(o order.Order) {
	if known, ok := t.book.Known(o); ok && !known.Newer(o) {
		return
	}
	e := orderbook.New(o, t.books.Vendor.Currency, t.products.Of)
	t.counts.Orders++
	switch e.State {
	case orderbook.Void:
		t.counts.Voided++
	case orderbook.Foreign:
		t.counts.Foreign++
	}
	t.touched = append(t.touched, t.book.Take(o, e)...)
}

// recount counts the days again that orders changed on, and the ones in again.
func (t *tillEdit) recount(again []civil.Date) error {
	facts := salesmap.Facts{
		Rules: t.mapping.Rules, Venues: t.books.Venues, Locations: t.state.Locations, Zone: t.books.Vendor.Location(),
		Exceptions: map[string]market.Exception{}, Assigned: map[salesmap.Slot]string{},
	}
	places := salesmap.New(facts)
	t.dates = slices.Clone(again)
	for _, at := range t.touched {
		t.dates = append(t.dates, places.Dates(at)...)
	}
	if t.dates = slices.Compact(slices.Sorted(slices.Values(t.dates))); len(t.dates) == 0 {
		return nil
	}
	if len(t.touched) > 0 && (t.state.First == 0 || t.dates[0] < t.state.First) {
		t.state.First = t.dates[0]
	}
	var hours []orderbook.Hour
	for _, d := range t.dates {
		from, until := places.Span(d)
		for h := orderbook.HourOf(from); h <= orderbook.HourOf(until); h++ {
			hours = append(hours, h)
		}
	}
	if err := t.read(append(t.monthKeys(), t.hourKeys(hours)...)); err != nil {
		return err
	}
	if err := t.load(hours); err != nil {
		return err
	}
	return t.count(facts)
}

// monthKeys are what the months of the dates need: sales, what waits, calendars.
func (t *tillEdit) monthKeys() []dynamo.Key {
	var keys []dynamo.Key
	for _, d := range t.dates {
		keys = append(keys, vendorKey(t.v, salesSK(d.Month())))
		for _, near := range []civil.Date{d - 1, d, d + 1} {
			keys = append(keys, vendorKey(t.v, marketsSK(near.Year())), vendorKey(t.v, unmappedSK(near.Month())))
		}
	}
	return keys
}

// months are the months of the dates.
func (t *tillEdit) months() []civil.Month {
	var months []civil.Month
	for _, d := range t.dates {
		months = append(months, d.Month())
	}
	return slices.Compact(months)
}

// exceptions adds to facts what the calendars that were read say.
func (t *tillEdit) exceptions(facts salesmap.Facts) error {
	for _, d := range t.dates {
		for _, near := range []civil.Date{d - 1, d, d + 1} {
			doc, err := readDocument[market.Exception](t.batch, vendorKey(t.v, marketsSK(near.Year())))
			if err != nil {
				return err
			}
			maps.Copy(facts.Exceptions, doc.Entries)
			item, err := readUnmapped(t.batch, t.v, near.Month())
			if err != nil {
				return err
			}
			for key, to := range item.Assigned {
				slot, err := parseSlot(key)
				if err != nil {
					return err
				}
				facts.Assigned[slot] = to
			}
		}
	}
	return nil
}
