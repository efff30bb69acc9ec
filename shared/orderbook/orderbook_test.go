package orderbook

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/salesmap"
	"github.com/marketprep/marketprep/shared/venue"
)

var paid = time.Date(2026, 11, 14, 15, 4, 5, 0, time.UTC)

func product(l order.Line) string { return l.Variation }

// sold is an order of so many units of bread.
func sold(id string, units amount.Quantity) order.Order {
	return order.Order{
		ID: id, Version: 1, Location: "L1", Created: paid, Closed: paid, Updated: paid, State: order.Completed, Currency: "USD",
		Lines: []order.Line{{Kind: order.Goods, Variation: "bread", Units: units * amount.One, Money: amount.Money(units) * 650}},
	}
}

func docOf(orders ...order.Order) *Doc {
	d := &Doc{Hour: HourOf(paid), Orders: map[Mark]Entry{}}
	for _, o := range orders {
		d.Orders[MarkOf(o.ID)] = New(o, "USD", product)
	}
	return d
}

func TestOrdersAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	part := sold("weighed", 1)
	part.Lines[0].Units = 123456
	part.Returns = []order.Line{{Kind: order.CustomAmount, Units: amount.One, Money: 100, Of: "other"}, {Kind: order.Goods, Variation: "jam", Units: amount.One}}
	void := sold("void", 1)
	void.State, void.Version = order.Canceled, 1<<60
	foreign := sold("foreign", 1)
	foreign.Currency = "EUR"
	d := docOf(sold("a", 2), part, void, foreign)
	d.Orders[MarkOf("moved")] = Entry{Version: 7, Updated: paid, At: d.Hour + 100, State: Counts, Closed: (d.Hour + 100).Time()}
	packed, err := d.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	got := &Doc{Hour: d.Hour}
	if err := got.UnmarshalBinary(packed); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, got); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
	for n := range packed {
		if err := (&Doc{Hour: d.Hour}).UnmarshalBinary(packed[:n]); err == nil {
			t.Errorf("%d bytes of %d are read without an error", n, len(packed))
		}
	}
}

func TestAnOrderTakesFewBytes(t *testing.T) {
	t.Parallel()
	var orders []order.Order
	for i := range 3000 {
		o := sold(fmt.Sprintf("order %d", i), amount.Quantity(i%5+1))
		o.Lines = append(o.Lines, order.Line{Kind: order.Goods, Variation: fmt.Sprintf("p%d", i%40), Units: amount.One, Money: 1200})
		orders = append(orders, o)
	}
	packed, err := docOf(orders...).MarshalBinary()
	if err != nil || len(packed) > 3000*40 {
		t.Errorf("%v: 3000 orders of two lines take %d bytes, want 40 each at most", err, len(packed))
	}
}

// riverside is a map with one market, on Saturdays from 8 to 13 o'clock in New York.
func riverside(t *testing.T) *salesmap.Map {
	t.Helper()
	zone, err := civil.Zone("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return salesmap.New(salesmap.Facts{Zone: zone, Venues: map[string]venue.Venue{
		"riverside": {Name: "Riverside", Opens: 480, Closes: 780, Recurs: &venue.Recurrence{Weekdays: []string{"sat"}, Every: 1}},
	}})
}

func TestWhatIsReturnedOnTheDayIsNotCounted(t *testing.T) {
	t.Parallel()
	back := func(id, of string, units amount.Quantity, at time.Time) order.Order {
		o := sold(id, 0)
		o.Lines, o.Closed = nil, at
		o.Returns = []order.Line{{Kind: order.Goods, Variation: "bread", Units: units * amount.One, Money: amount.Money(units) * 650, Of: of}}
		return o
	}
	early := sold("early", 4)
	early.Closed = paid.Add(-time.Hour)
	for _, tt := range []struct {
		name   string
		orders []order.Order
		want   []sale.Line
	}{
		{"two sales", []order.Order{early, sold("a", 3)}, []sale.Line{line(7, 7*650, 9*60+4, sale.Hour{Hour: 9, Units: 4 * amount.One}, sale.Hour{Hour: 10, Units: 3 * amount.One})}},
		{"the last units go first", []order.Order{early, sold("a", 3), back("r", "a", 4, paid)}, []sale.Line{line(3, 3*650, 9*60+4, sale.Hour{Hour: 9, Units: 3 * amount.One})}},
		{"sold on another day", []order.Order{early, back("r", "last week", 4, paid)}, []sale.Line{line(4, 4*650, 9*60+4, sale.Hour{Hour: 9, Units: 4 * amount.One})}},
		{"more than was sold", []order.Order{early, back("r", "", 40, paid)}, nil},
		{"nothing but a return", []order.Order{back("r", "", 1, paid)}, nil},
	} {
		for range 3 {
			rand.Shuffle(len(tt.orders), func(i, j int) { tt.orders[i], tt.orders[j] = tt.orders[j], tt.orders[i] })
			book := NewBook(map[Hour]*Doc{HourOf(paid): docOf(), HourOf(paid) - 1: {Hour: HourOf(paid) - 1, Orders: map[Mark]Entry{}}})
			for _, o := range tt.orders {
				book.Take(o, New(o, "USD", product))
			}
			m := riverside(t)
			d := civil.NewDate(2026, 11, 14)
			got := Count(d, book.Paid(m.Span(d)), m)
			day := got.Days["riverside"]
			if diff := cmp.Diff(tt.want, append([]sale.Line(nil), day.Lines...)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
		}
	}
}

// line is a line of bread that was sold from 9:04 or 10:04 on.
func line(units amount.Quantity, money amount.Money, first civil.Clock, hours ...sale.Hour) sale.Line {
	l := sale.NewLine("bread", sale.Square)
	l.Units, l.Revenue, l.First, l.Last, l.Hours = units*amount.One, money, first, 10*60+4, hours
	if len(hours) == 1 && units == 4 {
		l.Last = first
	}
	return l
}

func TestGiftCardsAndNonsenseAreNoSales(t *testing.T) {
	t.Parallel()
	o := sold("a", 1)
	o.Lines = append(o.Lines,
		order.Line{Kind: order.GiftCard, Units: amount.One, Money: 5000},
		order.Line{Kind: order.Goods, Variation: "bread", Units: -amount.One, Money: 1},
		order.Line{Kind: order.Goods, Variation: "bread", Units: amount.MaxQuantity + 1, Money: 1},
		order.Line{Kind: order.Goods, Variation: "bread", Units: amount.One, Money: 1 << 62},
		order.Line{Kind: order.Goods, Variation: "bread"},
		order.Line{Kind: order.Goods, Variation: "bread", Units: 2 * amount.One, Money: 1300})
	want := []Line{{Product: "bread", Units: 3 * amount.One, Money: 1950}}
	if diff := cmp.Diff(want, New(o, "USD", product).Lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
