package salesfile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

// read returns what file says, and ends the test if it cannot be read at all.
func read(t *testing.T, file string) ([]Line, Report) {
	t.Helper()
	var lines []Line
	report, err := Read(strings.NewReader(file), func(l Line) error { lines = append(lines, l); return nil })
	if err != nil {
		t.Fatalf("%v in %.200q", err, file)
	}
	return lines, report
}

func line(number int, day, item string, units int64) Line {
	d, _ := civil.ParseDate(day)
	return Line{Number: number, Date: d, Minute: Unknown, SoldOutAt: Unknown, Item: item, Quantity: amount.Quantity(units) * amount.One}
}

const square = `Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Location
2026-11-21,08:05:31,Eastern Time (US & Canada),Bread,Sourdough,2,Large,SD-L,"$1,234.50",($34.50),"$1,200.00",$0.00,T1,Riverside
2026-11-21,9:15:00 AM,Eastern Time (US & Canada),Bread,Sourdough,-1,Large,SD-L,($6.50),$0.00,($6.50),$0.00,T2,Riverside
2026-11-21,09:20:00,Eastern Time (US & Canada),None,Custom Amount,1,,,$4.00,$0.00,$4.00,$0.00,T3,Riverside
2026-11-21,09:21:00,Eastern Time (US & Canada),Cheese,Gouda,1.25,Regular,,$12.50,$0.00,$12.50,$0.00,T4,Riverside
2026-11-21,09:22:00,Eastern Time (US & Canada),,Gift Card,1,,,$25.00,$0.00,$25.00,$0.00,T5,Riverside
`

func TestSquareItems(t *testing.T) {
	t.Parallel()
	got, report := read(t, square)
	bread := line(2, "2026-11-21", "Sourdough", 2)
	bread.Minute, bread.Second, bread.Location, bread.Category, bread.Variation, bread.SKU, bread.Transaction = 485, 31, "Riverside", "Bread", "Large", "SD-L", "T1"
	bread.Gross, bread.Revenue = 123450, 120000
	back := bread
	back.Number, back.Minute, back.Second, back.Quantity, back.Gross, back.Revenue, back.Transaction = 3, 555, 0, -amount.One, -650, -650, "T2"
	custom := Line{Number: 4, Date: bread.Date, Minute: 560, SoldOutAt: Unknown, Location: "Riverside", Transaction: "T3", Quantity: amount.One, Gross: 400, Revenue: 400}
	cheese := Line{Number: 5, Date: bread.Date, Minute: 561, SoldOutAt: Unknown, Location: "Riverside", Category: "Cheese", Item: "Gouda", Variation: "Regular", Transaction: "T4", Quantity: 125_000, Gross: 1250, Revenue: 1250}
	if diff := cmp.Diff([]Line{bread, back, custom, cheese}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want := Report{Format: SquareItems, Lines: 5, Skipped: map[string]int{"gift card": 1}, Problems: []Problem{}, First: &bread.Date, Last: &bread.Date}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestDayTotals(t *testing.T) {
	t.Parallel()
	got, report := read(t, "Date,Venue,Product,Units,Revenue,Sold_Out,Brought\n2026-11-21,Riverside,Sourdough,24,$156.00,11:40,24\n2026-11-21,Riverside,Plum jam,0,,no,\n2026-11-21,Riverside,Rye,3,,x,\n")
	bread, jam, rye := line(2, "2026-11-21", "Sourdough", 24), line(3, "2026-11-21", "Plum jam", 0), line(4, "2026-11-21", "Rye", 3)
	for _, l := range []*Line{&bread, &jam, &rye} {
		l.Total, l.Location = true, "Riverside"
	}
	bread.Revenue, bread.SoldOut, bread.SoldOutAt, bread.Brought, rye.SoldOut = 15600, true, 700, 24*amount.One, true
	if diff := cmp.Diff([]Line{bread, jam, rye}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if report.Format != DayTotals {
		t.Errorf("taken for %s", report.Format)
	}
}

// The same two sales, as different programs write them.
func TestTheSameSalesInOtherWriting(t *testing.T) {
	t.Parallel()
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("Date,Item,Qty\n2026-11-21,Crème brûlée,2\n2026-11-22,Rye,1\n")
	if err != nil {
		t.Fatal(err)
	}
	latin, err := charmap.Windows1252.NewEncoder().String("Date,Item,Qty\n2026-11-21,Crème brûlée,2\n2026-11-22,Rye,1\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []Line{line(2, "2026-11-21", "Crème brûlée", 2), line(3, "2026-11-22", "Rye", 1)}
	for name, file := range map[string]string{
		"plain":                "Date,Item,Qty\n2026-11-21,Crème brûlée,2\n2026-11-22,Rye,1\n",
		"without a last break": "Date,Item,Qty\n2026-11-21,Crème brûlée,2\n2026-11-22,Rye,1",
		"Windows line ends":    "Date,Item,Qty\r\n2026-11-21,Crème brûlée,2\r\n2026-11-22,Rye,1\r\n",
		"byte order mark":      "\ufeffDate,Item,Qty\n2026-11-21,Crème brûlée,2\n2026-11-22,Rye,1\n",
		"UTF-16":               utf16,
		"Windows-1252":         latin,
		"semicolons":           "Date;Item;Qty\n2026-11-21;Crème brûlée;2\n2026-11-22;Rye;1\n",
		"tabs":                 "Date\tItem\tQty\n2026-11-21\tCrème brûlée\t2\n2026-11-22\tRye\t1\n",
		"other order and case": "QUANTITY, item name ,DATE\n2,  Crème   brûlée ,2026-11-21\n1,Rye,2026-11-22\n",
		"month first":          "Date,Item,Qty\n11/21/26,Crème brûlée,2\n11/22/2026,Rye,1\n",
		"day first":            "Date,Item,Qty\n21/11/2026,Crème brûlée,2\n22/11/2026,Rye,1\n",
		"German":               "Datum;Artikel;Menge\n21.11.2026;Crème brûlée;2,0\n22.11.2026;Rye;1\n",
		"accents apart":        "Date,Item,Qty\n2026-11-21,Cre\u0300me bru\u0302le\u0301e,2\n2026-11-22,Rye,1\n",
		"quotes":               "\"Date\",\"Item\",\"Qty\"\n\"2026-11-21\",\"Crème brûlée\",\"2\"\n\"2026-11-22\",\"Rye\",\"1\"\n",
	} {
		got, _ := read(t, file)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestDayBeforeMonthIsRecognisedFromOneDate(t *testing.T) {
	t.Parallel()
	got, _ := read(t, "Date,Item,Qty\n03/04/2026,Rye,1\n25/04/2026,Rye,1\n")
	if got[0].Date.String() != "2026-04-03" {
		t.Errorf("03/04/2026 beside 25/04/2026 is read as %s", got[0].Date)
	}
	got, _ = read(t, "Date,Item,Qty\n03/04/2026,Rye,1\n04/25/2026,Rye,1\n")
	if got[0].Date.String() != "2026-03-04" {
		t.Errorf("03/04/2026 beside 04/25/2026 is read as %s", got[0].Date)
	}
}

func TestABadLineCostsItself(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]string{
		"no date":              `soon,Rye,1`,
		"year 1":               `0001-01-01,Rye,1`,
		"year 9999":            `9999-12-31,Rye,1`,
		"no quantity":          `2026-11-21,Rye,`,
		"words for a quantity": `2026-11-21,Rye,two`,
		"infinite":             `2026-11-21,Rye,Inf`,
		"too many":             `2026-11-21,Rye,1e300`,
		"open quote":           `2026-11-21,"Rye,1`,
		"too long":             `2026-11-21,` + strings.Repeat("x", longestLine) + `,1`,
		"too few fields":       `2026-11-21`,
	} {
		file := "Date,Item,Qty\n2026-11-20,Rye,1\n" + bad + "\n" + strings.Repeat("2026-11-22,Rye,1\n", 20)
		got, report := read(t, file)
		if len(got) != 21 || report.Rejected != 1 || len(report.Problems) != 1 || report.Problems[0].Line != 3 || report.Problems[0].Reason == "" {
			t.Errorf("%s: %d lines read, report %+v; want 21 and line 3 refused", name, len(got), report)
		}
	}
}

func TestAFieldMayHoldLineBreaks(t *testing.T) {
	t.Parallel()
	got, report := read(t, "Date,Item,Qty,Notes\n2026-11-21,Rye,1,\"for\nAnna, \"\"large\"\"\"\n2026-11-22,Rye,2,\n")
	if len(got) != 2 || got[1].Number != 4 || report.Rejected != 0 {
		t.Errorf("got %+v, %+v; want two lines, the second on line 4", got, report)
	}
}

func TestWhatIsNoFileOfSales(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ file, says string }{
		"empty":            {"", "empty"},
		"blank":            {" \n\n", "empty"},
		"workbook":         {"PK\x03\x04 and so on", "Excel"},
		"web page":         {"<!DOCTYPE html><html></html>", "web page"},
		"picture":          {"\x89PNG\x00\x00", "no text"},
		"letter":           {"Dear vendor,\nhow are you?\n", "must name the columns"},
		"without quantity": {"Date,Item,Price\n2026-11-21,Rye,5\n", "no column for the quantity; it has Date, Item, Price"},
		"only a date":      {"Date\n2026-11-21\n", "no column for the item and the quantity"},
	} {
		_, err := Read(strings.NewReader(tt.file), func(Line) error { return nil })
		if errs.KindOf(err) != errs.Invalid || !strings.Contains(fmt.Sprint(err), tt.says) {
			t.Errorf("%s: %v, want a refusal that says %q", name, err, tt.says)
		}
	}
}

func TestMoneyOfManyHands(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]amount.Money{`"$1,234.50"`: 123450, `1234.5`: 123450, `($5.00)`: -500, `"1.234,50 €"`: 123450, `"4,50"`: 450, `"1,234"`: 123400, ``: 0} {
		got, report := read(t, "Date,Item,Qty,Gross Sales\n2026-11-21,Rye,1,"+text+"\n")
		if len(got) != 1 || got[0].Revenue != want {
			t.Errorf("%s is read as %+v, %+v; want %d", text, got, report.Problems, want)
		}
	}
}

func FuzzReadNeverPanics(f *testing.F) {
	f.Add(square)
	f.Add("date;product;units;sold_out\n2026-11-21;\"a\nb\";1,5;11:30\n")
	f.Add("Date,Item,Qty\n\"\"\"\"\"")
	f.Fuzz(func(t *testing.T, file string) {
		lines := 0
		report, err := Read(strings.NewReader(file), func(l Line) error {
			lines++
			if l.Date < civil.First || l.Date > civil.Last || l.Minute < Unknown || l.Minute > civil.EndOfDay {
				t.Errorf("line %+v", l)
			}
			return nil
		})
		skipped := 0
		for _, n := range report.Skipped {
			skipped += n
		}
		if err == nil && lines+report.Rejected+skipped != report.Lines {
			t.Errorf("%d lines, but %d read, %d refused and %d skipped", report.Lines, lines, report.Rejected, skipped)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	one := strings.SplitAfter(square, "\n")
	file := one[0] + strings.Repeat(one[1], 200_000)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(strings.NewReader(file), func(Line) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
