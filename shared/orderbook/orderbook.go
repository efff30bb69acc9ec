// Package orderbook holds what must be known of a till's orders to count their
// market days again: per hour, in few bytes. docs/adr/0004-orders.md says why.
package orderbook

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/order"
)

// Mark stands for the id of an order: 64 bits of its hash. Two of one hour's
// orders are taken for one with a chance of one in 10^12 at 5,000 of them.
type Mark uint64

// MarkOf is the mark of the order with the given id.
func MarkOf(id string) Mark {
	sum := sha256.Sum256([]byte(id))
	return Mark(binary.BigEndian.Uint64(sum[:]))
}

// Hour is an hour of world time, counted from 1970.
type Hour int64

// HourOf is the hour that t is in.
func HourOf(t time.Time) Hour { return Hour(t.Unix() / int64(time.Hour/time.Second)) }

// Time is when h begins.
func (h Hour) Time() time.Time { return time.Unix(int64(h)*int64(time.Hour/time.Second), 0).UTC() }

func (h Hour) String() string { return h.Time().Format("2006-01-02T15") }

// State says why an order counts or does not. Its numbers are stored.
type State uint8

// The states of an order that is known.
const (
	Counts  State = 1 // a sale, a return, or both
	Void    State = 2 // not completed, or no longer
	Foreign State = 3 // in another currency than the vendor's
)

// Entry is one order. An order is looked for in the hour in which it was begun,
// which never changes; its lines are in the hour in which it was paid, At. Where
// the two differ the former holds an entry without lines that says so.
type Entry struct {
	Version  int64
	Updated  time.Time // to the millisecond
	At       Hour
	State    State
	Closed   time.Time // to the second; of an entry in another hour than At: when At begins
	Location string
	Lines    []Line
}

// Line is how much of one product an order sold or took back.
type Line struct {
	Product  string // id; empty: an amount without an item
	Returned bool
	Of       Mark // of what was returned: the order it was sold with; 0: unknown
	Units    amount.Quantity
	Money    amount.Money
}

// Doc is the orders of one hour.
type Doc struct {
	Hour   Hour
	Orders map[Mark]Entry
}

// New returns the entry for o as it is now. product is the id of the product that
// a line sells. An order of another currency is Foreign.
func New(o order.Order, currency string, product func(order.Line) string) Entry {
	e := Entry{Version: o.Version, Updated: o.Updated.UTC().Truncate(time.Millisecond), State: Void, Location: o.Location}
	e.Closed = o.Home().UTC().Truncate(time.Second)
	if o.State == order.Completed && !o.Closed.IsZero() {
		e.State, e.Closed = Counts, o.Closed.UTC().Truncate(time.Second)
		if o.Currency != currency && o.Currency != "" {
			e.State = Foreign
		}
	}
	e.At = HourOf(e.Closed)
	if e.State != Counts {
		return e
	}
	for _, l := range o.Lines {
		e.add(l, product, false)
	}
	for _, l := range o.Returns {
		e.add(l, product, true)
	}
	return e
}

// add adds a line of an order to the one of the same kind and product.
func (e *Entry) add(l order.Line, product func(order.Line) string, returned bool) {
	if l.Kind == order.GiftCard || l.Units < 0 || l.Units > amount.MaxQuantity || max(l.Money, -l.Money) > maxMoney || l.Units == 0 && l.Money == 0 {
		return
	}
	line := Line{Product: product(l), Returned: returned}
	if returned && l.Of != "" {
		line.Of = MarkOf(l.Of)
	}
	i := slices.IndexFunc(e.Lines, func(o Line) bool {
		return o.Product == line.Product && o.Returned == line.Returned && o.Of == line.Of
	})
	if i < 0 {
		i, e.Lines = len(e.Lines), append(e.Lines, line)
	}
	e.Lines[i].Units += l.Units
	e.Lines[i].Money += l.Money
}

// maxMoney bounds what a line may cost, so that no sum overflows.
const maxMoney amount.Money = 1_000_000_000_000

// Newer reports whether o is a later state of the order than e knows.
func (e Entry) Newer(o order.Order) bool {
	o.Updated = o.Updated.Truncate(time.Millisecond)
	return o.Newer(e.Version, e.Updated)
}
