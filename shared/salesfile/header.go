package salesfile

import (
	"slices"
	"strings"
	"unicode"

	"github.com/marketprep/marketprep/shared/errs"
)

// field is something we look for in a file.
type field int

const (
	date field = iota
	item
	quantity
	clock
	location
	category
	variation
	sku
	transaction
	gross
	net
	discounts
	price
	eventType
	itemization
	soldOut
	soldOutAt
	brought
	fields // their number
)

// needed are the fields without which a file says nothing.
var needed = [...]field{date, item, quantity}

func (f field) String() string {
	return [fields]string{
		"date", "item", "quantity", "time", "location", "category", "variation", "sku", "transaction", "gross sales", "net sales",
		"discounts", "price", "event type", "itemization type", "sold out", "sold out at", "brought",
	}[f]
}

// aliases are the names of columns, as headerKey writes them, the best first: if a
// file has several, the first of these counts. "Product Sales" comes first because
// files that have it use "Gross Sales" for the amount with tax.
func (f field) aliases() []string {
	return strings.Fields([fields]string{
		"date saledate salesdate marketdate orderdate transactiondate soldat solddate datetime timestamp createdat day datum fecha",
		"item itemname product productname lineitemname lineitem article produkt artikel producto artículo name",
		"qty quantity units unitssold quantitysold qtysold itemssold itemqty lineitemquantity sold menge anzahl cantidad count",
		"time saletime ordertime transactiontime timeofday uhrzeit zeit hora",
		"location locationname venue venuename market marketname stand store storename standort markt mercado",
		"category itemcategory productcategory reportingcategory categoryname kategorie categoría",
		"pricepointname variation variationname itemvariation variant variantname pricepoint",
		"sku skunumber itemsku variationsku productsku",
		"transactionid orderid ordernumber receiptnumber receiptid transaction receipt",
		"productsales grosssales gross grossamount",
		"netsales net netamount revenue sales amount linetotal totalprice umsatz erlös total",
		"discounts discount discountamount",
		"price unitprice itemprice priceeach preis",
		"eventtype",
		"itemizationtype",
		"soldout stockout ausverkauft",
		"soldoutat soldouttime",
		"brought unitsbrought qtybrought quantitybrought mitgebracht",
	}[f])
}

// headerKey is a column's name without what people write differently.
func headerKey(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, clean(s)))
}

// header says where a file has what.
type header struct {
	format Format
	comma  byte
	names  []string // of the columns, as the file writes them
	column [fields]int
}

// newHeader looks for the fields in the cells of a header.
func newHeader(cells []string, comma byte) header {
	h := header{comma: comma, names: make([]string, len(cells))}
	keys := map[string]int{}
	for i, c := range cells {
		h.names[i] = clean(c)
		if key := headerKey(c); key != "" {
			if _, twice := keys[key]; !twice {
				keys[key] = i
			}
		}
	}
	for f := range fields {
		h.column[f] = -1
		for _, alias := range f.aliases() {
			if i, ok := keys[alias]; ok {
				h.column[f] = i
				break
			}
		}
	}
	h.format = h.kind()
	return h
}

// kind tells a till's file, in which each line is a sale, from a table of days.
// Sell-outs and what was brought are said of days alone; a time of day, a receipt
// or the names that Square uses are said of sales.
func (h *header) kind() Format {
	if h.has(soldOut) || h.has(soldOutAt) || h.has(brought) {
		return Plain
	}
	if h.has(clock) || h.has(transaction) || h.has(eventType) || h.has(itemization) {
		return Square
	}
	switch h.key(date) {
	case "soldat", "datetime", "timestamp", "createdat":
		return Square
	}
	if strings.HasPrefix(h.key(item), "item") && !strings.HasPrefix(h.key(quantity), "units") {
		return Square
	}
	return Plain
}

func (h *header) has(f field) bool { return h.column[f] >= 0 }

// name is what the file calls f; empty if it has no such column.
func (h *header) name(f field) string {
	if !h.has(f) {
		return ""
	}
	return h.names[h.column[f]]
}

func (h *header) key(f field) string { return headerKey(h.name(f)) }

// mapping is what we call the columns that we read, and what the file calls them.
func (h *header) mapping() map[string]string {
	m := map[string]string{}
	for f := range fields {
		if h.has(f) {
			m[f.String()] = h.name(f)
		}
	}
	return m
}

// score says how much h looks like a header: first by what must be there.
func (h *header) score() int {
	score := 0
	for _, f := range needed {
		if h.has(f) {
			score += 1000
		}
	}
	for f := range fields {
		if h.has(f) {
			score += 10
		}
	}
	return score + min(len(h.names), 9)
}

func (h *header) missing() (missing []string) {
	for _, f := range needed {
		if !h.has(f) {
			missing = append(missing, f.String())
		}
	}
	return missing
}

// headerWithin is how many lines a file may have before its header: titles, and
// what Excel calls "sep=;".
const headerWithin = 20

// readHeader finds the header and the separator that makes most of it. It removes
// the lines up to the header, and fails with errs.Invalid if there is none.
func readHeader(ls *lines) (header, error) {
	best, at := header{}, -1
	for i := range headerWithin {
		l, ok := ls.peek(i)
		if !ok {
			break
		}
		for _, comma := range []byte(",;\t|") {
			cells, _ := split(nil, l.text, comma)
			if h := newHeader(cells, comma); at < 0 && clean(l.text) != "" || h.score() > best.score() {
				best, at = h, i
			}
		}
		if at >= 0 && len(best.missing()) == 0 {
			ls.drop(at + 1)
			return best, nil
		}
	}
	if at < 0 {
		return header{}, errs.New(errs.Invalid, "this file has no header: its first line must name the columns")
	}
	seen := slices.DeleteFunc(slices.Clone(best.names), func(s string) bool { return s == "" })
	const most = 15
	if len(seen) > most {
		seen = append(seen[:most], "…")
	}
	for i := range seen {
		seen[i] = brief(seen[i])
	}
	return header{}, errs.New(errs.Invalid, "this file has no column for %s. Its columns are: %s. In Square, export the Items Detail CSV; in a table of your own, name the columns date, product, units",
		strings.Join(best.missing(), ", "), strings.Join(seen, ", "))
}
