package salesfile

import "github.com/marketprep/marketprep/shared/civil"

// sniffLines is how many lines are looked at before the first is read. If they
// leave open in which order dates are written, more are, up to sniffBytes.
const (
	sniffLines = 1000
	sniffBytes = 4 << 20
)

// styles says by field whether its numbers are written 1.234,50.
type styles [fields]bool

// numeric are the fields whose cells are numbers.
var numeric = [...]field{quantity, gross, net, discounts, price, brought}

// sniff looks at the lines ahead to find out how the file writes numbers and
// dates.
func (p *parser) sniff(ls *lines) {
	var numbers [fields]tally
	votes := dateVotes{latest: p.options.Latest}
	size := 0
	var cells []string
	for i := 0; i < sniffLines || votes.open() && p.options.Dates == FindOut && size < sniffBytes; i++ {
		l, ok := ls.peek(i)
		if !ok {
			break
		}
		size += len(l.text) + 64 // what a line takes in memory besides its text
		if size > 2*sniffBytes {
			break
		}
		cells, _ = split(cells[:0], l.text, p.head.comma)
		rec := record{cells: cells}
		votes.add(p.cell(&rec, date))
		for _, f := range numeric {
			numbers[f].add(p.cell(&rec, f))
		}
	}
	var all tally
	for _, t := range numbers {
		all.point, all.comma = all.point+t.point, all.comma+t.comma
	}
	for _, f := range numeric {
		own := numbers[f]
		p.european[f] = own.european() || own == tally{} && all.european()
	}
	p.dates = votes.decide(p.options.Dates, all.european())
}

// dateVotes counts dates that can be read in one order only.
type dateVotes struct {
	latest                     civil.Date
	dayFirst, monthFirst, both int
}

func (v *dateVotes) add(cell string) {
	p, ok := dateParts(cell)
	if !ok || !p.slashed {
		return
	}
	m, monthFirst := p.day(MonthFirst)
	d, dayFirst := p.day(DayFirst)
	monthFirst, dayFirst = monthFirst && m <= v.latest, dayFirst && d <= v.latest
	switch {
	case monthFirst && dayFirst:
		v.both++
	case monthFirst:
		v.monthFirst++
	case dayFirst:
		v.dayFirst++
	}
}

// open reports whether there are dates with slashes and all can be read either way.
func (v *dateVotes) open() bool { return v.both > 0 && v.dayFirst == 0 && v.monthFirst == 0 }

// decide names the order in which dates are written, by what the caller says, by
// what the file shows, or by where its numbers seem to come from.
func (v *dateVotes) decide(said DateOrder, european bool) dates {
	d := dates{order: said, latest: v.latest}
	switch {
	case said != FindOut || v.both+v.dayFirst+v.monthFirst == 0:
	case v.dayFirst > v.monthFirst:
		d.order = DayFirst
	case v.monthFirst > 0:
		d.order = MonthFirst
	default:
		d.order, d.assumed = MonthFirst, true
		if european {
			d.order = DayFirst
		}
	}
	return d
}
