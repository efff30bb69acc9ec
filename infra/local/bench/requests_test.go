//go:build bench

package bench

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/marketprep/marketprep/functions/catalog"
	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/functions/sales"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/api"
	products "github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/planner"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
)

// clock measures how long the table takes, so that it can be taken off.
type clock struct {
	next aws.HTTPClient
	took time.Duration
}

func (c *clock) Do(r *http.Request) (*http.Response, error) {
	start := time.Now()
	resp, err := c.next.Do(r)
	c.took += time.Since(start)
	return resp, err
}

// requests measures what a plain request costs besides the table, and its log.
func requests(t *testing.T) []Row {
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	s.Stall(anna.Vendor)
	table := &clock{}
	env := s.EnvWith(func(cfg *aws.Config) { table.next, cfg.HTTPClient = cfg.HTTPClient, table })
	var log bytes.Buffer
	env.Log = telemetry.NewLogger(&log)
	op, err := catalog.ListProducts(env)
	if err != nil {
		t.Fatal(err)
	}
	handler, _ := api.Handler(env.API(), op)
	var own []float64
	for range 500 {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/products", nil)
		r = r.WithContext(tenant.NewContext(r.Context(), anna))
		table.took = 0
		start := time.Now()
		handler.ServeHTTP(httptest.NewRecorder(), r)
		own = append(own, (time.Since(start)-table.took).Seconds()*1000)
	}
	longest := 0
	for line := range strings.Lines(log.String()) {
		longest = max(longest, len(line))
	}
	return []Row{
		{"work per request besides the table (list-products, median)", median(own), 0.5, "ms"},
		{"log per successful request", float64(longest), 900, "B"},
	}
}

// lists measures a list of 50 products for a vendor with five venues and two years of sales.
func lists(t *testing.T) []Row {
	in := planner.Input{
		Vendor: vendor.Vendor{TimeZone: "America/New_York", Region: "US-GA"}, Products: map[string]products.Product{}, Venues: map[string]venue.Venue{},
		Months: map[civil.Month]*sale.Month{}, Now: functiontest.Now,
	}
	last := civil.DateOf(functiontest.Now) - 2
	for p := range 50 {
		price := amount.Money(500)
		in.Products[fmt.Sprintf("p%02d", p)] = products.Product{Name: fmt.Sprintf("Product %d", p), Price: &price, PackSize: 1}
	}
	for n := range 5 {
		id := fmt.Sprintf("n%d", n)
		in.Venues[id] = venue.Venue{Name: id, Opens: 480, Closes: 780}
		for d := last - 730 + civil.Date(n); d <= last; d += 7 {
			if in.Months[d.Month()] == nil {
				in.Months[d.Month()] = new(sale.Month)
			}
			for p := range 50 {
				in.Months[d.Month()].Day(d, id).Line(fmt.Sprintf("p%02d", p), sale.File).Units = amount.Quantity(5+(p*7+int(d)*13)%23) * amount.One
			}
		}
	}
	days := []market.Day{market.Assumed(in.Venues["n0"], "n0", nil, last+7)}
	var fresh, stored []float64
	for range 9 {
		in.Model = nil
		start := time.Now()
		_, in.Model = planner.Plan(in, days)
		fresh = append(fresh, time.Since(start).Seconds()*1000)
		start = time.Now()
		planner.Plan(in, days)
		stored = append(stored, time.Since(start).Seconds()*1000)
	}
	return []Row{
		{"a list of 50 products, 5 venues, 2 years: with the fit", median(fresh), 150, "ms"},
		{"a list of 50 products, 5 venues, 2 years: from a stored fit", median(stored), 15, "ms"},
		{"a stored fit of 50 products at 5 venues", float64(len(in.Model)) / 1000, 390, "kB"},
	}
}

// imports measures the import of a long export.
func imports(t *testing.T) []Row {
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	took := map[int]float64{}
	heap := map[int]float64{}
	for _, lines := range []int{200_000} {
		file := export(lines)
		start := time.Now()
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		peak := watchHeap()
		s.Must(anna, sales.ImportSales, http.MethodPost, "/api/v1/sales/imports", file, nil, "Content-Type", "application/gzip")
		heap[lines] = peak() - float64(before.HeapAlloc)/mega
		runtime.ReadMemStats(&after)
		took[lines] = time.Since(start).Seconds()
	}
	return []Row{
		{"import of 200,000 lines", took[200_000], 20, "s"},
		{"import of 200,000 lines: heap at its peak", heap[200_000], 64, "MB"},
	}
}

// watchHeap watches the heap until the function it returns is called, which
// returns its greatest size in MB.
func watchHeap() func() float64 {
	stop, greatest := make(chan struct{}), make(chan float64)
	go func() {
		peak := 0.0
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, float64(m.HeapAlloc)/mega)
			select {
			case <-stop:
				tick.Stop()
				greatest <- peak
				return
			case <-tick.C:
			}
		}
	}()
	return func() float64 { close(stop); return <-greatest }
}
