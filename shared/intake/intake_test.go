package intake

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/salesfile"
	"github.com/marketprep/marketprep/shared/venue"
)

// books are empty and hold the year 2026.
func books() *sale.Books {
	b := &sale.Books{
		Products: map[string]catalog.Product{}, Venues: map[string]venue.Venue{},
		Months: map[civil.Month]*sale.Month{}, Seen: map[civil.Month]sale.Seen{},
	}
	for m := civil.NewDate(2026, 1, 1).Month(); m <= civil.NewDate(2026, 12, 1).Month(); m++ {
		b.Months[m], b.Seen[m] = new(sale.Month), sale.Seen{}
	}
	return b
}

// take takes a file into b and returns the reports of reader and intake.
func take(t *testing.T, b *sale.Books, venueID, file string) (salesfile.Report, Report) {
	t.Helper()
	in := New(b, venueID)
	read, err := salesfile.Read(strings.NewReader(file), salesfile.Options{}, in.Line)
	if err != nil {
		t.Fatal(err)
	}
	return read, in.Finish()
}

// units are the units of every product by name, over all days.
func units(b *sale.Books) map[string]float64 {
	sum := map[string]float64{}
	for _, m := range b.Months {
		for _, d := range m.Days {
			for _, l := range d.Totals() {
				sum[b.Products[l.Product].Name] += l.Units.Units()
			}
		}
	}
	return sum
}

const square = `Date,Time,Category,Item,Qty,Price Point Name,SKU,Gross Sales,Net Sales,Transaction ID,Location
2026-11-14,08:05:00,Bread,Sourdough,2,Regular,,$13.00,$13.00,T1,Riverside
2026-11-14,08:05:00,Bread,Sourdough,2,Regular,,$13.00,$13.00,T1,Riverside
2026-11-14,09:00:00,Bread,  SOURDOUGH ,1,,,$6.50,$6.50,T2,riverside
2026-11-14,10:00:00,Bread,Sourdough,-1,Regular,,($6.50),($6.50),T3,Riverside
2026-11-18,12:40:00,Jam,Jam,3,Plum,,$24.00,$24.00,T4,Downtown
`

func TestASquareExport(t *testing.T) {
	t.Parallel()
	b := books()
	_, report := take(t, b, "", square)
	if diff := cmp.Diff(map[string]float64{"Sourdough": 4, "Jam (Plum)": 3}, units(b)); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
	want := Report{Imported: 5, MarketDays: 2, Products: []string{"Sourdough", "Jam (Plum)"}, Venues: []string{"Riverside", "Downtown"}, Renamed: []Renaming{}}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	if p := b.Products[catalog.IDOf("Sourdough")]; p.Price == nil || *p.Price != 650 || p.Category != "Bread" {
		t.Errorf("the bread is %+v, want it to cost 6.50", p)
	}
}

func TestTheSameFileTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	b := books()
	take(t, b, "", square)
	before := units(b)
	b.ProductsChanged, b.VenuesChanged = false, false
	_, report := take(t, b, "", square)
	if diff := cmp.Diff(before, units(b)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if report.Imported != 0 || report.Known != 5 || b.ProductsChanged || b.VenuesChanged {
		t.Errorf("the second time says %+v", report)
	}
}

func TestFilesThatOverlapAddWhatIsNew(t *testing.T) {
	t.Parallel()
	lines := strings.SplitAfter(square, "\n")
	b := books()
	take(t, b, "", strings.Join(lines[:4], ""))
	_, report := take(t, b, "", lines[0]+strings.Join(lines[1:], ""))
	if diff := cmp.Diff(map[string]float64{"Sourdough": 4, "Jam (Plum)": 3}, units(b)); diff != "" || report.Known != 3 {
		t.Errorf("%d known (-want +got):\n%s", report.Known, diff)
	}
}

func TestTheOrderOfLinesDoesNotMatter(t *testing.T) {
	t.Parallel()
	lines := strings.SplitAfter(strings.TrimSuffix(square, "\n"), "\n")
	lines[len(lines)-1] += "\n"
	reversed := lines[0]
	for i := len(lines) - 1; i > 0; i-- {
		reversed += lines[i]
	}
	b := books()
	take(t, b, "", square)
	_, report := take(t, b, "", reversed)
	if report.Imported != 0 {
		t.Errorf("the file in another order brought %d lines", report.Imported)
	}
}

func TestStatedTotalsReplaceThemselves(t *testing.T) {
	t.Parallel()
	b := books()
	take(t, b, "", "date,venue,product,units,sold_out\n2026-11-14,Riverside,Sourdough,20,\n2026-11-14,Riverside,Jam,3,\n")
	take(t, b, "", "date,venue,product,units,sold_out\n2026-11-14,Riverside,sourdough,24,11:30\n")
	if diff := cmp.Diff(map[string]float64{"Sourdough": 24, "Jam": 3}, units(b)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	l := b.Day(civil.NewDate(2026, 11, 14), venue.IDOf("Riverside")).Line(catalog.IDOf("Sourdough"), sale.File)
	if !l.SoldOut || l.SoldOutAt != 11*60+30 {
		t.Errorf("the bread is %+v, want it sold out at 11:30", l)
	}
}

func TestVenuesAreFoundByDayAndTime(t *testing.T) {
	t.Parallel()
	rule := func(days ...string) *venue.Recurrence { return &venue.Recurrence{Weekdays: days, Every: 1} }
	all := map[string]venue.Venue{
		"morning": {Name: "Morning", Opens: 480, Closes: 780, Recurs: rule("sat")},
		"evening": {Name: "Evening", Opens: 960, Closes: 1200, Recurs: rule("sat")},
		"midweek": {Name: "Midweek", Opens: 480, Closes: 780, Recurs: rule("wed")},
	}
	for _, tt := range []struct {
		when, want string
		asked      string
		venues     []string
	}{
		{"2026-11-21,09:00", "morning", "", []string{"morning", "evening", "midweek"}},
		{"2026-11-21,17:00", "evening", "", []string{"morning", "evening", "midweek"}},
		{"2026-11-18,17:00", "midweek", "", []string{"morning", "evening", "midweek"}},
		{"2026-11-17,17:00", "", "", []string{"morning", "evening", "midweek"}},
		{"2026-11-17,17:00", "midweek", "", []string{"midweek"}},
		{"2026-11-17,17:00", "evening", "evening", []string{"morning", "evening", "midweek"}},
		{"2026-11-17,17:00", venue.IDOf("My market"), "", nil},
	} {
		b := books()
		for _, id := range tt.venues {
			b.Venues[id] = all[id]
		}
		read, _ := take(t, b, tt.asked, "Date,Time,Item,Qty\n"+tt.when+",Rye,1\n")
		got := ""
		for _, m := range b.Months {
			for _, d := range m.Days {
				got = d.Venue
			}
		}
		if got != tt.want || (read.Rejected == 1) != (tt.want == "") {
			t.Errorf("%s with %q: at %q, %+v; want %q", tt.when, tt.venues, got, read.Problems, tt.want)
		}
	}
}

func TestAVenueThatAFileNamesGetsItsDaysAndHours(t *testing.T) {
	t.Parallel()
	var file strings.Builder
	file.WriteString("Date,Time,Item,Qty,Location\n")
	for d := civil.NewDate(2026, 3, 7); d <= civil.NewDate(2026, 11, 21); d += 7 {
		fmt.Fprintf(&file, "%s,08:35,Rye,1,Riverside\n%s,12:50,Rye,1,Riverside\n", d, d)
	}
	file.WriteString("2026-07-04,18:00,Rye,1,Riverside\n2026-07-07,18:00,Rye,1,Riverside\n") // one Tuesday
	b := books()
	take(t, b, "", file.String())
	n := b.Venues[venue.IDOf("Riverside")]
	want := venue.Venue{ID: n.ID, Name: "Riverside", Opens: 8*60 + 30, Closes: 13 * 60, Recurs: &venue.Recurrence{Weekdays: []string{"sat"}, Every: 1}}
	if diff := cmp.Diff(want, n); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// seasonOf is a file in which product is sold on so many Saturdays from day on, for price a piece.
func seasonOf(product, price, day string, weeks int, more string) string {
	var file strings.Builder
	d, _ := civil.ParseDate(day)
	for range weeks {
		fmt.Fprintf(&file, "%s,%s,1,%s,Bread%s\n", d, product, price, more)
		d += 7
	}
	return file.String()
}

func TestARenamedProductKeepsItsHistory(t *testing.T) {
	t.Parallel()
	const head = "Date,Item,Qty,Gross Sales,Category,SKU\n"
	for _, tt := range []struct {
		name, file string
		want       []Renaming
	}{
		{"by like names", seasonOf("Sourdough Loaf", "$6.50", "2026-03-07", 10, ",") + seasonOf("Country Sourdough Loaf", "$7.00", "2026-05-16", 10, ","),
			[]Renaming{{"Sourdough Loaf", "Country Sourdough Loaf", true}}},
		{"by SKU", seasonOf("Levain", "$6.50", "2026-03-07", 10, ",L1") + seasonOf("Farm bread", "$9.00", "2026-05-16", 10, ",L1"),
			[]Renaming{{"Farm bread", "Levain", true}}},
		{"perhaps", seasonOf("Olive bread", "$6.50", "2026-03-07", 10, ",") + seasonOf("Olive stick", "$6.50", "2026-05-16", 10, ","),
			[]Renaming{{"Olive bread", "Olive stick", false}}},
		{"not while both are sold", seasonOf("Sourdough Loaf", "$6.50", "2026-03-07", 12, ",") + seasonOf("Country Sourdough Loaf", "$7.00", "2026-05-16", 10, ","), nil},
		{"not at twice the price", seasonOf("Sourdough Loaf", "$6.50", "2026-03-07", 10, ",") + seasonOf("Country Sourdough Loaf", "$13.00", "2026-05-16", 10, ","), nil},
		{"not months later", seasonOf("Sourdough Loaf", "$6.50", "2026-03-07", 10, ",") + seasonOf("Country Sourdough Loaf", "$6.50", "2026-08-15", 10, ","), nil},
	} {
		// Something else is sold all year, so that the file begins before either.
		_, report := take(t, books(), "", head+seasonOf("Rye", "$5.00", "2026-01-03", 40, ",")+tt.file)
		if diff := cmp.Diff(append([]Renaming{}, tt.want...), report.Renamed); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestThereIsRoomForAThousandProducts(t *testing.T) {
	t.Parallel()
	var file strings.Builder
	file.WriteString("Date,Item,Qty\n")
	for i := range catalog.MaxProducts + 3 {
		fmt.Fprintf(&file, "2026-11-21,Product %d,1\n", i)
	}
	b := books()
	read, report := take(t, b, "", file.String())
	if len(b.Products) != catalog.MaxProducts || read.Rejected != 3 || report.Imported != catalog.MaxProducts {
		t.Errorf("%d products, %d lines refused, want %d and 3", len(b.Products), read.Rejected, catalog.MaxProducts)
	}
}

func TestAmountsWithoutAnItemAreKeptApart(t *testing.T) {
	t.Parallel()
	b := books()
	take(t, b, "", "Date,Item,Qty,Gross Sales\n2026-11-21,Custom Amount,1,$4.00\n2026-11-21,Rye,1,$5.00\n")
	if diff := cmp.Diff(map[string]float64{"": 1, "Rye": 1}, units(b)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if l := b.Day(civil.NewDate(2026, 11, 21), venue.IDOf("My market")).Line("", sale.File); l.Revenue != amount.Money(400) {
		t.Errorf("the amount is %+v, want 4.00", l)
	}
}
