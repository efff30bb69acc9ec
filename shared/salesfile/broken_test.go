package salesfile

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/errs"
)

// show writes a line as its date, time, item, units and net sales.
func show(l Line) string {
	at := "--:--"
	if l.Minute != Unknown {
		at = l.Minute.String()
	}
	return fmt.Sprintf("%s %s %s %v %d", l.Date, at, l.Item, l.Quantity.Units(), l.Net)
}

// A broken line costs itself, never its neighbours. Each file has a good line
// before and one after what is broken.
func TestABrokenLineCostsItselfAlone(t *testing.T) {
	t.Parallel()
	good := "2026-01-03,Bread,2,\"$1,000.00\"\n"
	for name, tt := range map[string]struct {
		broken   string
		problems []Problem
	}{
		"quote opens and never ends":    {"2026-01-03,\"Bread,2,$5\n", []Problem{{3, "", quoteBroken}}},
		"quote opens the line":          {"\"2026-01-03,Bread,2,$5\n", []Problem{{3, "", quoteBroken}}},
		"quote at the line's end":       {"2026-01-03,Bread,2,\"\n", []Problem{{3, "", quoteBroken}}},
		"quote merges two cells":        {"2026-01-03,\"Bread,2,\"$5\"\n", []Problem{{3, "", quoteBroken}}},
		"quotes within quotes":          {"2026-01-03,\"The \"good\" bread,2,$5\n", []Problem{{3, "", quoteBroken}}},
		"quote ends on another line":    {"2026-01-03,\"Bread,2,$5\n2026-01-03,Roll,2,5\"\n", []Problem{{3, "", quoteBroken}, {4, "net", `"5\"" is not an amount of money`}}},
		"two broken lines in a row":     {"2026-01-03,\"Bread,2,$5\n2026-01-03,\"Roll,2,$5\n", []Problem{{3, "", quoteBroken}, {4, "", quoteBroken}}},
		"comma without quotes":          {"2026-01-03,Bread, white,2,5\n", []Problem{{3, "", tooManyCells}}},
		"a megabyte without end":        {strings.Repeat("x", 1<<20) + "\n", []Problem{{3, "", lineTooLong}}},
		"no such day":                   {"2026-02-30,Bread,2,5\n", []Problem{{3, "date", `"2026-02-30" is not a date`}}},
		"year 1":                        {"0001-01-01,Bread,2,5\n", []Problem{{3, "date", "0001-01-01 is before 2000-01-01"}}},
		"in the future":                 {"2026-12-31,Bread,2,5\n", []Problem{{3, "date", "2026-12-31 is in the future"}}},
		"no date":                       {",Bread,2,5\n", []Problem{{3, "date", "there is no date"}}},
		"no quantity":                   {"2026-01-03,Bread,,5\n", []Problem{{3, "qty", "there is no quantity"}}},
		"quantity in words":             {"2026-01-03,Bread,two,5\n", []Problem{{3, "qty", `"two" is not a quantity`}}},
		"money in words":                {"2026-01-03,Bread,2,free of charge\n", []Problem{{3, "net", `"free of charge" is not an amount of money`}}},
		"an absurd amount":              {"2026-01-03,Bread,2,9999999999999\n", []Problem{{3, "net", `"9999999999999" is not an amount of money`}}},
		"an absurd quantity":            {"2026-01-03,Bread,999999999,5\n", []Problem{{3, "qty", `"999999999" is not a quantity`}}},
		"neither item nor amount":       {"2026-01-03,,2,\n", []Problem{{3, "item", "there is neither a product nor an amount"}}},
		"item of control characters":    {"2026-01-03,\x01\x02,2,\n", []Problem{{3, "item", "there is neither a product nor an amount"}}},
		"a note of more than 20 lines":  {"2026-01-03,\"Bread\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\",2,5\n", []Problem{{3, "", quoteBroken}, {25, "", quoteBroken}}},
		"quantity 0 of a till, no harm": {"2026-01-03,Bread,0,5\n", []Problem{}},
	} {
		lines, report := read(t, "date,item,qty,net\n"+good+tt.broken+good, Options{Latest: day("2026-11-23")})
		if d := cmp.Diff(tt.problems, report.Problems); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if len(lines) != 2 || show(lines[0]) != show(lines[1]) || report.Rejected != len(tt.problems) {
			t.Errorf("%s: %d good lines, %d rejected", name, len(lines), report.Rejected)
		}
	}
}

func TestProblemsAreCappedAndCounted(t *testing.T) {
	t.Parallel()
	_, report := read(t, "date,item,qty\n"+strings.Repeat("x,y,z\n", 1000), Options{MaxProblems: 3})
	if len(report.Problems) != 3 || report.Rejected != 1000 {
		t.Errorf("%d problems of %d rejected lines, want 3 of 1000", len(report.Problems), report.Rejected)
	}
}

// What is no sales file is refused with a sentence that helps.
func TestNoSalesFile(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"":                            "this file is empty",
		" \r\n\n\ufeff":               "this file has no header: its first line must name the columns",
		"PK\x03\x04rest":              "this is an Excel workbook or another archive: open it and save it as CSV",
		"\xd0\xcf\x11\xe0rest":        "this is an old Excel workbook: open it and save it as CSV",
		"\n<!DOCTYPE html><html>":     "this is a web page, not a CSV file: you may have to sign in where it comes from before you download it",
		"{\"a\": 1}":                  "this is JSON, not a CSV file",
		"GIF89a\x00\x00\x00":          "this is no text: export or save the sales as CSV",
		"a,b\n1,2\n":                  "this file has no column for date, item, quantity. Its columns are: a, b. In Square, export the Items Detail CSV; in a table of your own, name the columns date, product, units",
		"Item,Items Sold\nBread,2\n":  "this file has no column for date. Its columns are: Item, Items Sold. In Square, export the Items Detail CSV; in a table of your own, name the columns date, product, units",
		"Date;Description\n2026;2x\n": "this file has no column for item, quantity. Its columns are: Date, Description. In Square, export the Items Detail CSV; in a table of your own, name the columns date, product, units",
	} {
		_, err := Read(strings.NewReader(file), Options{}, func(Line) error { return nil })
		if err == nil || err.Error() != want || errs.KindOf(err) != errs.Invalid {
			t.Errorf("%.20q: %v, want %s", file, err, want)
		}
	}
}

func TestReadErrorEndsTheReading(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection lost")
	for _, start := range []string{"", "date,item,qty\n2026-01-03,Bread,2\n2026-01-0"} {
		_, err := Read(io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken)), Options{}, func(Line) error { return nil })
		if !errors.Is(err, broken) {
			t.Errorf("after %q: %v, want %v", start, err, broken)
		}
	}
}
