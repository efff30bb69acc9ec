package simulate

import (
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
)

// Receipt is what the till wrote down of one buyer, or of what one brought back.
type Receipt struct {
	ID     string
	Venue  string
	At     time.Time
	Refund bool
	Lines  []ReceiptLine
}

// ReceiptLine is a line of a receipt.
type ReceiptLine struct {
	Product  string // its name today; empty: an amount that was typed in
	Name     string // its name at the time
	Quantity amount.Quantity
	Price    amount.Money // of one unit
	Discount amount.Money // of the line
}

// Receipts are those from one date to another inclusive, but none after yesterday,
// the oldest first. They are the sales that WriteSquareItems writes.
func (w *World) Receipts(from, to civil.Date, zone *time.Location) []Receipt {
	var all []Receipt
	at := map[string]int{} // of a receipt by its id: a typed-in amount may follow what came back
	for _, p := range w.places(from, min(to, w.today-1)) {
		for _, l := range w.till(w.days[p]) {
			i, known := at[l.transaction]
			if !known {
				i = len(all)
				at[l.transaction] = i
				y, m, d := l.date.Time(time.UTC).Date()
				all = append(all, Receipt{ID: l.transaction, Venue: l.venue, At: time.Date(y, m, d, 0, 0, l.second, 0, zone).UTC(), Refund: l.refund})
			}
			all[i].Lines = append(all[i].Lines, l.line())
		}
	}
	slices.SortStableFunc(all, func(a, b Receipt) int { return a.At.Compare(b.At) })
	return all
}

func (l saleLine) line() ReceiptLine {
	out := ReceiptLine{Quantity: max(l.quantity, -l.quantity), Price: max(l.gross, -l.gross), Discount: l.off}
	if l.product != nil {
		out.Product, out.Name, out.Price = l.product.Name, l.product.NameOn(l.date), l.product.Price
	}
	return out
}
