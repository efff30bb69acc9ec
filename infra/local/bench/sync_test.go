//go:build bench

package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/functions/sales"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/square"
	"github.com/marketprep/marketprep/shared/square/squaretest"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/vendor"
)

// noQueue takes nothing: a sync of this length needs one Lambda.
type noQueue struct{}

func (noQueue) Send(context.Context, []queue.Message) error { return fmt.Errorf("bench: out of time") }
func (noQueue) Depth(context.Context) (int, error)          { return 0, nil }

// syncs measures the first sync of a vendor with 100,000 orders, and the next one,
// which finds nothing new.
func syncs(t *testing.T) []Row {
	const orders = 100_000
	fake := squaretest.New(squaretest.Options{Now: func() time.Time { return functiontest.Now }, AppID: "app", AppSecret: "secret"})
	url, stop, err := fake.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	fake.AddSeller(squaretest.Seller{Merchant: "M1", Locations: []squaretest.Location{{ID: "L1", Name: "The van", Zone: "America/New_York"}}})
	all := make([]squaretest.Order, orders)
	for i := range all {
		day, _ := time.Parse(time.DateOnly, saturday(i*104/orders))
		at := day.Add(13*time.Hour + time.Duration(i%18_000)*time.Second) // from 8 o'clock on
		all[i] = squaretest.Order{ID: fmt.Sprintf("order-%08d", i), Location: "L1", Created: at, Closed: at, Lines: []squaretest.Line{
			{Variation: fmt.Sprintf("V%d", i%40), Name: fmt.Sprintf("Product %d", i%40), Quantity: "2", Each: 650},
			{Variation: fmt.Sprintf("V%d", i%7), Name: fmt.Sprintf("Product %d", i%7), Each: 900},
		}}
	}
	fake.PutOrders("M1", all...)
	access, refresh := fake.Tokens("M1", "ITEMS_READ", "ORDERS_READ", "MERCHANT_PROFILE_READ", "PAYMENTS_READ")
	tokens, _ := json.Marshal(square.Tokens{Access: access, Refresh: refresh, Merchant: "M1", Expires: functiontest.Now.AddDate(0, 0, 30), Obtained: functiontest.Now})
	vars := functiontest.WithSecrets(t, map[string]string{"tokens/anna": string(tokens), "app-secret": "secret"})
	for name, value := range map[string]string{
		"SQUARE_URL": url, "SQUARE_APPLICATION_ID": "app", "SQUARE_APPLICATION_SECRET": "app-secret", "SQUARE_REDIRECT_URL": "https://example.com/", "TOKEN_VAULT": "tokens/", "SYNC_QUEUE_URL": "http://queue",
	} {
		vars[name] = value
	}
	s := functiontest.New(t, vars)
	anna := functiontest.Owner(t, "anna").Vendor
	if err := s.Store.RegisterVendor(t.Context(), vendor.Vendor{ID: "anna", TimeZone: "America/New_York", Currency: "USD"}, store.SignIn{Email: "anna@example.com", Vendor: "anna", User: "u1"}); err != nil {
		t.Fatal(err)
	}
	s.Stall(anna)
	handle, err := sales.RunSync(func(aws.Config, string) queue.Queue { return noQueue{} }, tills.Reader)(s.Env)
	if err != nil {
		t.Fatal(err)
	}
	run := func(id string) (seconds, heap float64) {
		var before runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		start, peak := time.Now(), watchHeap()
		if err := handle(t.Context(), fmt.Sprintf(`{"vendor":"anna","run":%q}`, id)); err != nil {
			t.Fatal(err)
		}
		return time.Since(start).Seconds(), peak() - float64(before.HeapAlloc)/mega
	}
	first, heap := run("first")
	again, _ := run("again")
	st, err := s.Store.Sync(t.Context(), anna)
	if err != nil || st.Runs[1].Counts.Orders != orders || st.Runs[0].Counts.Orders != 0 {
		t.Fatalf("%v: %+v", err, st.Runs)
	}
	return []Row{
		{"first sync of 100,000 orders, Square's fake included", first, 60, "s"},
		{"first sync: heap at its peak, Square's fake included", heap, 96, "MB"},
		{"sync that finds nothing new, half a second of pacing included", again * 1000, 1000, "ms"},
	}
}
