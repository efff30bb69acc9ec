package salesfile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

func TestMoney(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		cell     string
		european bool
		want     amount.Money
	}{
		{"$1,234.50", false, 123450}, {"1234.5", false, 123450}, {"($5.00)", false, -500}, {"-$5.00", false, -500}, {"$-5.00", false, -500}, {"5.00-", false, -500}, {"−5", false, -500},
		{"+5", false, 500}, {" $ (5.00)", false, -500}, {"$(5.00)", false, -500}, {" $ -   ", false, 0}, {"–", false, 0}, {"USD 5.00", false, 500}, {"5.00 CAD", false, 500}, {"R$ 5.00", false, 500}, {"1'234.50", false, 123450}, {"1 234,50", true, 123450},
		{"1.234,50 €", true, 123450}, {"-1.234,5", true, -123450}, {"€ 3", true, 300}, {"1\u202f234,50", true, 123450}, {"1234,5 kr", true, 123450},
		{"2.6000000000000001", false, 260}, {"2.6650", false, 267}, {"-2.6650", false, -267}, {"2.99999", false, 300}, {"(0.0049)", false, 0}, {"1.500", false, 150},
	} {
		if tt.cell == "1 234,50" {
			tt.cell = "1\u00a0234,50"
		}
		if got, err := money(tt.cell, tt.european, 2); err != nil || got != tt.want {
			t.Errorf("money(%q, %t) = %d, %v; want %d", tt.cell, tt.european, got, err, tt.want)
		}
	}
	for _, cell := range []string{"", "$", "abc", "()", "(-)", "1,23.00", "1.234", "1.2.3", "--5", "1e9", "NaN", "5 of 6", "1.23456x7", "99999999999", "\x00"} {
		if got, err := money(cell, false, 2); errs.KindOf(err) != errs.Invalid {
			t.Errorf("money(%q) = %d, %v; want an error", cell, got, err)
		}
	}
	if got, err := money("¥1,200", false, 0); err != nil || got != 1200 {
		t.Errorf("yen: %d, %v", got, err)
	}
}

func TestUnits(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]amount.Quantity{"2": 200_000, "1.25": 125_000, "-2.0": -200_000, "1,250.5 lb": 125_050_000, "0.30000000000000004": 30_000, ".5": 50_000, "(1)": -100_000} {
		if got, err := units(cell, false); err != nil || got != want {
			t.Errorf("units(%q) = %d, %v; want %d", cell, got, err, want)
		}
	}
	for _, cell := range []string{"", "B12", "$5", "one", "1e3", "Inf", "1/2", "--1"} {
		if got, err := units(cell, false); errs.KindOf(err) != errs.Invalid {
			t.Errorf("units(%q) = %d, %v; want an error", cell, got, err)
		}
	}
}

// European numbers are recognised by column if the column shows it, else by file.
func TestWayOfWritingNumbers(t *testing.T) {
	t.Parallel()
	for cells, want := range map[string]tally{
		"1,5 2,25 1.234,5 0,500 1.234.567 1234,567": {comma: 6},
		"1.5 2.25 1,234.5 0.500 1,234,567 1234.567": {point: 6},
		"1,234 1.234 7 -$1,234 $1.234":              {},
		"$1.50 1,5":                                 {point: 1, comma: 1},
	} {
		var got tally
		for _, c := range strings.Fields(cells) {
			got.add(c)
		}
		if got != want {
			t.Errorf("%s: %+v, want %+v", cells, got, want)
		}
	}
	lines, _ := read(t, "date;item;qty;net;gross\n2026-01-03;a;1.5;3,50;\n", Options{})
	if l := lines[0]; l.Quantity != 150_000 || l.Net != 350 {
		t.Errorf("units %d and net %d, want 1.5 and 3,50", l.Quantity, l.Net)
	}
	lines, _ = read(t, "date;item;qty;net;gross\n2026-01-03;a;1;3,50;1.234\n", Options{})
	if l := lines[0]; l.Gross != 123_400 {
		t.Errorf("gross %d, want 1.234 to be what it is in a file with 3,50", l.Gross)
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	d := dates{order: MonthFirst, latest: civil.Last}
	for cell, want := range map[string]string{
		"2026-07-18": "2026-07-18", "2026/7/8": "2026-07-08", "20260718": "2026-07-18", "7/18/26": "2026-07-18", "07/18/2026": "2026-07-18", "7-18-2026": "2026-07-18",
		"18.7.2026": "2026-07-18", "18.07.26": "2026-07-18", "18-Jul-2026": "2026-07-18", "18 July 2026": "2026-07-18", "Jul 18, 2026": "2026-07-18", "Sat, Sept 5, 2026": "2026-09-05",
		"Saturday 7/18/2026": "2026-07-18", "2026-07-18 23:59:30": "2026-07-18", "2026-07-18T23:59:30-04:00": "2026-07-18", "7/18/26, 9:05 PM": "2026-07-18", "2024-02-29": "2024-02-29",
	} {
		if got, err := d.read(cell); err != nil || got.String() != want {
			t.Errorf("%q is %s, %v; want %s", cell, got, err, want)
		}
	}
	for _, cell := range []string{"", "soon", "2026-13-01", "18/7/2026", "2023-02-29", "2026-07", "1/2/3", "7/18/026", "1999-12-31", "2100-01-01", "1.2.3.2026", "45678", "Ju 1 2026", "9999-99-99", "-1-1-2026-1"} {
		if got, err := d.read(cell); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%q is %s, %v; want an error", cell, got, err)
		}
	}
}

func TestClockTimes(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"09:05": "09:05:00", "9:05": "09:05:00", "23:59:30": "23:59:30", "9:05 PM": "21:05:00", "12:00 a.m.": "00:00:00", "12:30PM": "12:30:00", "9 am": "09:00:00", "12:59:30.123": "12:59:30",
		"14:05-04:00": "14:05:00", "14:05:06Z": "14:05:06",
	} {
		minute, second, err := clockTime(cell)
		if got := fmt.Sprintf("%s:%02d", minute, second); err != nil || got != want {
			t.Errorf("%q is %s, %v; want %s", cell, got, err, want)
		}
	}
	for _, cell := range []string{"", "24:00", "9", "9:5", "12:60", "13:00 PM", "0:30 am", "noon", "1:2:3:4", "9:05 o'clock", ":05", "999:00"} {
		if got, _, err := clockTime(cell); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%q is %s, %v; want an error", cell, got, err)
		}
	}
}

// 03/04/2026 is read as the file shows, and never silently wrong.
func TestOrderOfDates(t *testing.T) {
	t.Parallel()
	head := "date,item,qty\n"
	line := func(date string) string { return date + ",Bread,1\n" }
	many := strings.Repeat(line("03/04/2026"), 3000)
	for name, tt := range map[string]struct {
		file    string
		options Options
		first   string
		order   DateOrder
		assumed bool
	}{
		"a month above 12":         {head + line("03/04/2026") + line("31/03/2026"), Options{}, "2026-03-31", DayFirst, false},
		"a day above 12":           {head + line("03/04/2026") + line("03/31/2026"), Options{}, "2026-03-04", MonthFirst, false},
		"it shows late":            {head + many + line("13/03/2026"), Options{}, "2026-03-13", DayFirst, false},
		"nothing shows":            {head + line("03/04/2026"), Options{}, "2026-03-04", MonthFirst, true},
		"nothing but the numbers":  {"date;item;qty\n03/04/2026;Bread;1,5\n", Options{}, "2026-04-03", DayFirst, true},
		"we are told":              {head + line("03/04/2026"), Options{Dates: DayFirst}, "2026-04-03", DayFirst, false},
		"the other is to come yet": {head + line("03/04/2026"), Options{Latest: day("2026-03-20")}, "2026-03-04", MonthFirst, false},
		"this one is to come yet":  {head + line("04/03/2026"), Options{Latest: day("2026-03-20")}, "2026-03-04", DayFirst, false},
		"no slashes":               {head + line("2026-03-04"), Options{}, "2026-03-04", FindOut, false},
	} {
		_, report := read(t, tt.file, tt.options)
		if report.First.String() != tt.first || report.Dates != tt.order || report.DatesAssumed != tt.assumed || report.Rejected > 0 {
			t.Errorf("%s: first %s, %q, assumed %t, %d rejected; want %s, %q, %t", name, report.First, report.Dates, report.DatesAssumed, report.Rejected, tt.first, tt.order, tt.assumed)
		}
	}
	if _, report := read(t, head+line("03/31/2026")+line("31/03/2026"), Options{}); report.Rejected != 1 || report.First.String() != "2026-03-31" {
		t.Errorf("a single line that is written otherwise: %+v, want it rejected", report)
	}
	much := strings.Repeat(line("03/04/2026"), 120_000) + line("13/03/2026")
	report, err := Read(strings.NewReader(head+much), Options{}, func(Line) error { return nil })
	if errs.KindOf(err) != errs.Invalid || report.Sales != 120_000 {
		t.Errorf("contradicted after %d sales: %v; want that the file was misread", report.Sales, err)
	}
}

func TestNameKey(t *testing.T) {
	t.Parallel()
	for _, group := range [][]string{
		{"Sourdough Loaf", " sourdough  LOAF ", "Sourdough\u00a0Loaf.", "Sourdough Loaf *", "sourdough\u200b loaf!"},
		{"Crème", "CRE\u0300ME", "Crème,"},
		{"?", " ? "},
	} {
		for _, s := range group {
			if got := NameKey(s); got != NameKey(group[0]) {
				t.Errorf("NameKey(%q) = %q, want %q", s, got, NameKey(group[0]))
			}
		}
	}
	for _, pair := range [][2]string{{"Jam (small)", "Jam (large)"}, {"?", "!"}, {"Bread", "Breads"}} {
		if NameKey(pair[0]) == NameKey(pair[1]) {
			t.Errorf("%q and %q are one product", pair[0], pair[1])
		}
	}
	if got := clean(strings.Repeat("é ", 500)); len([]rune(got)) != 199 {
		t.Errorf("a long name is cut to %d characters, want 199, for the 200th is a blank", len([]rune(got)))
	}
}
