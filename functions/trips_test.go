package functions

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// mostTrips is how many round trips to the table a request may take.
const mostTrips = 2

// request is a request that an endpoint answers with success, and that makes it
// read and write as much as it can.
type request struct {
	target string
	body   string
}

// requests are one for each endpoint.
var requests = map[string]request{
	"register": {"/api/v1/auth/register", `{"email":"carla@example.com","password":"bread and butter","businessName":"Carla","timeZone":"Europe/Berlin"}`},
	"log-in":   {"/api/v1/auth/login", `{"email":"anna@example.com","password":"bread and butter"}`},
	"log-out":  {"/api/v1/auth/logout", ``},

	"get-vendor":    {"/api/v1/vendors/me", ``},
	"update-vendor": {"/api/v1/vendors/me", `{"name":"Anna's bread"}`},

	"list-products":   {"/api/v1/products?archived=true", ``},
	"create-product":  {"/api/v1/products", `{"name":"Rye","price":500}`},
	"get-product":     {"/api/v1/products/" + functiontest.Bread, ``},
	"update-product":  {"/api/v1/products/" + functiontest.Bread, `{"price":700}`},
	"archive-product": {"/api/v1/products/" + functiontest.Jam + "/archive", ``},

	"list-venues":   {"/api/v1/venues", ``},
	"create-venue":  {"/api/v1/venues", `{"name":"Hill","opens":"08:00","closes":"13:00"}`},
	"get-venue":     {"/api/v1/venues/" + functiontest.Riverside, ``},
	"update-venue":  {"/api/v1/venues/" + functiontest.Riverside, `{"fee":5000}`},
	"archive-venue": {"/api/v1/venues/" + functiontest.Downtown + "/archive", ``},

	"list-market-days": {"/api/v1/market-days?from=2026-06-01&to=2027-05-31", ``},
	"set-market-day":   {"/api/v1/market-days/2026-11-28/" + functiontest.Riverside, `{"status":"planned","note":"early"}`},

	"list-events":  {"/api/v1/events?from=2026-06-01&to=2027-05-31", ``},
	"create-event": {"/api/v1/events", `{"name":"Fair","date":"2026-11-28","attendance":500}`},

	"list-event-feeds":  {"/api/v1/event-feeds", ``},
	"fetch-events":      {"/api/v1/events/fetch", ``},
	"add-event-feed":    {"/api/v1/event-feeds", `{"name":"City","url":"https://calendar.invalid/events.ics"}`},
	"remove-event-feed": {"/api/v1/event-feeds/f1", ``},

	"list-sales":      {"/api/v1/sales?from=2025-11-24&to=2026-11-23", ``},
	"get-sales-stats": {"/api/v1/sales/stats?from=2024-01-01&to=2026-11-23", ``},
	"record-sales":    {"/api/v1/sales", `{"date":"2026-11-21","venue":"` + functiontest.Riverside + `","items":[{"product":"` + functiontest.Bread + `","units":3}]}`},
	"import-sales":    {"/api/v1/sales/imports", plainFile()},
	"get-sync":        {"/api/v1/syncs/last", ``},

	"list-unmapped-sales": {"/api/v1/sales/unmapped", ``},
	"get-sales-mapping":   {"/api/v1/square/mapping", ``},

	"generate-recommendations": {"/api/v1/recommendations", `{"date":"2026-11-28","venue":"` + functiontest.Riverside + `"}`},
	"list-recommendations":     {"/api/v1/recommendations", ``},
	"get-recommendations":      {"/api/v1/recommendations/2026-11-28/" + functiontest.Riverside, ``},
	"override-recommendation":  {"/api/v1/recommendations/2026-11-28/" + functiontest.Riverside + "/" + functiontest.Bread, `{"quantity":30}`},

	"set-packed":   {"/api/v1/recommendations/2026-11-28/" + functiontest.Riverside + "/packed", `{"ticks":[{"equipment":"Tent","units":1,"at":"2026-11-23T10:00:00Z"}]}`},
	"what-if":      {"/api/v1/recommendations/2026-11-28/" + functiontest.Riverside + "/what-if", `{"rainMm":8}`},
	"share-list":   {"/api/v1/recommendations/2026-11-28/" + functiontest.Riverside + "/share", ``},
	"unshare-list": {"/api/v1/recommendations/2026-11-28/" + functiontest.Riverside + "/share", ``},

	"share-calendar":   {"/api/v1/calendar-feed", ``},
	"unshare-calendar": {"/api/v1/calendar-feed", ``},

	"get-notification-settings": {"/api/v1/notifications", ``},
	"set-notification-settings": {"/api/v1/notifications", `{"language":"de","listReady":{"on":true,"daysBefore":2,"at":"18:00"},"listMoved":{"on":true,"percent":20},"reconnectSquare":{"on":true},"howItWent":{"on":true,"hoursAfter":3}}`},

	"submit-feedback":       {"/api/v1/feedback", `{"date":"2026-11-21","venue":"` + functiontest.Riverside + `","rating":4,"items":[{"product":"` + functiontest.Bread + `","sold":9}]}`},
	"submit-feedback-batch": {"/api/v1/feedback/batch", `{"reports":[{"clientId":"1","date":"2026-11-21","venue":"` + functiontest.Riverside + `","items":[{"product":"` + functiontest.Bread + `","sold":9}]},{"clientId":"2","date":"2026-10-17","venue":"` + functiontest.Riverside + `","items":[{"product":"` + functiontest.Bread + `","sold":9}]}]}`},
	"record-sell-out":       {"/api/v1/sell-outs", `{"date":"2026-11-21","venue":"` + functiontest.Riverside + `","product":"` + functiontest.Bread + `","at":"10:40"}`},
	"export-training-data":  {"/api/v1/feedback/training-data?from=2026-06-01&to=2026-11-20", ``},
	"list-feedback":         {"/api/v1/feedback", ``},
	"get-feedback":          {"/api/v1/feedback/2026-11-21/" + functiontest.Riverside, ``},
	"get-feedback-stats":    {"/api/v1/feedback/stats?days=365", ``},

	"compare-venues":    {"/api/v1/insights/venues?from=2024-01-01&to=2026-11-23", ``},
	"get-accuracy":      {"/api/v1/insights/accuracy?from=2024-01-01&to=2026-11-23", ``},
	"review-market-day": {"/api/v1/insights/market-days/2026-11-21/" + functiontest.Riverside, ``},
	"get-data-health":   {"/api/v1/insights/data-health", ``},
	"get-seasons":       {"/api/v1/insights/seasons?by=product&from=2024-01-01&to=2026-11-23", ``},
}

// elsewhere are endpoints that need more than a row here, and the test that counts their trips.
var elsewhere = map[string]string{
	"sync-products":         "functions/sales",
	"sync-sales":            "functions/sales",
	"set-sales-mapping":     "functions/sales",
	"assign-unmapped-sales": "functions/sales",

	"refresh-session":   "functions/account",
	"get-shared-list":   "functions/recommendation",
	"get-calendar-feed": "functions/market",
	"get-weather":       "functions/weather",
	"find-places":       "functions/venue",

	"request-password-reset": "functions/account",
	"reset-password":         "functions/account",

	"connect-square":           "functions/square",
	"finish-square-connection": "functions/square",
	"get-square-status":        "functions/square",
	"disconnect-square":        "functions/square",
	"list-square-locations":    "functions/square",
	"receive-square-webhook":   "functions/square",

	"stop-notifications": "functions/notification",

	"delete-event":        "functions/event",
	"get-health":          "functions/health",
	"get-liveness":        "functions/health",
	"get-readiness":       "functions/health",
	"get-detailed-health": "functions/health",
}

// plainFile states the sales of two years of Saturdays.
func plainFile() string {
	var b strings.Builder
	b.WriteString("date,venue,product,units\n")
	for d := civil.NewDate(2024, 11, 23); d <= civil.NewDate(2026, 11, 21); d += 7 {
		fmt.Fprintf(&b, "%s,Riverside,Sourdough,%d\n", d, 20+int(d)%7)
	}
	return b.String()
}

func TestRoundTrips(t *testing.T) {
	t.Parallel()
	for _, times := range []int{1, 10} {
		t.Run(fmt.Sprintf("with %d times the data", times), func(t *testing.T) {
			t.Parallel()
			s := functiontest.New(t, functiontest.WithSecrets(t, map[string]string{"SIGNING_KEY_SECRET": functiontest.SigningKey}))
			anna := functiontest.Owner(t, "anna")
			fill(t, s, anna.Vendor, times)
			for _, endpoint := range Endpoints {
				countTrips(t, s, anna, endpoint)
			}
		})
	}
}

func countTrips(t *testing.T, s *functiontest.System, anna tenant.Caller, endpoint boot.Endpoint) {
	t.Helper()
	op, err := endpoint(s.Env)
	if err != nil {
		return // get-detailed-health needs more, and is among those below
	}
	name := op.Spec.OperationID
	r, ok := requests[name]
	if !ok {
		if elsewhere[name] == "" {
			t.Errorf("%s has no request to count its round trips with", name)
		}
		return
	}
	caller := anna
	if len(op.Spec.Security) == 0 {
		caller = tenant.Caller{}
	}
	a := send(s, caller, op, endpoint, r)
	if a.Status >= http.StatusBadRequest {
		t.Errorf("%s: %d %s", name, a.Status, a.Body)
	}
	if a.Trips > mostTrips {
		t.Errorf("%s takes %d round trips to the table, at most %d", name, a.Trips, mostTrips)
	}
}

func send(s *functiontest.System, caller tenant.Caller, op api.Operation, endpoint boot.Endpoint, r request) functiontest.Answer {
	switch {
	case op.Spec.OperationID == "import-sales":
		return s.Call(caller, endpoint, op.Spec.Method, r.target, r.body, "Content-Type", "text/csv")
	case r.body == "":
		return s.Call(caller, endpoint, op.Spec.Method, r.target, nil)
	default:
		return s.Call(caller, endpoint, op.Spec.Method, r.target, r.body)
	}
}

// fill gives v an account and two years of sales: 30 products at two venues twice
// a week, so many times over.
func fill(t *testing.T, s *functiontest.System, v tenant.ID, times int) {
	t.Helper()
	s.Stall(v)
	s.Account(v, "anna@example.com", "bread and butter")
	if err := s.Store.EditSync(t.Context(), v, func(st *salesync.State) error { st.Ask(salesync.Everything, "", functiontest.Now); return nil }); err != nil {
		t.Fatal(err)
	}
	products := []string{functiontest.Bread, functiontest.Jam}
	err := s.Store.EditProducts(t.Context(), v, func(all map[string]catalog.Product) error {
		for i := range 30 * times {
			name := fmt.Sprintf("Product %d", i)
			price := amount.Money(300 + i)
			all[catalog.IDOf(name)] = catalog.Product{Name: name, Category: fmt.Sprintf("Group %d", i%7), Price: &price, PackSize: 1}
			products = append(products, catalog.IDOf(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Store.EditVenues(t.Context(), v, func(all map[string]venue.Venue) error {
		riverside := all[functiontest.Riverside]
		riverside.Place = &venue.Place{Latitude: 42.45, Longitude: -76.5}
		all[functiontest.Riverside] = riverside
		for i := range 10 * (times - 1) {
			name := fmt.Sprintf("Venue %d", i)
			all[venue.IDOf(name)] = venue.Venue{Name: name, Opens: 480, Closes: 780}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Store.EditEvents(t.Context(), v, 2026, func(_ map[string]venue.Venue, all map[string]event.Event) error {
		for i := range 20 * times {
			e := event.Event{Name: fmt.Sprintf("Event %d", i), Date: civil.NewDate(2026, 6, 1+i), Until: civil.NewDate(2026, 6, 1+i), Source: "you"}
			all[event.IDOf(e.Name, e.Date, "")] = e
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	fillSales(t, s.Store, v, products)
}

func fillSales(t *testing.T, s *store.Store, v tenant.ID, products []string) {
	t.Helper()
	first, last := civil.NewDate(2024, 11, 23), civil.NewDate(2026, 11, 21)
	var months []civil.Month
	for m := first.Month(); m <= last.Month(); m++ {
		months = append(months, m)
	}
	err := s.EditSales(t.Context(), v, months, func(b *store.Books) error {
		for d := first; d <= last; d += 7 {
			for i, p := range products {
				for at, venueID := range []string{functiontest.Riverside, functiontest.Downtown} {
					day := b.Day(d-civil.Date(3*at), venueID)
					day.Line(p, sale.File).Add(amount.Quantity(5+(i+int(d))%9)*amount.One, 1000, 540)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
