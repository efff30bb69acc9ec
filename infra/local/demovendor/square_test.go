package demovendor

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/marketprep/marketprep/infra/local/simulate"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/square"
	"github.com/marketprep/marketprep/shared/square/squaretest"
)

// What the demo vendor's account at Square says is what the world's till wrote.
func TestTheAccountAtSquareHoldsTheWorld(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	fake := squaretest.New(squaretest.Options{Now: func() time.Time { return now }, AppID: "a", AppSecret: "s"})
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	v := &Vendor{World: simulate.New(Seed, civil.DateOf(now))}
	v.OpenSquare(fake)
	access, _ := fake.Tokens(Merchant, "ITEMS_READ", "ORDERS_READ", "MERCHANT_PROFILE_READ")
	c := square.NewClient(square.Options{BaseURL: server.URL, HTTP: server.Client(), Token: func(context.Context) (string, error) { return access, nil }})
	locations, err := c.Locations(t.Context())
	if err != nil || len(locations) != len(v.World.Venues())+1 {
		t.Fatalf("%d locations, %v", len(locations), err)
	}
	q := square.OrderQuery{UpdatedTo: now, UpdatedFrom: now.AddDate(-3, 0, 0)}
	for _, l := range locations {
		q.Locations = append(q.Locations, l.ID)
	}
	var orders int
	units := map[string]amount.Quantity{}
	for {
		page, err := c.SearchOrders(t.Context(), q)
		if err != nil || page.Skipped > 0 {
			t.Fatalf("%d skipped, %v", page.Skipped, err)
		}
		orders += len(page.Orders)
		for _, o := range page.Orders {
			for _, l := range o.Lines {
				if l.Kind == order.Goods {
					units[l.Name] += l.Units
				}
			}
			for _, l := range o.Returns {
				units[l.Name] -= l.Units
			}
		}
		if q.Cursor = page.Cursor; q.Cursor == "" {
			break
		}
	}
	want := map[string]amount.Quantity{}
	for _, r := range v.World.Receipts(v.World.From(), civil.DateOf(now), time.UTC) {
		for _, l := range r.Lines {
			switch {
			case l.Product == "":
			case r.Refund:
				want[l.Name] -= l.Quantity
			default:
				want[l.Name] += l.Quantity
			}
		}
	}
	if len(want) < 10 || orders < 10_000 {
		t.Errorf("only %d products and %d orders", len(want), orders)
	}
	for name, u := range want {
		if units[name] != u {
			t.Errorf("%s: %v units at Square, %v in the world", name, units[name].Units(), u.Units())
		}
	}
}
