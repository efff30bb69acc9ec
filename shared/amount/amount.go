// Package amount holds money and quantities as scaled integers, so that no sum
// depends on the order of its parts.
package amount

import (
	"math"
	"strconv"
	"strings"

	"github.com/marketprep/marketprep/shared/errs"
)

// Money is an amount in the minor unit of the vendor's currency (cents).
type Money int64

// Quantity is a number of units sold, in hundred-thousandths: Square sells
// 1.25 kg with five decimals.
type Quantity int64

// One is a single unit.
const One Quantity = 100_000

// MaxQuantity bounds what one line may say: a hundred million units.
const MaxQuantity = 100_000_000 * One

// Units is q as a number of units.
func (q Quantity) Units() float64 { return float64(q) / float64(One) }

// FromUnits rounds a number of units to a Quantity. NaN and what is beyond
// MaxQuantity becomes the nearest bound, NaN zero.
func FromUnits(u float64) Quantity {
	if math.IsNaN(u) {
		return 0
	}
	limit := MaxQuantity.Units()
	return Quantity(math.Round(min(max(u, -limit), limit) * float64(One)))
}

// ParseQuantity reads a decimal with at most five digits after the point, with
// or without separators of thousands (1,250.5). It fails with errs.Invalid.
func ParseQuantity(s string) (Quantity, error) {
	v, err := parseDecimal(s, 5)
	if err != nil || v > int64(MaxQuantity) || v < -int64(MaxQuantity) {
		return 0, errs.New(errs.Invalid, "%q is not a quantity", s)
	}
	return Quantity(v), nil
}

// ParseMoney reads an amount as people and spreadsheets write it: $1,234.50,
// 1234.5, ($5.00), -€3. The result is in minor units of a currency with the given
// number of decimals. It fails with errs.Invalid.
func ParseMoney(s string, decimals int) (Money, error) {
	t := strings.TrimSpace(s)
	negative := false
	if strings.HasPrefix(t, "(") && strings.HasSuffix(t, ")") {
		negative, t = true, t[1:len(t)-1]
	}
	t = strings.Map(func(r rune) rune {
		if strings.ContainsRune("$€£¥ \u00a0\u202f", r) {
			return -1
		}
		return r
	}, t)
	v, err := parseDecimal(t, decimals)
	if err != nil {
		return 0, errs.New(errs.Invalid, "%q is not an amount of money", s)
	}
	if negative {
		v = -v
	}
	return Money(v), nil
}

// parseDecimal reads s as an integer number of 10^-decimals. Digits beyond that
// are refused unless they are zeros: rounding would lose money silently.
func parseDecimal(s string, decimals int) (int64, error) {
	s = strings.TrimSpace(s)
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if !grouped(whole) {
		return 0, strconv.ErrSyntax
	}
	whole = strings.ReplaceAll(whole, ",", "")
	fraction = strings.TrimRight(fraction, "0")
	if len(whole)+len(fraction) == 0 && !strings.ContainsAny(digits, "0") || len(fraction) > decimals || len(whole) > 13 {
		return 0, strconv.ErrSyntax
	}
	v, err := strconv.ParseUint("0"+whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10, 63)
	if err != nil {
		return 0, err
	}
	if negative {
		return -int64(v), nil
	}
	return int64(v), nil
}

// grouped reports whether the commas in s, if any, stand before groups of three digits.
func grouped(s string) bool {
	groups := strings.Split(s, ",")
	for i, g := range groups {
		if i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && (len(g) == 0 || len(g) > 3) {
			return false
		}
	}
	return true
}
