package salesfile

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/errs"
)

// tally counts cells that show how numbers are written: 1,234.50 or 1.234,50.
type tally struct{ point, comma int }

// add counts one cell. 1,234 and 1.234 show nothing: either mark may stand before
// thousands.
func (t *tally) add(cell string) {
	point, comma := strings.LastIndexByte(cell, '.'), strings.LastIndexByte(cell, ',')
	if point < 0 && comma < 0 {
		return
	}
	last, other, count, otherwise := point, comma, &t.point, &t.comma
	if comma > point {
		last, other, count, otherwise = comma, point, &t.comma, &t.point
	}
	mark := cell[last : last+1]
	digits := len(cell[last+1:]) - len(strings.TrimLeft(cell[last+1:], "0123456789"))
	whole := strings.TrimLeft(cell[:last], "-+$€£¥( ")
	switch {
	case strings.Count(cell, mark) > 1:
		*otherwise++ // 1.234.567: marks of thousands
	case digits != 3 || other >= 0 || whole == "0" || whole == "" || len(whole) > 3:
		*count++
	}
}

// european reports whether all that was counted is written with a comma before
// the decimals.
func (t tally) european() bool { return t.comma > 0 && t.point == 0 }

// number writes a number as amount reads it: with a point before the decimals, a
// minus in front, and without the marks and names of currencies.
func number(cell string, european bool) string {
	s := bare(cell)
	negative := false
	if inner, ok := strings.CutPrefix(s, "("); ok {
		if inner, ok = strings.CutSuffix(inner, ")"); ok {
			negative, s = true, bare(inner)
		}
	}
	for _, minus := range []string{"-", "−"} {
		if rest, ok := strings.CutPrefix(s, minus); ok {
			negative, s = !negative, rest
		} else if rest, ok := strings.CutSuffix(s, minus); ok {
			negative, s = !negative, rest
		}
	}
	s = bare(strings.TrimPrefix(s, "+"))
	if strings.ContainsFunc(s, func(r rune) bool { return r == ',' && european || r == '\'' || r == '’' || r > 127 }) || european {
		s = strings.Map(func(r rune) rune {
			switch {
			case r == ',' && european:
				return '.'
			case r == '.' && european:
				return ','
			case r == '\'' || r == '’' || r == '\u00a0' || r == '\u202f' || r == '\u2009':
				return -1 // marks of thousands in Switzerland and France
			}
			return r
		}, s)
	}
	if s == "" || s[0] == '-' {
		return "" // nothing, or two minuses
	}
	if negative {
		return "-" + s
	}
	return s
}

// bare is a number without what stands around it: blanks, signs of currencies, and
// up to three letters at either end, as in USD, kr, zł, lb.
func bare(s string) string {
	around := func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Sc, r) }
	s = strings.TrimFunc(s, around)
	if front := strings.TrimLeftFunc(s, unicode.IsLetter); utf8.RuneCountInString(s[:len(s)-len(front)]) <= 3 {
		s = front
	}
	if back := strings.TrimRightFunc(s, unicode.IsLetter); utf8.RuneCountInString(s[len(back):]) <= 3 {
		s = back
	}
	return strings.TrimFunc(s, around)
}

// money reads an amount of money. Spreadsheets write sums of thirds and the like
// with many decimals: beyond three, which might be a mark of thousands, they are
// rounded to what the currency has, half away from zero. Nothing but a dash is how
// they write zero in books.
func money(cell string, european bool, decimals int) (amount.Money, error) {
	if b := bare(cell); b == "-" || b == "–" {
		return 0, nil
	}
	s := number(cell, european)
	point := strings.IndexByte(s, '.')
	if point < 0 || len(s)-point-1 <= max(decimals, 3) || strings.Trim(s[point+1:], "0123456789") != "" {
		return bounded(cell, s, decimals)
	}
	up := s[point+1+decimals] >= '5'
	m, err := bounded(cell, s[:point+1+decimals], decimals)
	if err == nil && up {
		if s[0] == '-' {
			return m - 1, nil
		}
		m++
	}
	return m, err
}

// maxMoney bounds what one line may cost: a hundred thousand million of the minor
// unit. More is a column of something else, and might overflow a sum.
const maxMoney amount.Money = 100_000_000_000

func bounded(cell, s string, decimals int) (amount.Money, error) {
	m, err := amount.ParseMoney(s, decimals)
	if err != nil || m > maxMoney || m < -maxMoney {
		return 0, errs.New(errs.Invalid, "%q is not an amount of money", brief(cell))
	}
	return m, nil
}

// units reads a quantity, with or without its unit: 3, 1.25, 1,250.5 lb.
func units(cell string, european bool) (amount.Quantity, error) {
	s := strings.TrimSpace(cell)
	if s == "" {
		return 0, errs.New(errs.Invalid, "there is no quantity")
	}
	if s[0] < '0' || s[0] > '9' { // a letter in front is no unit but another column's text
		if !strings.ContainsRune("-−+(.,", []rune(s)[0]) {
			return 0, errs.New(errs.Invalid, "%q is not a quantity", brief(cell))
		}
	}
	s = number(s, european)
	if point := strings.IndexByte(s, '.'); point >= 0 && len(s)-point-1 > 5 {
		s = s[:point+6] // what a spreadsheet's arithmetic left: finer than any scale
	}
	q, err := amount.ParseQuantity(s)
	if err != nil {
		return 0, errs.New(errs.Invalid, "%q is not a quantity", brief(cell))
	}
	return q, nil
}
