package salesfile

import (
	"strings"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

// repeatsHeader recognises the header of a file that was appended to this one.
func (p *parser) repeatsHeader(r *record) bool {
	for _, f := range needed {
		if p.words.get(p.cell(r, f)) != p.keys[f] {
			return false
		}
	}
	return true
}

// isTotal recognises the sums below a table: they say so in the first cell that
// says anything, and have no date.
func (p *parser) isTotal(r *record) bool {
	for _, c := range r.cells {
		if c = strings.TrimSpace(c); c != "" {
			switch word, _, _ := strings.Cut(strings.TrimRight(NameKey(c), ":"), " "); word {
			case "total", "totals", "subtotal", "sum", "grand", "summe", "gesamt", "gesamtsumme":
				return true
			}
			return false
		}
	}
	return false
}

// kind tells sales of products from other things that a till writes down.
func (p *parser) kind(r *record, l *Line) error {
	l.Kind = Sale
	name := p.names.get(l.Item)
	switch p.words.get(p.cell(r, itemization)) {
	case "customamount":
		l.Kind = CustomAmount
	case "giftcard", "giftcardactivation", "egiftcard":
		return skipped(SkippedGiftCard)
	case "tip":
		return skipped(SkippedTip)
	case "shipping", "servicecharge", "fee", "delivery":
		return skipped(SkippedFee)
	case "":
		switch name { // files without that column: by the names Square gives them
		case "gift card", "egift card", "e-gift card", "square gift card", "gift card activation", "gift card reload":
			return skipped(SkippedGiftCard)
		case "tip", "tips", "gratuity":
			return skipped(SkippedTip)
		case "shipping", "service charge", "delivery fee", "processing fee":
			return skipped(SkippedFee)
		}
	}
	if name == "custom amount" || name == "" && !l.Total {
		l.Kind = CustomAmount
	}
	if l.Kind == CustomAmount {
		l.Item, l.Variation = "", ""
	} else if name == "" {
		return errs.InvalidField(p.head.name(item), "there is no product")
	}
	return nil
}

// till settles what is said of single sales alone. Whether a return is marked by
// its sign or by Square's event type, its numbers end up below zero.
func (p *parser) till(r *record, l *Line) error {
	if l.Kind == CustomAmount && l.Gross == 0 && l.Net == 0 {
		return errs.InvalidField(p.head.name(item), "there is neither a product nor an amount")
	}
	if l.Quantity == 0 {
		return skipped(SkippedNothing)
	}
	refund := strings.Contains(p.words.get(p.cell(r, eventType)), "refund")
	if l.Return = refund || l.Quantity < 0; l.Return {
		l.Quantity = min(l.Quantity, -l.Quantity)
		l.Gross, l.Net = min(l.Gross, -l.Gross), min(l.Net, -l.Net)
	}
	return nil
}

// day reads what is said of days alone. No units are news too: the product was
// there and nobody bought it.
func (p *parser) day(r *record, l *Line) (err error) {
	l.Minute, l.Second = Unknown, 0
	if l.Quantity < 0 {
		return errs.InvalidField(p.head.name(quantity), "%q is less than nothing", brief(p.cell(r, quantity)))
	}
	if cell := p.cell(r, brought); cell != "" {
		if l.Brought, err = units(cell, p.european[brought]); err != nil {
			return p.at(brought, err)
		}
		if l.Brought < 0 {
			return errs.InvalidField(p.head.name(brought), "%q is less than nothing", brief(cell))
		}
	}
	if l.SoldOut, l.SoldOutAt, err = sellOut(p.cell(r, soldOut)); err != nil {
		return p.at(soldOut, err)
	}
	if cell := p.cell(r, soldOutAt); cell != "" && cell != "-" {
		if l.SoldOutAt, _, err = clockTime(cell); err != nil {
			return p.at(soldOutAt, err)
		}
		l.SoldOut = true
	}
	return nil
}

// sellOut reads yes, no, or the time at which the last unit went.
func sellOut(cell string) (bool, civil.Clock, error) {
	switch NameKey(cell) {
	case "", "no", "n", "false", "f", "0", "0.0", "-", "nein":
		return false, Unknown, nil
	case "yes", "y", "true", "t", "1", "1.0", "x", "✓", "sold out", "ja", "si", "sí":
		return true, Unknown, nil
	}
	at, _, err := clockTime(cell)
	if err != nil {
		return false, Unknown, errs.New(errs.Invalid, "%q is neither yes nor no nor a time of day", brief(cell))
	}
	return true, at, nil
}
