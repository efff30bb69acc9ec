package sales

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/tenant"
)

type days struct {
	Items []struct {
		Date, Venue, VenueName string
		Revenue                int
		Products               []struct {
			Product, Name string
			Units         float64
			Revenue       int
			SoldOut       bool
			SoldOutAt     string
		}
	}
}

func TestRecordedSalesReplaceThemselvesAndAddToTheTill(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna, bert := functiontest.Owner(t, "anna"), functiontest.Owner(t, "bert")
	s.Stall(anna.Vendor)
	body := map[string]any{"date": "2026-11-21", "venue": functiontest.Riverside, "items": []any{
		map[string]any{"product": functiontest.Bread, "units": 22.5, "brought": 24, "soldOutAt": "11:30"},
		map[string]any{"product": functiontest.Jam, "units": 3, "revenue": 2000},
	}}
	for range 2 { // sent twice, counted once
		if a := s.Must(anna, RecordSales, "POST", "/api/v1/sales", body, nil); a.Trips > 2 {
			t.Errorf("%d trips to the table, at most 2", a.Trips)
		}
	}
	var got days
	a := s.Must(anna, ListSales, "GET", "/api/v1/sales?from=2026-11-01&to=2026-11-30", nil, &got)
	if a.Trips > 1 {
		t.Errorf("%d trips to read sales, want 1", a.Trips)
	}
	if len(got.Items) != 1 || len(got.Items[0].Products) != 2 {
		t.Fatalf("got %s, want one day with two products", a.Body)
	}
	day := got.Items[0]
	if day.Date != "2026-11-21" || day.VenueName != "Riverside" || day.Revenue != 14625+2000 {
		t.Errorf("got %+v, want 166.25 at Riverside on 2026-11-21", day)
	}
	for _, p := range day.Products {
		if p.Product == functiontest.Bread && (p.Units != 22.5 || !p.SoldOut || p.SoldOutAt != "11:30") {
			t.Errorf("bread is %+v, want 22.5 sold out at 11:30", p)
		}
	}
	var none days
	s.Must(bert, ListSales, "GET", "/api/v1/sales?from=2026-11-01&to=2026-11-30", nil, &none)
	if len(none.Items) != 0 {
		t.Errorf("another vendor reads %+v", none)
	}
}

func TestRecordSalesNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	s.Stall(anna.Vendor)
	item := func(product string, units any) string {
		return `{"product":"` + product + `","units":` + units.(string) + `}`
	}
	body := func(date, venue, items string) string {
		return `{"date":"` + date + `","venue":"` + venue + `","items":[` + items + `]}`
	}
	good := item(functiontest.Bread, "3")
	for _, tt := range []struct {
		name, body, location string
		status               int
	}{
		{"year 1", body("0001-01-01", functiontest.Riverside, good), "body.date", 422},
		{"year 9999", body("9999-12-31", functiontest.Riverside, good), "body.date", 422},
		{"no date", body("soon", functiontest.Riverside, good), "body.date", 422},
		{"next year", body("2027-11-21", functiontest.Riverside, good), "body.date", 422},
		{"unknown venue", body("2026-11-21", "nowhere", good), "body.venue", 422},
		{"unknown product", body("2026-11-21", functiontest.Riverside, item("cake", "3")), "body.items[0].product", 422},
		{"negative units", body("2026-11-21", functiontest.Riverside, item(functiontest.Bread, "-3")), "body.items[0].units", 422},
		{"no number", body("2026-11-21", functiontest.Riverside, item(functiontest.Bread, `"three"`)), "body.items[0].units", 422},
		{"too many units", body("2026-11-21", functiontest.Riverside, item(functiontest.Bread, "1e300")), "body.items[0].units", 422},
		{"no items", body("2026-11-21", functiontest.Riverside, ""), "body.items", 422},
		{"unknown field", `{"date":"2026-11-21","venue":"x","items":[` + good + `],"tip":1}`, "body.tip", 422},
		{"brought fewer than sold", body("2026-11-21", functiontest.Riverside, `{"product":"`+functiontest.Bread+`","units":3,"brought":2}`), "body.items[0].brought", 422},
		{"no time of day", body("2026-11-21", functiontest.Riverside, `{"product":"`+functiontest.Bread+`","units":3,"soldOutAt":"noon"}`), "body.items[0].soldOutAt", 422},
		{"broken JSON", `{"date":`, "", 400},
		{"10 MB", `{"date":"` + strings.Repeat("9", 10<<20) + `"}`, "", 413},
	} {
		a := s.Call(anna, RecordSales, "POST", "/api/v1/sales", tt.body)
		if a.Status != tt.status || !strings.Contains(string(a.Body), `"location":"`+tt.location) && tt.location != "" {
			t.Errorf("%s: %d %.300s, want %d that names %s", tt.name, a.Status, a.Body, tt.status, tt.location)
		}
		if got := a.Header.Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("%s: answered as %s", tt.name, got)
		}
	}
	var got days
	s.Must(anna, ListSales, "GET", "/api/v1/sales", nil, &got)
	if len(got.Items) != 0 {
		t.Errorf("bad input left %+v behind", got)
	}
}

func TestSalesAreNobodyElsesBusiness(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	helper := functiontest.Owner(t, "anna")
	helper.Role = tenant.Helper
	got := map[string]int{
		"nobody lists":     s.Call(tenant.Caller{}, ListSales, "GET", "/api/v1/sales", nil).Status,
		"a helper records": s.Call(helper, RecordSales, "POST", "/api/v1/sales", `{"date":"2026-11-21","venue":"x","items":[{"product":"x","units":1}]}`).Status,
	}
	if diff := cmp.Diff(map[string]int{"nobody lists": http.StatusUnauthorized, "a helper records": http.StatusForbidden}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestStatsSumSalesUp(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	anna := functiontest.Owner(t, "anna")
	s.Stall(anna.Vendor)
	for date, units := range map[string]int{"2026-11-07": 10, "2026-11-14": 20} {
		s.Must(anna, RecordSales, "POST", "/api/v1/sales", map[string]any{"date": date, "venue": functiontest.Riverside,
			"items": []any{map[string]any{"product": functiontest.Bread, "units": units, "soldOut": units == 20}}}, nil)
	}
	var got struct {
		MarketDays, Revenue int
		Venues              []struct {
			VenueName, Weekday string
			MarketDays, PerDay int
		}
		Products []struct {
			Name                    string
			Units, UnitsPerDay      float64
			MarketDays, SoldOutDays int
		}
	}
	s.Must(anna, GetSalesStats, "GET", "/api/v1/sales/stats", nil, &got)
	want := got
	want.MarketDays, want.Revenue = 2, 30*650
	if len(got.Venues) != 1 || len(got.Products) != 1 {
		t.Fatalf("got %+v, want one venue and one product", got)
	}
	want.Venues[0].VenueName, want.Venues[0].Weekday, want.Venues[0].MarketDays, want.Venues[0].PerDay = "Riverside", "Saturday", 2, 15*650
	want.Products[0].Name, want.Products[0].Units, want.Products[0].UnitsPerDay = "Sourdough", 30, 15
	want.Products[0].MarketDays, want.Products[0].SoldOutDays = 2, 1
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
