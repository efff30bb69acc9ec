package salesfile

import (
	"errors"
	"math"
	"strings"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/errs"
)

// parser makes lines of records.
type parser struct {
	options  Options
	head     header
	texts    memo           // cleaned
	names    memo           // keys of names
	words    memo           // keys of words that Square writes
	keys     [fields]string // of the columns' names
	european styles
	dates    dates
}

func newParser(o Options, h header) *parser {
	p := &parser{options: o, head: h, texts: newMemo(clean), names: newMemo(NameKey), words: newMemo(headerKey)}
	for f := range fields {
		p.keys[f] = h.key(f)
	}
	return p
}

// cell is what the record has for f, empty if it has nothing.
func (p *parser) cell(r *record, f field) string {
	if i := p.head.column[f]; i >= 0 && i < len(r.cells) {
		return strings.TrimSpace(r.cells[i])
	}
	return ""
}

// name is the record's text for f, cleaned.
func (p *parser) name(r *record, f field) string { return p.texts.get(p.cell(r, f)) }

// at says in which column something is wrong.
func (p *parser) at(f field, err error) error {
	if _, fatal := errors.AsType[*misreadError](err); fatal {
		return err
	}
	if bad, ok := errors.AsType[*errs.Error](err); ok {
		return errs.InvalidField(p.head.name(f), "%s", bad.Message)
	}
	return err
}

// line reads one record. It fails with skipped if the record is no sale, with
// errs.Invalid if it cannot be understood.
func (p *parser) line(r *record) (Line, error) {
	if r.broken != "" {
		return Line{}, errs.New(errs.Invalid, "%s", r.broken)
	}
	l := Line{
		Number: r.number, Total: p.head.format == Plain, Minute: Unknown, SoldOutAt: Unknown,
		Location: p.name(r, location), Category: p.name(r, category), Item: p.name(r, item), Variation: p.name(r, variation),
		SKU: p.name(r, sku), Transaction: strings.Clone(clean(p.cell(r, transaction))),
	}
	switch p.names.get(l.Category) {
	case "none", "uncategorized", "n/a": // what Square and others write for no category
		l.Category = ""
	}
	if p.repeatsHeader(r) {
		return l, skipped(SkippedHeader)
	}
	if err := p.when(r, &l); err != nil {
		if p.isTotal(r) {
			return l, skipped(SkippedTotal)
		}
		return l, err
	}
	if err := p.kind(r, &l); err != nil {
		return l, err
	}
	if err := p.count(r, &l); err != nil {
		return l, err
	}
	if err := p.cost(r, &l); err != nil {
		return l, err
	}
	if l.Total {
		return l, p.day(r, &l)
	}
	return l, p.till(r, &l)
}

// when reads the date, and the time from its own column or from the date's.
func (p *parser) when(r *record, l *Line) (err error) {
	cell := p.cell(r, date)
	if l.Date, err = p.dates.read(cell); err != nil {
		return p.at(date, err)
	}
	at, from := p.cell(r, clock), clock
	if at == "" {
		_, at, _ = splitDateTime(cell)
		from = date
	}
	if at == "" {
		return nil
	}
	if _, inner, ok := splitDateTime(at); ok { // a column of times that repeats the date
		if _, _, err := clockTime(inner); err == nil {
			at = inner
		}
	}
	if l.Minute, l.Second, err = clockTime(at); err != nil {
		return p.at(from, err)
	}
	return nil
}

// count reads how many. A custom amount need not say.
func (p *parser) count(r *record, l *Line) (err error) {
	cell := p.cell(r, quantity)
	if cell == "" && l.Kind == CustomAmount {
		l.Quantity = amount.One
		return nil
	}
	if l.Quantity, err = units(cell, p.european[quantity]); err != nil {
		return p.at(quantity, err)
	}
	return nil
}

// cost reads the money. What the file does not say follows from what it says.
func (p *parser) cost(r *record, l *Line) error {
	var values [fields]amount.Money
	var known [fields]bool
	for _, f := range []field{gross, net, discounts, price} {
		cell := p.cell(r, f)
		if cell == "" {
			continue
		}
		v, err := money(cell, p.european[f], p.options.Decimals)
		if err != nil {
			return p.at(f, err)
		}
		values[f], known[f] = v, true
	}
	if known[price] && !known[gross] {
		total := math.Round(l.Quantity.Units() * float64(values[price]))
		if math.Abs(total) > float64(maxMoney) {
			return errs.InvalidField(p.head.name(price), "%q for each of %q is too much", brief(p.cell(r, price)), brief(p.cell(r, quantity)))
		}
		values[gross], known[gross] = amount.Money(total), true
	}
	if known[discounts] && known[gross] && !known[net] {
		// Square writes discounts below zero, others above: either way the
		// customer pays less, or is paid back less.
		off := max(values[discounts], -values[discounts])
		if values[gross] < 0 {
			off = -off
		}
		values[net], known[net] = values[gross]-off, true
	}
	l.Gross, l.Net, l.Priced = values[gross], values[net], known[gross] || known[net]
	if !known[gross] {
		l.Gross = l.Net
	}
	if !known[net] {
		l.Net = l.Gross
	}
	return nil
}
