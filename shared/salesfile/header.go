package salesfile

import (
	"io"
	"strings"

	"github.com/marketprep/marketprep/shared/errs"
)

// columns says where in a row what stands; -1 is nowhere.
type columns struct {
	format   Format
	dayFirst bool // 3/4/2026 is the third of April
	at       map[column]int
}

type column int

const (
	dateColumn column = iota
	timeColumn
	categoryColumn
	itemColumn
	quantityColumn
	variationColumn
	skuColumn
	grossColumn
	netColumn
	transactionColumn
	eventColumn
	typeColumn
	locationColumn
	soldOutColumn
	broughtColumn
)

// titles are the columns by what files call them, in lower case.
var titles = map[string]column{
	"date": dateColumn, "day": dateColumn, "sale date": dateColumn, "datum": dateColumn, "fecha": dateColumn,
	"time": timeColumn, "uhrzeit": timeColumn, "hora": timeColumn,
	"category": categoryColumn, "reporting category": categoryColumn,
	"item": itemColumn, "item name": itemColumn, "product": itemColumn, "product name": itemColumn, "artikel": itemColumn, "article": itemColumn,
	"qty": quantityColumn, "quantity": quantityColumn, "units": quantityColumn, "units sold": quantityColumn, "sold": quantityColumn, "menge": quantityColumn,
	"price point name": variationColumn, "price point": variationColumn, "variation": variationColumn, "variation name": variationColumn,
	"sku": skuColumn, "gross sales": grossColumn, "gross": grossColumn,
	"net sales": netColumn, "net": netColumn, "revenue": netColumn, "amount": netColumn, "umsatz": netColumn,
	"transaction id": transactionColumn, "order id": transactionColumn, "receipt number": transactionColumn, "ticket number": transactionColumn,
	"event type": eventColumn, "itemization type": typeColumn,
	"location": locationColumn, "location name": locationColumn, "venue": locationColumn, "market": locationColumn, "sold at": locationColumn,
	"sold_out": soldOutColumn, "sold out": soldOutColumn, "soldout": soldOutColumn, "brought": broughtColumn,
}

// totalsOnly are titles that only a file of day totals has.
var totalsOnly = []string{"product", "units", "units sold", "sold_out", "sold out", "brought", "venue", "market", "revenue"}

// headerWithin is how many lines may stand above the header.
const headerWithin = 20

// findHeader reads up to and including the header. It fails with errs.Invalid if
// there is none with a date, an item and a quantity.
func findHeader(s *rows) (*columns, error) {
	var best []string
	for range headerWithin {
		line, err := s.line()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		for _, delimiter := range []byte{',', ';', '\t'} {
			fields, closed := split(line, delimiter)
			if !closed {
				continue
			}
			c := columnsOf(fields)
			if len(c.missing()) == 0 {
				s.delimiter = delimiter
				return c, nil
			}
			if len(c.at) > 0 && len(fields) > len(best) {
				best = fields
			}
		}
	}
	if best == nil {
		return nil, errs.New(errs.Invalid, "this is no file of sales: its first line must name the columns, among them a date, an item and a quantity")
	}
	return nil, errs.New(errs.Invalid, "the file has no column for the %s; it has %s",
		strings.Join(columnsOf(best).missing(), " and the "), strings.Join(best, ", "))
}

func columnsOf(fields []string) *columns {
	c := &columns{format: SquareItems, at: map[column]int{}}
	totals := 0
	for i, f := range fields {
		title := strings.ToLower(strings.Join(strings.Fields(f), " "))
		col, ok := titles[title]
		if _, taken := c.at[col]; !ok || taken {
			continue
		}
		c.at[col] = i
		for _, t := range totalsOnly {
			if t == title {
				totals++
			}
		}
	}
	_, transactions := c.at[transactionColumn]
	_, times := c.at[timeColumn]
	if totals > 0 && !transactions && !times {
		c.format = DayTotals
	}
	return c
}

func (c *columns) missing() []string {
	var names []string
	for _, need := range []struct {
		col  column
		name string
	}{{dateColumn, "date"}, {itemColumn, "item"}, {quantityColumn, "quantity"}} {
		if _, ok := c.at[need.col]; !ok {
			names = append(names, need.name)
		}
	}
	return names
}

// field is the text of a column, empty if there is none.
func (c *columns) field(r row, col column) string {
	i, ok := c.at[col]
	if !ok || i >= len(r.fields) {
		return ""
	}
	return r.fields[i]
}
