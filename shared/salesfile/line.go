package salesfile

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

// longestText is how many characters of a name are kept.
const longestText = 200

// line reads a row. skip says what the row is if it is no sale of a product. It
// fails with errs.Invalid if a field cannot be read.
func (c *columns) line(r row) (l Line, skip string, err error) {
	item := clean(c.field(r, itemColumn))
	date := c.field(r, dateColumn)
	if strings.EqualFold(date, "total") || date == "" && (item == "" || strings.EqualFold(item, "total")) {
		return l, "total", nil
	}
	if kind := strings.ToLower(c.field(r, typeColumn) + " " + item); strings.Contains(kind, "gift card") {
		return l, "gift card", nil
	}
	l = Line{
		Number: r.number, Minute: Unknown, SoldOutAt: Unknown, Total: c.format == DayTotals, Item: item,
		Location: clean(c.field(r, locationColumn)), Category: clean(c.field(r, categoryColumn)),
		Variation: clean(c.field(r, variationColumn)), SKU: clean(c.field(r, skuColumn)), Transaction: clean(c.field(r, transactionColumn)),
	}
	if strings.EqualFold(l.Category, "none") || strings.EqualFold(l.Category, "uncategorized") {
		l.Category = ""
	}
	if strings.EqualFold(item, "custom amount") {
		l.Item, l.Variation = "", ""
	}
	if l.Date, err = parseDate(date, c.dayFirst); err != nil {
		return l, "", err
	}
	if err := c.time(r, &l); err != nil {
		return l, "", err
	}
	if err := c.numbers(r, &l); err != nil {
		return l, "", err
	}
	switch {
	case l.Item == "" && l.Revenue == 0:
		return l, "no item and no amount", nil
	case l.Quantity == 0 && !l.Total && l.Item != "":
		return l, "nothing sold", nil
	}
	return l, "", nil
}

// time reads when the sale was, and when the product sold out.
func (c *columns) time(r row, l *Line) (err error) {
	if text := c.field(r, timeColumn); text != "" {
		if l.Minute, l.Second, err = parseTime(text); err != nil {
			return err
		}
	}
	switch text := strings.ToLower(c.field(r, soldOutColumn)); text {
	case "", "0", "no", "n", "false", "-":
	case "1", "yes", "y", "true", "x", "ja", "sí", "si":
		l.SoldOut = true
	default:
		l.SoldOut = true
		if l.SoldOutAt, _, err = parseTime(text); err != nil {
			return errs.New(errs.Invalid, "%q says neither whether nor when it sold out", text)
		}
	}
	return nil
}

// numbers reads quantity and amounts.
func (c *columns) numbers(r row, l *Line) (err error) {
	if l.Quantity, err = parseQuantity(c.field(r, quantityColumn)); err != nil {
		return err
	}
	if l.Total && l.Quantity < 0 {
		return errs.New(errs.Invalid, "a day cannot have sold %v units", l.Quantity.Units())
	}
	if text := c.field(r, broughtColumn); text != "" {
		if l.Brought, err = parseQuantity(text); err != nil {
			return err
		}
		if l.Brought < 0 {
			return errs.New(errs.Invalid, "nobody brings %v units", l.Brought.Units())
		}
	}
	gross, net := c.field(r, grossColumn), c.field(r, netColumn)
	if l.Gross, err = parseMoney(gross); err != nil {
		return err
	}
	if l.Revenue, err = parseMoney(net); err != nil {
		return err
	}
	if net == "" {
		l.Revenue = l.Gross
	}
	if strings.EqualFold(c.field(r, eventColumn), "refund") && l.Quantity > 0 {
		l.Quantity, l.Gross, l.Revenue = -l.Quantity, -abs(l.Gross), -abs(l.Revenue)
	}
	return nil
}

func abs(m amount.Money) amount.Money { return max(m, -m) }

// clean is a text as it is kept: in one Unicode form, without control characters
// and surplus blanks, and not longer than a name is.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(s, "")))
	runes := []rune(strings.Join(strings.Fields(s), " "))
	return string(runes[:min(len(runes), longestText)])
}

// parseMoney reads an amount, also as 1.234,50 €. Nothing is 0.
func parseMoney(s string) (amount.Money, error) {
	if s == "" {
		return 0, nil
	}
	m, err := amount.ParseMoney(s, 2)
	if err != nil {
		if m, swapped := amount.ParseMoney(swap(s), 2); swapped == nil {
			return m, nil
		}
	}
	return m, err
}

func parseQuantity(s string) (amount.Quantity, error) {
	if s == "" {
		return 0, errs.New(errs.Invalid, "there is no quantity")
	}
	q, err := amount.ParseQuantity(s)
	if err != nil {
		if q, swapped := amount.ParseQuantity(swap(s)); swapped == nil {
			return q, nil
		}
	}
	return q, err
}

// swap exchanges point and comma.
func swap(s string) string { return strings.NewReplacer(".", ",", ",", ".").Replace(s) }

// dateLayouts are the ways of writing a date that are not in doubt.
var dateLayouts = []string{"2006-01-02", "2006/1/2", "2.1.2006", "2.1.06", "2-Jan-2006", "2 Jan 2006", "Jan 2, 2006", "January 2, 2006", "2-Jan-06", "20060102"}

// Layouts with slashes, in doubt until the file says which comes first.
var (
	monthFirst = []string{"1/2/2006", "1/2/06", "1-2-2006"}
	dayFirstly = []string{"2/1/2006", "2/1/06", "2-1-2006"}
)

func parseDate(s string, dayFirst bool) (civil.Date, error) {
	text := s
	if i := strings.IndexAny(text, "T "); i == len("2006-01-02") && text[4] == '-' {
		text = text[:i] // a time behind the date
	}
	slashes := monthFirst
	if dayFirst {
		slashes = dayFirstly
	}
	for _, layouts := range [][]string{dateLayouts, slashes} {
		for _, layout := range layouts {
			t, err := time.Parse(layout, text)
			if err != nil {
				continue
			}
			if d := civil.DateOf(t); d >= civil.First && d <= civil.Last {
				return d, nil
			}
		}
	}
	return 0, errs.New(errs.Invalid, "%q is not a date", shorten(s))
}

// dayFirst reports whether the dates that can be seen ahead write the day before
// the month: one of them has a first part beyond 12. A file whose days are all
// below 13 is read as month first, as Square writes it.
func dayFirst(s *rows, c *columns) bool {
	ahead, _ := s.r.Peek(window)
	for line := range strings.Lines(string(ahead)) {
		fields, closed := split(strings.TrimRight(line, "\r\n"), s.delimiter)
		if !closed {
			continue
		}
		first, rest, found := strings.Cut(strings.ReplaceAll(c.field(row{fields: fields}, dateColumn), "-", "/"), "/")
		if n, err := strconv.Atoi(first); err == nil && found && n > 12 && n <= 31 && strings.Contains(rest, "/") {
			return true
		}
	}
	return false
}

var timeLayouts = []string{"15:04:05", "15:04", "3:04:05 PM", "3:04 PM", "3:04:05PM", "3:04PM"}

func parseTime(s string) (civil.Clock, int, error) {
	text := strings.ToUpper(strings.ReplaceAll(s, "\u202f", " "))
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return civil.Clock(t.Hour()*60 + t.Minute()), t.Second(), nil
		}
	}
	return Unknown, 0, errs.New(errs.Invalid, "%q is not a time of day", shorten(s))
}

// shorten keeps what is repeated of a bad field short.
func shorten(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return s
}
