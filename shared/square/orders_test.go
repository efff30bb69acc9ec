package square_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/square"
	"github.com/marketprep/marketprep/shared/square/squaretest"
)

// saturday is ten o'clock in New York on a market day.
func saturday(minutes int) time.Time {
	return time.Date(2026, 11, 21, 15, 0, 0, 0, time.UTC).Add(time.Duration(minutes) * time.Minute)
}

func TestWhatAnOrderSays(t *testing.T) {
	t.Parallel()
	const units = amount.One
	raw := func(s string) json.RawMessage { return json.RawMessage(s) }
	base := squaretest.Order{ID: "o", Location: stall, Created: saturday(0), Closed: saturday(3), Updated: saturday(4)}
	with := func(change func(*squaretest.Order)) squaretest.Order {
		o := base
		change(&o)
		return o
	}
	completed := order.Order{ID: "o", Location: stall, Created: saturday(0), Closed: saturday(3), Updated: saturday(4), State: order.Completed, Currency: "USD"}
	sold := func(change func(*order.Order)) *order.Order {
		o := completed
		change(&o)
		return &o
	}
	for _, tt := range []struct {
		name string
		sent squaretest.Order
		want *order.Order // nil: it cannot be kept
	}{
		{"loaves, less a discount, before tax", with(func(o *squaretest.Order) {
			o.Lines = []squaretest.Line{{Variation: "V1", Name: "Sourdough", Price: "Whole", Quantity: "2", Each: 900, Discount: 180, Taxes: 65}}
		}), sold(func(o *order.Order) {
			o.Lines = []order.Line{{Kind: order.Goods, Variation: "V1", Name: "Sourdough (Whole)", Units: 2 * units, Money: 1620}}
		})},
		{"tomatoes by the pound", with(func(o *squaretest.Order) {
			o.Lines = []squaretest.Line{{Variation: "V2", Name: "Tomatoes", Price: "Regular", Quantity: "2.25", Each: 400}, {Variation: "V3", Name: "Saffron", Quantity: "0.00125", Each: 900000}}
		}), sold(func(o *order.Order) {
			o.Lines = []order.Line{
				{Kind: order.Goods, Variation: "V2", Name: "Tomatoes", Units: 225_000, Money: 900},
				{Kind: order.Goods, Variation: "V3", Name: "Saffron", Units: 125, Money: 1125},
			}
		})},
		{"an amount, a gift card, a donation, and a thing that was typed in", with(func(o *squaretest.Order) {
			o.Lines = []squaretest.Line{
				{Type: "CUSTOM_AMOUNT", Each: 500}, {Type: "GIFT_CARD", Name: "Gift card", Each: 2500}, {Type: "HOLOGRAM", Name: "?", Each: 100},
				{Name: "Honey", Each: 1200}, {Each: 300},
			}
		}), sold(func(o *order.Order) {
			o.Lines = []order.Line{
				{Kind: order.CustomAmount, Units: units, Money: 500}, {Kind: order.GiftCard, Name: "Gift card", Units: units, Money: 2500},
				{Kind: order.Other, Name: "?", Units: units, Money: 100}, {Kind: order.Goods, Name: "Honey", Units: units, Money: 1200},
				{Kind: order.CustomAmount, Units: units, Money: 300},
			}
		})},
		{"a return", with(func(o *squaretest.Order) {
			o.Of, o.Returns = "earlier", []squaretest.Line{{Variation: "V1", Name: "Sourdough", Price: "Whole", Each: 900, Taxes: 40}}
		}), sold(func(o *order.Order) {
			o.Returns = []order.Line{{Kind: order.Goods, Variation: "V1", Name: "Sourdough (Whole)", Units: units, Money: 900, Of: "earlier"}}
		})},
		{"an exchange", with(func(o *squaretest.Order) {
			o.Lines = []squaretest.Line{{Variation: "V2", Name: "Rye", Each: 700}}
			o.Returns = []squaretest.Line{{Variation: "V1", Name: "Wheat", Each: 900}}
		}), sold(func(o *order.Order) {
			o.Lines = []order.Line{{Kind: order.Goods, Variation: "V2", Name: "Rye", Units: units, Money: 700}}
			o.Returns = []order.Line{{Kind: order.Goods, Variation: "V1", Name: "Wheat", Units: units, Money: 900}}
		})},
		{"nothing at all", base, &completed},
		{"given up", with(func(o *squaretest.Order) { o.State = "CANCELED" }), sold(func(o *order.Order) { o.State, o.Closed = order.Canceled, time.Time{} })},
		{"not paid for", with(func(o *squaretest.Order) { o.State, o.Closed, o.Version = "OPEN", time.Time{}, 7 }),
			sold(func(o *order.Order) { o.State, o.Closed, o.Version = order.Open, time.Time{}, 7 })},
		{"sent in by a till that had no network", with(func(o *squaretest.Order) { o.Closed = o.Created.Add(71 * time.Hour) }), sold(func(o *order.Order) { o.Closed = o.Created })},
		{"ordered on the web two days ahead", with(func(o *squaretest.Order) { o.Source, o.Closed = "Square Online", o.Created.Add(48*time.Hour) }),
			sold(func(o *order.Order) { o.Closed = o.Created.Add(48 * time.Hour) })},
		{"a tab that was open for a week", with(func(o *squaretest.Order) { o.Closed = o.Created.Add(170 * time.Hour) }),
			sold(func(o *order.Order) { o.Closed = o.Created.Add(170 * time.Hour) })},
		{"what came after us", with(func(o *squaretest.Order) {
			o.Raw = raw(`{"id":"o","location_id":"` + stall + `","state":"TELEPORTED","created_at":"2026-11-21T15:00:00Z","updated_at":"2026-11-21T15:04:00.123456+00:00","shiny":{"new":[1]},"total_money":{"amount":1,"currency":"XTS"},"line_items":[{"name":"Bread","quantity":"-3","item_type":"ITEM","sparkle":true,"total_money":{"amount":-5,"currency":"XTS"}},{"name":"Rye","quantity":"1e9"},{"name":"Oat","quantity":"","gross_sales_money":{"amount":500,"currency":"XTS"},"total_discount_money":{"amount":100,"currency":"XTS"}}]}`)
		}), sold(func(o *order.Order) {
			o.State, o.Closed, o.Currency, o.Updated = order.Open, time.Time{}, "XTS", saturday(4).Add(123456*time.Microsecond)
			o.Lines = []order.Line{{Kind: order.Goods, Name: "Bread"}, {Kind: order.Goods, Name: "Rye"}, {Kind: order.Goods, Name: "Oat", Money: 400}}
		})},
		{"no id", with(func(o *squaretest.Order) {
			o.Raw = raw(`{"location_id":"` + stall + `","state":"COMPLETED","updated_at":"2026-11-21T15:04:00Z"}`)
		}), nil},
		{"no time", with(func(o *squaretest.Order) { o.Raw = raw(`{"id":"o","state":"COMPLETED","updated_at":"yesterday"}`) }), nil},
		{"null", with(func(o *squaretest.Order) { o.Raw = raw(`null`) }), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.PutOrders(merchant, tt.sent)
			want := []order.Order{}
			if tt.want != nil {
				want = append(want, *tt.want)
			}
			got, err := w.reader().Orders(t.Context(), []string{"o", "unknown"})
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// fill puts n orders on Square, one for each second, of which every tenth is open.
func (w *world) fill(n int) {
	orders := make([]squaretest.Order, 0, n)
	for i := range n {
		at := saturday(0).Add(time.Duration(i/3) * time.Second) // three at once
		o := squaretest.Order{ID: fmt.Sprintf("o%06d", i), Location: stall, Created: at, Closed: at, Lines: []squaretest.Line{
			{Variation: "V1", Name: "Sourdough", Price: "Whole", Quantity: "2", Each: 900}, {Variation: "V2", Name: "Rye", Each: 700}, {Variation: "V3", Name: "Jam", Each: 800},
		}}
		if i%10 == 9 {
			o.State, o.Closed, o.Updated = "OPEN", time.Time{}, at
		}
		orders = append(orders, o)
	}
	w.PutOrders(merchant, orders...)
}

func TestAWalkMeetsEveryOrderOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill(1500)
	q := square.OrderQuery{Locations: []string{stall}, UpdatedFrom: saturday(0), UpdatedTo: saturday(60)}
	var want, got []string
	for i := range 1500 {
		if i%10 != 9 {
			want = append(want, fmt.Sprintf("o%06d", i))
		}
	}
	c, pages := w.reader(), []int{}
	for {
		page, err := c.SearchOrders(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range page.Orders {
			got = append(got, o.ID)
		}
		pages = append(pages, len(page.Orders))
		if q.Cursor = page.Cursor; q.Cursor == "" {
			break
		}
	}
	if diff := cmp.Diff(want, got) + cmp.Diff([]int{500, 500, 350}, pages); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestACursorIsGoodForItsQueryAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill(600)
	c := w.reader()
	q := square.OrderQuery{Locations: []string{stall}, UpdatedFrom: saturday(0), UpdatedTo: saturday(60)}
	page, err := c.SearchOrders(t.Context(), q)
	if err != nil || page.Cursor == "" {
		t.Fatalf("%v, cursor %q", err, page.Cursor)
	}
	q.Cursor = page.Cursor
	q.UpdatedTo = saturday(61)
	if _, err := c.SearchOrders(t.Context(), q); square.ReasonOf(err) != square.BadCursor || errs.KindOf(err) != errs.Conflict {
		t.Errorf("the cursor of another query: %v", err)
	}
	q.Cursor = "nonsense"
	if _, err := c.SearchOrders(t.Context(), q); square.ReasonOf(err) != square.BadCursor {
		t.Errorf("no cursor at all: %v", err)
	}
}

func TestSquareTakesTenLocationsAndNoOtherSellers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	q := square.OrderQuery{UpdatedFrom: saturday(0), UpdatedTo: saturday(60)}
	for name, locations := range map[string][]string{"none": nil, "eleven": make([]string, 11), "another seller's": {"L_OTHER"}} {
		q.Locations = locations
		if _, err := w.reader().SearchOrders(t.Context(), q); err == nil {
			t.Errorf("%s: Square took it", name)
		}
	}
}

// BenchmarkSearchOrders is one page of 500 orders, sent and read.
func BenchmarkSearchOrders(b *testing.B) {
	w := newWorld(&testing.T{})
	w.fill(600)
	c := w.reader()
	for b.Loop() {
		if _, err := c.SearchOrders(b.Context(), square.OrderQuery{Locations: []string{stall}, UpdatedFrom: saturday(0), UpdatedTo: saturday(60)}); err != nil {
			b.Fatal(err)
		}
	}
}
