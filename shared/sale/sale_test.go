package sale

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
)

// saturday is a day that has everything a day can have.
func saturday() Month {
	var m Month
	d := m.Day(civil.NewDate(2026, 11, 21), "north")
	bread := d.Line("bread", File)
	bread.Add(2*amount.One, 1300, 8*60+5)
	bread.Add(amount.One, 650, 10*60)
	bread.SoldOut, bread.SoldOutAt, bread.Brought, bread.Rating = true, 10*60, 3*amount.One, 4
	d.Line("cheese", File).Add(125_000, 999, Unknown)
	d.Line("bread", Manual).Add(-amount.One, -650, Unknown)
	d.Line("bread", Told).Wasted = amount.One / 2
	m.Day(civil.NewDate(2026, 11, 14), "south")
	return m
}

func TestMonthSurvivesStorage(t *testing.T) {
	t.Parallel()
	want := saturday()
	b, err := want.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var got Month
	if err := got.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stored and read (-want +got):\n%s", diff)
	}
	for n := range b {
		if err := new(Month).UnmarshalBinary(b[:n]); err == nil {
			t.Errorf("the first %d of %d bytes are read as a month", n, len(b))
		}
	}
}

func FuzzMonthReadsAnyBytes(f *testing.F) {
	m := saturday()
	b, _ := m.MarshalBinary()
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		var m Month
		if m.UnmarshalBinary(b) != nil {
			return
		}
		for i := range m.Days {
			m.Days[i].Totals()
		}
	})
}

func TestTotals(t *testing.T) {
	t.Parallel()
	line := func(product string, s Source, units int64) Line {
		l := NewLine(product, s)
		l.Units = amount.Quantity(units) * amount.One
		return l
	}
	soldOut := func(l Line, at civil.Clock) Line {
		l.SoldOut, l.SoldOutAt = true, at
		return l
	}
	for _, tt := range []struct {
		name  string
		lines []Line
		want  []Line
	}{
		{"cash comes on top of the till", []Line{line("a", File, 5), line("a", Manual, 2)}, []Line{line("a", Manual, 7)}},
		{"square replaces the file for the whole day", []Line{line("a", File, 5), line("b", File, 3), line("b", Square, 4)}, []Line{line("b", Square, 4)}},
		{"feedback does not count what the till counted", []Line{line("a", Square, 5), line("a", Told, 6)}, []Line{line("a", Told, 5)}},
		{"feedback stands where nothing else does", []Line{line("a", Told, 6)}, []Line{line("a", Told, 6)}},
		{"a sell-out marked at the stall counts", []Line{line("a", Square, 5), soldOut(line("a", Noted, 0), 600)}, []Line{soldOut(line("a", Square, 5), 600)}},
		{"a sell-out alone says nothing of how many", []Line{soldOut(line("a", Noted, 0), 600)}, []Line{}},
		{"a sell-out that was told counts", []Line{line("a", Square, 5), soldOut(line("a", Told, 5), 600)}, []Line{soldOut(line("a", Told, 5), 600)}},
	} {
		d := Day{Lines: tt.lines}
		if diff := cmp.Diff(tt.want, d.Totals()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestSeenSurvivesStorage(t *testing.T) {
	t.Parallel()
	want := Seen{MarkOf(0): {}, MarkOf(1 << 40): {}, MarkOf(^uint64(0)): {}}
	b, err := want.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	got := Seen{}
	got.Read(b)
	if diff := cmp.Diff(want, got); diff != "" || len(b) != 15 {
		t.Errorf("%d bytes (-want +got):\n%s", len(b), diff)
	}
}
