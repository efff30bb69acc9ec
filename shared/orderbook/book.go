package orderbook

import (
	"maps"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/order"
)

// Book is the orders of some hours: those that are not loaded are not in Docs.
type Book struct {
	Docs    map[Hour]*Doc
	Changed map[Hour]bool
}

// NewBook returns a Book of the given docs.
func NewBook(docs map[Hour]*Doc) *Book { return &Book{docs, map[Hour]bool{}} }

// Hours are the hours in which o is looked for and in which it is kept.
func Hours(o order.Order) []Hour {
	hours := []Hour{HourOf(o.Home())}
	if o.State == order.Completed && !o.Closed.IsZero() && HourOf(o.Closed) != hours[0] {
		hours = append(hours, HourOf(o.Closed))
	}
	return hours
}

// Known is what is known of o: its entry in the hour that it is looked for in.
// That hour must be loaded.
func (b *Book) Known(o order.Order) (Entry, bool) {
	e, ok := b.Docs[HourOf(o.Home())].Orders[MarkOf(o.ID)]
	return e, ok
}

// Take takes e, which is New of o, in, in place of what was known of o. The hours
// of both must be loaded. It returns when the order was paid, then and now, as far
// as it counted: the market days of those times have changed.
func (b *Book) Take(o order.Order, e Entry) []time.Time {
	var touched []time.Time
	mark, home := MarkOf(o.ID), HourOf(o.Home())
	if old, known := b.Docs[home].Orders[mark]; known {
		full := b.Docs[old.At].Orders[mark]
		if full.State == Counts {
			touched = append(touched, full.Closed)
		}
		delete(b.Docs[old.At].Orders, mark)
		b.Changed[old.At] = true
	}
	if e.State == Counts {
		touched = append(touched, e.Closed)
	}
	b.put(e.At, mark, e)
	if home != e.At {
		b.put(home, mark, Entry{Version: e.Version, Updated: e.Updated, At: e.At, State: e.State, Closed: e.At.Time()})
	}
	return touched
}

func (b *Book) put(h Hour, mark Mark, e Entry) {
	b.Docs[h].Orders[mark] = e
	b.Changed[h] = true
}

// Paid are the orders that count and were paid from one time until another, in
// the order of their marks.
func (b *Book) Paid(from, until time.Time) []Paid {
	var paid []Paid
	for h := HourOf(from); h <= HourOf(until); h++ {
		doc := b.Docs[h]
		if doc == nil {
			continue
		}
		for _, mark := range slices.Sorted(maps.Keys(doc.Orders)) {
			e := doc.Orders[mark]
			if e.At == h && e.State == Counts && !e.Closed.Before(from) && !e.Closed.After(until) {
				paid = append(paid, Paid{mark, e})
			}
		}
	}
	return paid
}

// Paid is an order that counts.
type Paid struct {
	Mark Mark
	Entry
}
