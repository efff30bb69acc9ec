// Package salesfile reads what vendors export of their sales: Square's "Items
// detail CSV" and plain tables of market days. It streams: memory does not grow
// with the file. A line it cannot understand costs that line and no other, and
// the report says which and why. It knows neither products nor venues: a line
// carries names as they are written, and what they mean is for others to decide.
package salesfile

import (
	"errors"
	"fmt"
	"io"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

// Unknown is the time of day of a line that says none.
const Unknown civil.Clock = -1

// NoDecimals are the Decimals of a currency without a minor unit, like the yen.
const NoDecimals = -1

// Options are what a file does not say of itself. The zero value reads dollars.
type Options struct {
	Decimals    int        // digits of the currency's minor unit; 0 means 2
	Dates       DateOrder  // of dates like 03/04/2026; zero means to find out
	Latest      civil.Date // later days are bad lines; 0 means civil.Last
	MaxProblems int        // problems to keep; 0 means 500
}

// Format is the kind of a file.
type Format string

const (
	Square Format = "square-items" // a till's lines: each is one sale
	Plain  Format = "plain"        // each line states what a day sold of a product
)

// Kind is what a line is about.
type Kind string

const (
	Sale         Kind = "sale"
	CustomAmount Kind = "custom_amount" // money without a product; Item is empty
)

// Line is one line of a file that counts. All texts are in Unicode form C, without
// control characters and surplus blanks, and at most 200 characters long.
type Line struct {
	Number int // in the file, from 1, the header included
	Kind   Kind
	Total  bool // the line states a day's total (Plain) rather than one sale

	Date   civil.Date  // where the sale took place
	Minute civil.Clock // where the sale took place; Unknown if not said
	Second int8        // of that minute; 0 if not said

	Location, Category, Item, Variation, SKU, Transaction string

	Quantity amount.Quantity // negative for a return
	Gross    amount.Money    // before discounts, negative for a return
	Net      amount.Money    // after discounts, without tax, negative for a return
	Priced   bool            // Gross and Net are known; if the file has but one, they are equal
	Return   bool

	SoldOut   bool            // Plain only
	SoldOutAt civil.Clock     // Plain only; Unknown if not said
	Brought   amount.Quantity // Plain only; 0 if not said
}

// Report says what became of a file. Lines is the sum of Sales, CustomAmounts,
// Rejected and all of Skipped; blank lines are not counted.
type Report struct {
	Format        Format            `json:"format"`
	Columns       map[string]string `json:"columns" doc:"What we took each column for: our name, and the file's"`
	Lines         int               `json:"lines" doc:"Lines after the header that say something"`
	Sales         int               `json:"sales" doc:"Lines taken in, returns included"`
	CustomAmounts int               `json:"customAmounts" doc:"Amounts without a product"`
	Skipped       map[string]int    `json:"skipped" doc:"Lines that are no sale of a product, by reason"`
	Rejected      int               `json:"rejected" doc:"Lines that we could not understand"`
	Problems      []Problem         `json:"problems" doc:"The first of the rejected lines"`
	First         civil.Date        `json:"first" doc:"First day with a sale"`
	Last          civil.Date        `json:"last" doc:"Last day with a sale"`
	Dates         DateOrder         `json:"dates" doc:"How dates with slashes were read; empty if there are none"`
	DatesAssumed  bool              `json:"datesAssumed" doc:"All dates with slashes could be read either way"`
}

// Problem is why a line was rejected.
type Problem struct {
	Line   int    `json:"line" doc:"Number of the line in the file, from 1"`
	Column string `json:"column" doc:"Column as the file names it; empty: the whole line"`
	Reason string `json:"reason"`
}

// Reasons for which a line is skipped.
const (
	SkippedGiftCard = "gift card"
	SkippedTip      = "tip"
	SkippedFee      = "fee or shipping"
	SkippedTotal    = "total of other lines"
	SkippedHeader   = "header repeated"
	SkippedNothing  = "quantity 0"
)

// Read reads a sales file from r and calls each with every sale and every custom
// amount in order of the file. If each fails with errs.Invalid, the line is
// reported as rejected and reading goes on; any other error ends it.
//
// Read fails with errs.Invalid if r is no sales file: it is empty, it is no text,
// or its header lacks the date, the item or the quantity. It returns the report so
// far with any error that is met later.
//
// A date like 03/04/2026 is read as the first of these that applies says: what
// Options.Dates says; what a date of the first lines (1,000, and if they leave it
// open, 4 MB) says that can only be read one way, because of a part above 12 or
// because the other way lies after Options.Latest; day first if the file's numbers
// are written 1.234,50; month first. If a later line then proves that wrong, Read
// fails with errs.Invalid, for the lines before it have been misread.
func Read(r io.Reader, o Options, each func(Line) error) (Report, error) {
	o = o.withDefaults()
	report := Report{Columns: map[string]string{}, Skipped: map[string]int{}, Problems: []Problem{}}
	text, err := decode(r)
	if err != nil {
		return report, err
	}
	lines := &lines{r: text, end: endOfLine(text)}
	head, err := readHeader(lines)
	if err != nil {
		return report, err
	}
	report.Format, report.Columns = head.format, head.mapping()
	p := newParser(o, head)
	p.sniff(lines)
	report.Dates, report.DatesAssumed = p.dates.order, p.dates.assumed
	records := &records{lines: lines, comma: head.comma, width: len(head.names)}
	for records.next() {
		if err := report.take(p, &records.record, each, o.MaxProblems); err != nil {
			return report, err
		}
	}
	if lines.err != nil {
		return report, fmt.Errorf("salesfile: read line %d: %w", lines.number+1, lines.err)
	}
	return report, nil
}

func (o Options) withDefaults() Options {
	if o.Decimals == 0 {
		o.Decimals = 2
	}
	if o.Latest == 0 {
		o.Latest = civil.Last
	}
	if o.MaxProblems == 0 {
		o.MaxProblems = 500
	}
	o.Decimals = max(o.Decimals, 0)
	return o
}

// take passes one record on to each, or notes why not. It fails with what ends
// the reading.
func (r *Report) take(p *parser, rec *record, each func(Line) error, maxProblems int) error {
	if rec.blank() {
		return nil
	}
	r.Lines++
	line, err := p.line(rec)
	if err == nil {
		err = each(line)
	}
	if skip, ok := errors.AsType[skipped](err); ok {
		r.Skipped[string(skip)]++
		return nil
	}
	if bad, ok := errors.AsType[*errs.Error](err); ok && bad.Kind == errs.Invalid {
		if _, fatal := errors.AsType[*misreadError](err); fatal {
			return err
		}
		r.Rejected++
		if len(r.Problems) < maxProblems {
			r.Problems = append(r.Problems, problem(rec.number, bad))
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("salesfile: take in line %d: %w", rec.number, err)
	}
	r.count(line)
	return nil
}

func (r *Report) count(l Line) {
	if l.Kind == CustomAmount {
		r.CustomAmounts++
	} else {
		r.Sales++
	}
	if r.First == 0 || l.Date < r.First {
		r.First = l.Date
	}
	r.Last = max(r.Last, l.Date)
}

func problem(line int, err *errs.Error) Problem {
	p := Problem{Line: line, Reason: err.Message}
	if len(err.Fields) > 0 {
		p.Column = err.Fields[0].Location
	}
	return p
}

// skipped is the reason why a line is no sale. It is an error to nobody but take.
type skipped string

func (s skipped) Error() string { return string(s) }
