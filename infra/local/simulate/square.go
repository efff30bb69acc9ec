package simulate

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
)

// squareColumns is the header of Square's "Items Detail CSV" as of 2026.
const squareColumns = "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,Customer Reference ID,Unit,Count,GTIN,Itemization Type,Commission,Employee"

// Shares of what a till's file has besides plain sales.
const (
	discounted  = 0.03  // of lines
	customShare = 0.015 // of receipts
	another     = 0.5   // chance that a buyer buys one thing more
)

// saleLine is a line of the till's file.
type saleLine struct {
	date        civil.Date
	second      int
	venue       string
	product     *Product // nil for a custom amount
	quantity    amount.Quantity
	gross, off  amount.Money
	transaction string
	refund      bool
}

// WriteSquareItems writes the sales from one date to another inclusive, but none
// after yesterday, as Square exports them: the newest first. It fails as out does.
func (w *World) WriteSquareItems(out io.Writer, from, to civil.Date) error {
	file := csv.NewWriter(out)
	columns := strings.Split(squareColumns, ",")
	if err := file.Write(columns); err != nil {
		return fmt.Errorf("simulate: write header: %w", err)
	}
	days := w.places(from, min(to, w.today-1))
	slices.Reverse(days)
	row := make([]string, len(columns))
	for _, p := range days {
		lines := w.till(w.days[p])
		slices.SortStableFunc(lines, func(a, b saleLine) int { return b.second - a.second })
		for _, l := range lines {
			cells := l.cells()
			for i, c := range columns {
				row[i] = cells[c]
			}
			if err := file.Write(row); err != nil {
				return fmt.Errorf("simulate: write sales of %s: %w", l.date, err)
			}
		}
	}
	file.Flush()
	if err := file.Error(); err != nil {
		return fmt.Errorf("simulate: write sales: %w", err)
	}
	return nil
}

// till is what the till wrote down on d: purchases that follow one another are
// gathered to receipts, and pieces of one product to lines.
func (w *World) till(d *marketDay) []saleLine {
	_, sold := w.sell(d, d.brought)
	v := w.venues[d.venue]
	r := w.random("till", v.Name, d.date)
	var lines []saleLine
	for len(sold) > 0 {
		n := 1
		for n < len(sold) && r.Float64() < another {
			n++
		}
		base := saleLine{date: d.date, second: sold[0].second, venue: v.Name, transaction: token(r)}
		lines = append(lines, w.receipt(r, base, sold[:n])...)
		sold = sold[n:]
		if r.Float64() < customShare {
			base.quantity, base.gross = amount.One, amount.Money(100+50*r.IntN(20))
			lines = append(lines, base)
		}
	}
	return lines
}

// receipt is what one buyer bought, and what of it came back later.
func (w *World) receipt(r *rand.Rand, base saleLine, bought []purchase) []saleLine {
	var lines, back []saleLine
	for _, x := range bought {
		l := base
		l.product, l.quantity = &w.products[x.product], x.quantity
		if x.returned {
			again := l
			again.quantity, again.refund, again.transaction = -l.quantity, true, token(r)
			again.second += 5*60 + r.IntN(50*60)
			back = append(back, again)
		}
		same := slices.IndexFunc(lines, func(o saleLine) bool { return o.product == l.product && !l.product.ByWeight })
		if same >= 0 {
			lines[same].quantity += l.quantity
		} else {
			lines = append(lines, l)
		}
	}
	lines = append(lines, back...)
	for i := range lines {
		l := &lines[i]
		l.gross = (amount.Money(l.quantity)*l.product.Price + amount.Money(amount.One)/2) / amount.Money(amount.One)
		if r.Float64() < discounted && !l.refund {
			l.off = l.gross / 10
		}
	}
	return lines
}

// cells are the line's cells by column. Columns that are not named are empty.
func (l saleLine) cells() map[string]string {
	clock := fmt.Sprintf("%02d:%02d:%02d", l.second/3600, l.second/60%60, l.second%60)
	cells := map[string]string{
		"Date": l.date.String(), "Time": clock, "Time Zone": "Eastern Time (US & Canada)", "Category": "None", "Item": "Custom Amount", "Qty": quantity(l.quantity),
		"Gross Sales": dollars(l.gross), "Discounts": dollars(-l.off), "Net Sales": dollars(l.gross - l.off), "Tax": dollars(0),
		"Transaction ID": l.transaction, "Payment ID": strings.ToLower(l.transaction), "Device Name": "Stall iPad", "Event Type": "Payment", "Location": l.venue,
		"Details": "https://squareup.com/dashboard/sales/transactions/" + l.transaction, "Count": "1", "Itemization Type": "Custom Amount", "Commission": dollars(0),
	}
	if l.refund {
		cells["Event Type"] = "Refund"
	}
	if p := l.product; p != nil {
		cells["Category"], cells["Item"], cells["SKU"] = p.Category, p.NameOn(l.date), p.SKU
		cells["Price Point Name"], cells["Itemization Type"], cells["Unit"] = "Regular", "Physical Good", "ea"
		if p.ByWeight {
			cells["Unit"] = "lb"
		} else {
			cells["Count"] = strconv.FormatInt(int64(l.quantity/amount.One), 10)
		}
	}
	return cells
}

// quantity writes 2.0 and 1.25, as Square does.
func quantity(q amount.Quantity) string {
	s := strconv.FormatFloat(q.Units(), 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// dollars writes $8.50, -$8.50 and $1,234.50.
func dollars(m amount.Money) string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	whole := strconv.FormatInt(int64(m/100), 10)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return fmt.Sprintf("%s$%s.%02d", sign, whole, m%100)
}

// token is an id as Square makes them.
func token(r *rand.Rand) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	b := make([]byte, 22)
	for i := range b {
		b[i] = letters[r.IntN(len(letters))]
	}
	return string(b)
}
