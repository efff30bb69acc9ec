// Package order is a sale as a till reports it, and what the till sells and
// where: domain types without I/O, which an adapter of a till (shared/square)
// fills and the sync reads.
package order

import (
	"cmp"
	"time"

	"github.com/marketprep/marketprep/shared/amount"
)

// State says whether an order counts. Its numbers are stored.
type State uint8

// The states. Only a completed order is a sale.
const (
	Open      State = 1 // not paid for yet, or a state that we do not know
	Completed State = 2
	Canceled  State = 3 // voided, perhaps after it was completed
)

// Kind says what a line sells.
type Kind uint8

// The kinds of lines.
const (
	Goods        Kind = 1 // an item of the catalog, or one typed in with a name
	CustomAmount Kind = 2 // an amount without an item: it is revenue, but nobody knows of what
	GiftCard     Kind = 3 // money for later: no sale
	Other        Kind = 4 // what the till calls something we do not know; treated as CustomAmount
)

// Order is one order of a till: a sale, a return, or both.
type Order struct {
	ID      string
	Version int64 // grows with every change of the order; 0 where the till counts none, as Square's point of sale

	Location string    // id of the till's location
	Created  time.Time // when it was begun; it never changes, so that an order which is paid on another day is found again
	Closed   time.Time // when it was paid: the market day is found from it. Zero unless Completed. Of a sale that a till without a network sent in later: when it was made
	Updated  time.Time // when it last changed

	State    State
	Currency string // ISO 4217 code of all its money
	Lines    []Line
	Returns  []Line // what was brought back with this order, in positive numbers
}

// Line is some units of one thing.
type Line struct {
	Kind      Kind
	Variation string          // id of the catalog's variation; empty: typed in
	Name      string          // as catalog.NameOf makes it of item and variation
	Units     amount.Quantity // never negative
	Money     amount.Money    // less discounts, before tax and tip, in the minor unit
	Of        string          // of a return: id of the order that it was sold with; empty: unknown
}

// Item is one variation of the till's catalog: what an order's lines refer to.
type Item struct {
	ID       string // of the variation
	Name     string // as catalog.NameOf makes it of item and variation
	Category string
	Price    *amount.Money // nil: none, or it varies
	Deleted  bool          // or archived: no longer sold
	Updated  time.Time
}

// Location is a place that a till is set up for.
type Location struct {
	ID       string
	Name     string
	Zone     string // IANA name
	Currency string // ISO 4217
	Country  string // ISO 3166-1, two letters
	Active   bool
	Lat, Lon *float64 // degrees; nil: unknown
}

// Newer reports whether a is a later state of the same order than one of the
// given version and time of change. What is the same is not newer.
func (o Order) Newer(version int64, updated time.Time) bool {
	return cmp.Or(cmp.Compare(o.Version, version), o.Updated.Compare(updated)) > 0
}

// Home is the time at which the order is looked for: when it was begun.
func (o Order) Home() time.Time {
	if o.Created.IsZero() {
		return o.Closed
	}
	return o.Created
}
