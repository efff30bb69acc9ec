package notification

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/marketprep/marketprep/shared/catalog"
)

// words are what letters say in one language. What stands in braces is filled in.
type words struct {
	Weekdays [7]string  // Sunday first, as within a sentence
	Months   [12]string // likewise
	Date     string
	Moment   string
	And      string
	HalfDays bool // hours are counted twice to twelve where temperatures are in Fahrenheit

	Thousands, Decimal string
	Before             string // signs of currencies that stand before an amount
	Inches, Mph, Kmh   string
	Sky                map[string]string // by what weather.Words says
	Rain               string            // how likely it is
	Gusts              string

	Units, Markets, More count

	ReadyOne, ReadyMany, MovedOne, MovedMany, LostSubject, OverOne, OverMany string // subjects

	Hours, Expect, Stay, Bring, BringOwn, Whole string
	Weather, WeatherUsual                       string

	NoSales, NoSalesHere, NoForecast, WeatherLate, LastModel, Mean, TillLate, EventsLate string
	FewDays                                                                              count

	NowUnits, NowMoney, Why, ByWeather, BySky, ByEvents, NewEvents, GoneEvents, BySales string
	Changed, Item, ItemOwn                                                              string

	Lost, LostMeans, LostOwner, LostOther, Over string

	Because, Choose, Stop string
}

// count is a text about a number: one, or another.
type count struct{ One, Other string }

// languages are the words of all languages.
var languages = map[Language]words{English: english, Spanish: spanish, German: german}

// fill puts values, each behind its name, in place of the names in braces. Values are
// not looked at: what stands in braces in them stays.
func fill(text string, values ...string) string {
	for i := 0; i < len(values); i += 2 {
		values[i] = "{" + values[i] + "}"
	}
	return strings.NewReplacer(values...).Replace(text)
}

// name is what somebody called something, as it may stand in a letter and its subject:
// on one line, and no longer than most characters.
func name(text string, most int) string {
	runes := []rune(catalog.CleanName(text))
	if len(runes) > most {
		return strings.TrimSpace(string(runes[:most-1])) + "…"
	}
	return string(runes)
}

func (w words) number(n int) string {
	digits := strconv.Itoa(max(n, -n))
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + w.Thousands + digits[i:]
	}
	if n < 0 {
		return "−" + digits
	}
	return digits
}

// signed is a difference in units, with its sign.
func (w words) signed(units float64) string {
	n := int(units + 0.5)
	if units < 0 {
		n = int(units - 0.5)
	}
	if n > 0 {
		return "+" + w.number(n)
	}
	return w.number(n)
}

func (w words) decimal(x float64, digits int) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', digits, 64), ".", w.Decimal, 1)
}

func (w words) count(c count, n int) string {
	if n == 1 {
		return fill(c.One, "n", w.number(n))
	}
	return fill(c.Other, "n", w.number(n))
}

func (w words) list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " " + w.And + " " + names[last]
}

// signs are those of currencies that have one that everybody knows.
var signs = map[string]string{"USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "MXN": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}

// money is an amount of so many whole units of a currency.
func (w words) money(whole int, currency string) string {
	sign, ok := signs[currency]
	switch {
	case ok && strings.Contains(w.Before, sign):
		return sign + w.number(whole)
	case ok:
		return w.number(whole) + "\u00a0" + sign
	default:
		return w.number(whole) + "\u00a0" + currency
	}
}

func (w words) date(t time.Time) string {
	return fill(w.Date, "weekday", w.Weekdays[t.Weekday()], "month", w.Months[t.Month()-1], "day", strconv.Itoa(t.Day()))
}

// clock is a time of day in minutes after midnight.
func (w words) clock(minutes int, imperial bool) string {
	h, m := minutes/60, minutes%60
	if !w.HalfDays || !imperial {
		return fmt.Sprintf("%02d:%02d", h, m)
	}
	half := "am"
	if h%24 >= 12 {
		half = "pm"
	}
	if h = h % 12; h == 0 {
		h = 12
	}
	if m == 0 {
		return fmt.Sprintf("%d %s", h, half)
	}
	return fmt.Sprintf("%d:%02d %s", h, m, half)
}

// weekdays are those of days, each once.
func (w words) weekdays(days []Day) string {
	var names []string
	for _, d := range days {
		if n := w.Weekdays[d.Date.Weekday()]; !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return w.list(names)
}

// sentence is text with a capital at its beginning.
func sentence(text string) string {
	for i, r := range text {
		return strings.ToUpper(string(r)) + text[i+len(string(r)):]
	}
	return text
}
