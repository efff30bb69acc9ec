package intake

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
)

// Finish settles what only the whole file tells: prices, the rules of new
// venues, products that were renamed on the way. It returns the report.
func (in *Intake) Finish() Report {
	for _, id := range slices.Sorted(maps.Keys(in.sold)) {
		p := in.books.Products[id]
		if s := in.sold[id]; p.Price == nil && s.price > 0 {
			p.Price = &s.price
			in.books.Products[id], in.books.ProductsChanged = p, true
		}
	}
	for id := range in.found {
		in.settle(id)
	}
	in.rename()
	days := map[statedKey]bool{}
	for _, m := range in.books.Months {
		for _, d := range m.Days {
			days[statedKey{date: d.Date, venue: d.Venue}] = true
		}
	}
	in.report.MarketDays = len(days)
	return in.report
}

// A product seems to have been renamed if another began within so many days
// after it ended, at a price that differs by no more than this share.
const (
	renameGap   civil.Date = 21
	renamePrice float64    = 0.2
)

// joinFrom is how alike two names must be (Jaccard index of their words) for the
// older product's sales to be counted as the newer's without asking.
const joinFrom = 0.6

// rename looks for products that stopped when a similar one began.
func (in *Intake) rename() {
	ids := slices.Sorted(maps.Keys(in.sold))
	begin := in.begin(ids)
	for _, from := range ids {
		old := in.sold[from]
		if in.books.Products[from].SameAs != "" {
			continue
		}
		best, alike := "", 0.0
		for _, to := range ids {
			if s := in.sold[to]; to != from && s.first > begin && in.follows(from, to, old, s) {
				if a := similarity(in.books.Products[from].Name, in.books.Products[to].Name); a > alike {
					best, alike = to, a
				}
			}
		}
		if best == "" {
			continue
		}
		p := in.books.Products[from]
		joined := alike >= joinFrom
		in.report.Renamed = append(in.report.Renamed, Renaming{From: p.Name, To: in.books.Products[best].Name, Joined: joined})
		if joined {
			p.SameAs, p.Archived = best, true
			in.books.Products[from], in.books.ProductsChanged = p, true
		}
	}
	slices.SortStableFunc(in.report.Renamed, func(a, b Renaming) int { return cmp.Compare(a.From, b.From) })
}

// begin is the first day on which anything of the file was sold.
func (in *Intake) begin(ids []string) civil.Date {
	begin := civil.Last
	for _, id := range ids {
		begin = min(begin, in.sold[id].first)
	}
	return begin
}

// follows reports whether product to may be what from was renamed to.
func (in *Intake) follows(from, to string, old, new *span) bool {
	a, b := in.books.Products[from], in.books.Products[to]
	if new.first <= old.last || new.first > old.last+renameGap || a.Category != b.Category {
		return false
	}
	gap := old.price - new.price
	return old.price > 0 && max(gap, -gap) <= amount.Money(renamePrice*float64(old.price))
}

// similarity is the share of the words of two names that they have in common.
func similarity(a, b string) float64 {
	x, y := words(a), words(b)
	common := 0
	for w := range x {
		if y[w] {
			common++
		}
	}
	return float64(common) / float64(max(len(x)+len(y)-common, 1))
}

// words are the words of a name, without plural endings.
func words(name string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.FieldsFunc(catalog.Key(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		set[strings.TrimSuffix(w, "s")] = true
	}
	return set
}
