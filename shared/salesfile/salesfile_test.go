package salesfile

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

// read reads a whole file. Lines of it whose item is "refuse me" are refused.
func read(t *testing.T, file string, o Options) ([]Line, Report) {
	t.Helper()
	var lines []Line
	report, err := Read(strings.NewReader(file), o, func(l Line) error {
		if l.Item == "refuse me" {
			return errs.InvalidField("Location", "no such market")
		}
		lines = append(lines, l)
		return nil
	})
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	checkSum(t, report)
	return lines, report
}

func checkSum(t *testing.T, r Report) {
	t.Helper()
	sum := r.Sales + r.CustomAmounts + r.Rejected
	for _, n := range r.Skipped {
		sum += n
	}
	if sum != r.Lines {
		t.Errorf("%d lines are accounted for, of %d: %+v", sum, r.Lines, r)
	}
}

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

const squareFile = `Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,Customer Reference ID,Unit,Count,GTIN,Itemization Type,Commission,Employee,Fulfillment Note,Channel,Token,Card Brand,PAN Suffix
2026-07-18,12:59:30,Eastern Time (US & Canada),Bread,Sourdough  Loaf,2.0,Regular,SD-1,,$16.00,-$1.00,$15.00,$0.00,T1,P1,iPad,"no slices,
please",https://squareup.com/x,Payment,Riverside,,,,,ea,2,,Physical Good,$0.00,,,Riverside,tok,Visa,1234
2026-07-18,12:59:31,Eastern Time (US & Canada),Produce,Tomatoes,1.25,By weight,,,"$5,000.13",$0.00,"$5,000.13",$0.00,T1,P1,iPad,,,Payment,Riverside,,,,,lb,1,,Physical Good,,,,,,,
2026-07-18,13:05:00,Eastern Time (US & Canada),None,Custom Amount,1.0,,,,$3.00,$0.00,$3.00,$0.00,T2,P2,iPad,,,Payment,Riverside,,,,,,1,,Custom Amount,,,,,,,
2026-07-18,13:06:00,Eastern Time (US & Canada),Bread,Sourdough Loaf,1.0,Regular,SD-1,,$8.00,$0.00,$8.00,$0.00,T1,P1,iPad,,,Refund,Riverside,,,,,,1,,Physical Good,,,,,,,
2026-07-18,13:07:00,Eastern Time (US & Canada),Bread,Sourdough Loaf,-1.0,Regular,SD-1,,-$8.00,$1.00,-$7.00,$0.00,T1,P1,iPad,,,Refund,Riverside,,,,,,1,,Physical Good,,,,,,,
2026-07-18,13:08:00,Eastern Time (US & Canada),,Gift Card,1.0,,,,$25.00,$0.00,$25.00,$0.00,T3,P3,iPad,,,Payment,Riverside,,,,,,1,,Gift Card,,,,,,,
2026-07-18,13:09:00,Eastern Time (US & Canada),,,1.0,,,,($4.00),$0.00,($4.00),$0.00,T4,P4,iPad,,,Payment,Riverside,,,,,,1,,Custom Amount,,,,,,,
`

func TestSquareItems(t *testing.T) {
	t.Parallel()
	lines, report := read(t, squareFile, Options{})
	at := func(number int, minute civil.Clock, second int8, transaction string) Line {
		return Line{Number: number, Kind: Sale, Date: day("2026-07-18"), Minute: minute, Second: second, Location: "Riverside", Transaction: transaction, Priced: true, SoldOutAt: Unknown}
	}
	loaf := func(l Line, units, gross, net int64) Line {
		l.Category, l.Item, l.Variation, l.SKU = "Bread", "Sourdough Loaf", "Regular", "SD-1"
		l.Quantity, l.Gross, l.Net, l.Return = amount.Quantity(units)*amount.One, amount.Money(gross), amount.Money(net), units < 0
		return l
	}
	tomatoes := at(4, 779, 31, "T1")
	tomatoes.Category, tomatoes.Item, tomatoes.Variation, tomatoes.Quantity, tomatoes.Gross, tomatoes.Net = "Produce", "Tomatoes", "By weight", 125_000, 500_013, 500_013
	custom := at(5, 785, 0, "T2")
	custom.Kind, custom.Quantity, custom.Gross, custom.Net = CustomAmount, amount.One, 300, 300
	back := at(9, 789, 0, "T4")
	back.Kind, back.Quantity, back.Gross, back.Net = CustomAmount, amount.One, -400, -400
	want := []Line{
		loaf(at(2, 779, 30, "T1"), 2, 1600, 1500), tomatoes, custom,
		loaf(at(6, 786, 0, "T1"), -1, -800, -800), loaf(at(7, 787, 0, "T1"), -1, -800, -700), back,
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
	wantReport := Report{
		Format: Square, Lines: 7, Sales: 4, CustomAmounts: 2, Skipped: map[string]int{SkippedGiftCard: 1}, Problems: []Problem{}, First: day("2026-07-18"), Last: day("2026-07-18"),
		Columns: map[string]string{
			"date": "Date", "time": "Time", "category": "Category", "item": "Item", "quantity": "Qty", "variation": "Price Point Name", "sku": "SKU", "gross sales": "Gross Sales",
			"discounts": "Discounts", "net sales": "Net Sales", "transaction": "Transaction ID", "event type": "Event Type", "location": "Location", "itemization type": "Itemization Type",
		},
	}
	if d := cmp.Diff(wantReport, report); d != "" {
		t.Error(d)
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	lines, report := read(t, `date,venue,product,units,revenue,sold_out,brought,price
2026-07-18,Riverside,Bread,24,192.00,11:40,24,8
2026-07-18,Riverside,Jam,0,,no,12,6
2026-07-18,Riverside,Honey,3,,yes,,9.50
2026-07-18,Riverside,Eggs,-3,,,,
2026-07-18,Riverside,Eggs,3,,maybe,,
`, Options{})
	line := func(number int, item string, units int64) Line {
		return Line{Number: number, Kind: Sale, Total: true, Date: day("2026-07-18"), Minute: Unknown, Location: "Riverside", Item: item, Quantity: amount.Quantity(units) * amount.One, Priced: true, SoldOutAt: Unknown}
	}
	bread, jam, honey := line(2, "Bread", 24), line(3, "Jam", 0), line(4, "Honey", 3)
	bread.Gross, bread.Net, bread.SoldOut, bread.SoldOutAt, bread.Brought = 19200, 19200, true, 700, 24*amount.One
	jam.Brought = 12 * amount.One
	honey.Gross, honey.Net, honey.SoldOut = 2850, 2850, true
	if d := cmp.Diff([]Line{bread, jam, honey}, lines); d != "" {
		t.Error(d)
	}
	problems := []Problem{{5, "units", `"-3" is less than nothing`}, {6, "sold_out", `"maybe" is neither yes nor no nor a time of day`}}
	if d := cmp.Diff(problems, report.Problems); d != "" || report.Format != Plain {
		t.Error(report.Format, d)
	}
}

// One file each, and what of it counts: date, time, item, units, net.
func TestWaysToWriteAFile(t *testing.T) {
	t.Parallel()
	utf16 := func(s string, little bool) string {
		var b strings.Builder
		for _, r := range s {
			pair := []byte{byte(r >> 8), byte(r)}
			if little {
				pair[0], pair[1] = pair[1], pair[0]
			}
			b.Write(pair)
		}
		return b.String()
	}
	for name, tt := range map[string]struct{ file, want string }{
		"any order and case":         {"qty, ITEM ,net sales,date\n2,Bread,5,2026-01-03\n", "2026-01-03 --:-- Bread 2 500"},
		"byte order mark":            {"\ufeffdate,item,qty\n2026-01-03,Bread,2\n", "2026-01-03 --:-- Bread 2 0"},
		"carriage returns":           {"date,item,qty\r\n2026-01-03,Bread,2\r\n", "2026-01-03 --:-- Bread 2 0"},
		"carriage returns alone":     {"date,item,qty\r2026-01-03,Bread,2\r", "2026-01-03 --:-- Bread 2 0"},
		"no end of line":             {"date,item,qty\n2026-01-03,Bread,2", "2026-01-03 --:-- Bread 2 0"},
		"tabs":                       {"date\titem\tqty\n2026-01-03\tBread, white\t2\n", "2026-01-03 --:-- Bread, white 2 0"},
		"semicolons and commas":      {"date;item;qty;net sales\n03.01.2026;Brot;1,5;1.234,50 €\n", "2026-01-03 --:-- Brot 1.5 123450"},
		"Spanish":                    {"Fecha;Hora;Producto;Cantidad\n31/01/2026;9:05\u202fp. m.;Pan;1,5\n", "2026-01-31 21:05 Pan 1.5 0"},
		"sep=":                       {"sep=;\ndate;item;qty\n2026-01-03;Bread;2\n", "2026-01-03 --:-- Bread 2 0"},
		"titles before the header":   {"Sales of 2026,,\n\ndate,item,qty\n2026-01-03,Bread,2\n", "2026-01-03 --:-- Bread 2 0"},
		"Windows-1252":               {"date,item,qty,net\n2026-01-03,Cr\xe8me br\xfbl\xe9e,2,\x805\n", "2026-01-03 --:-- Crème brûlée 2 500"},
		"UTF-16, little end":         {utf16("\ufeffdate,item,qty\n2026-01-03,Brötchen,2\n", true), "2026-01-03 --:-- Brötchen 2 0"},
		"UTF-16, big end":            {utf16("\ufeffdate,item,qty\n2026-01-03,Brötchen,2\n", false), "2026-01-03 --:-- Brötchen 2 0"},
		"UTF-16 without a mark":      {utf16("date,item,qty\n2026-01-03,Brötchen,2\n", true), "2026-01-03 --:-- Brötchen 2 0"},
		"accents in two parts":       {"date,item,qty\n2026-01-03,Cre\u0300me\u200b,2\n", "2026-01-03 --:-- Crème 2 0"},
		"quotes and a line break":    {"date,item,qty\n\"2026-01-03\", \"The \"\"best\"\"\n bread\" ,2\n", `2026-01-03 --:-- The "best" bread 2 0`},
		"a quote within a name":      {"date,item,qty\n2026-01-03,9\" pie,2\n", `2026-01-03 --:-- 9" pie 2 0`},
		"Square's newer names":       {"Date,Item,Qty,Product Sales,Discounts,Tax,Gross Sales\n2026-01-03,Bread,1,$8.00,-$1.00,$0.70,$7.70\n", "2026-01-03 --:-- Bread 1 700"},
		"aliases":                    {"Sold At,Item Name,Quantity,Revenue\n1/31/26 9:05 AM,Bread,2,5.5\n", "2026-01-31 09:05 Bread 2 550"},
		"discount without net":       {"date,item,qty,gross sales,discounts\n2026-01-03,Bread,2,$10,($1.50)\n", "2026-01-03 --:-- Bread 2 850"},
		"discount of a return":       {"date,item,qty,gross sales,discounts\n2026-01-03,Bread,-2,-$10,$1.50\n", "2026-01-03 --:-- Bread -2 -850"},
		"total and blank lines":      {"date,item,qty\n\n2026-01-03,Bread,2\n,,\n,,\nTotal,,2\n", "2026-01-03 --:-- Bread 2 0"},
		"header twice":               {"date,item,qty\n2026-01-03,Bread,2\nDate,Item,Qty\n", "2026-01-03 --:-- Bread 2 0"},
		"cells missing at the end":   {"date,item,qty,category\n2026-01-03,Bread,2\n", "2026-01-03 --:-- Bread 2 0"},
		"too many commas at the end": {"date,item,qty\n2026-01-03,Bread,2,,,\n", "2026-01-03 --:-- Bread 2 0"},
		"many decimals":              {"date,item,qty,net\n2026-01-03,Bread,0.30000000000000004,2.6000000000000001\n", "2026-01-03 --:-- Bread 0.3 260"},
	} {
		lines, report := read(t, tt.file, Options{})
		if len(lines) != 1 {
			t.Errorf("%s: %d lines, %+v", name, len(lines), report)
			continue
		}
		if got := show(lines[0]); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestErrorsOfTheCaller(t *testing.T) {
	t.Parallel()
	const file = "date,item,qty\n2026-01-03,refuse me,2\n2026-01-03,Bread,2\n2026-01-03,Roll,2\n"
	lines, report := read(t, file, Options{})
	if d := cmp.Diff([]Problem{{2, "Location", "no such market"}}, report.Problems); d != "" || len(lines) != 2 {
		t.Errorf("a line that the caller refuses: %d others, %s", len(lines), d)
	}
	stop := errors.New("stop")
	report, err := Read(strings.NewReader(file), Options{}, func(l Line) error {
		if l.Number == 3 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || report.Sales != 1 {
		t.Errorf("%v after %d sales, want the caller's error after 1", err, report.Sales)
	}
}
