package market

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
)

type body = map[string]any

// open gives a vendor a market each Saturday, one each Sunday, one on call and
// one that is archived.
func open(t *testing.T, s *functiontest.System, caller tenant.Caller) {
	t.Helper()
	err := s.Store.EditVenues(t.Context(), caller.Vendor, func(venues map[string]venue.Venue) error {
		weekly := func(day string) *venue.Recurrence { return &venue.Recurrence{Weekdays: []string{day}, Every: 1} }
		maps.Copy(venues, map[string]venue.Venue{
			"nsat": {Name: "Saturday", Opens: 480, Closes: 780, Fee: 4500, Recurs: weekly("sat")},
			"nsun": {Name: "Sunday", Opens: 540, Closes: 720, Recurs: weekly("sun")},
			"nfew": {Name: "Now and then", Opens: 600, Closes: 660},
			"nold": {Name: "Closed", Opens: 600, Closes: 660, Archived: true, Recurs: weekly("sat")},
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// list is the calendar as "date venue status opens-closes note".
func list(t *testing.T, s *functiontest.System, caller tenant.Caller, query string) []string {
	t.Helper()
	var out struct{ Items []marketDayView }
	a := s.Must(caller, ListMarketDays, "GET", "/api/v1/market-days"+query, nil, &out)
	if a.Trips != 1 {
		t.Errorf("list-market-days%s took %d trips", query, a.Trips)
	}
	days := []string{}
	for _, d := range out.Items {
		days = append(days, strings.TrimSpace(fmt.Sprintf("%s %s %s %s-%s %s", d.Date, d.Venue, d.Status, d.Opens, d.Closes, d.Note)))
	}
	return days
}

func TestRulesAndExceptionsMakeTheCalendar(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	open(t, s, jane)
	set := func(day string, b body) {
		t.Helper()
		if a := s.Must(jane, SetMarketDay, "PUT", "/api/v1/market-days/"+day, b, nil); a.Trips > 2 || a.Status != http.StatusOK {
			t.Errorf("set-market-day: %d after %d trips", a.Status, a.Trips)
		}
	}
	set("2026-12-26/nsat", body{"status": "skipped", "note": "  Christmas\n"})
	set("2026-12-27/nsun", body{"opens": "10:00", "closes": "24:00"})
	set("2026-12-31/nfew", body{"status": "planned", "opens": "07:00"})
	set("2027-01-02/nsat", body{"status": "skipped"})
	want := []string{
		"2026-12-26 nsat skipped 08:00-13:00 Christmas", "2026-12-27 nsun planned 10:00-24:00", "2026-12-31 nfew planned 07:00-11:00",
		"2027-01-02 nsat skipped 08:00-13:00", "2027-01-03 nsun planned 09:00-12:00",
	}
	if diff := cmp.Diff(want, list(t, s, jane, "?from=2026-12-26&to=2027-01-03")); diff != "" {
		t.Errorf("calendar (-want +got):\n%s", diff)
	}
	// What is taken back leaves the day to the rule, or to nothing.
	for day, want := range map[string]string{"2026-12-26/nsat": "planned", "2026-12-27/nsun": "planned", "2026-12-31/nfew": "none", "2026-12-30/nfew": "none"} {
		var got marketDayView
		if s.Must(jane, SetMarketDay, "PUT", "/api/v1/market-days/"+day, body{}, &got); string(got.Status) != want || got.Note != "" {
			t.Errorf("%s taken back: %+v, want %s", day, got, want)
		}
	}
	want = []string{"2026-12-26 nsat planned 08:00-13:00", "2026-12-27 nsun planned 09:00-12:00"}
	if diff := cmp.Diff(want, list(t, s, jane, "?from=2026-12-26&to=2027-01-01")); diff != "" {
		t.Errorf("calendar afterwards (-want +got):\n%s", diff)
	}
}

func TestTheCalendarBeginsTodayWhereTheVendorIs(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]string{"UTC": "2026-11-23 2027-01-22", "Pacific/Kiritimati": "2026-11-24 2027-01-23", "": "2026-11-23 2027-01-22"} {
		h := listMarketDays{now: func() time.Time { return functiontest.Now }, years: func(context.Context, tenant.ID, int, int) (store.Markets, error) {
			return store.Markets{Vendor: vendor.Vendor{TimeZone: zone}}, nil
		}}
		out, err := h.serve(t.Context(), functiontest.Owner(t, "jane"), &listMarketDaysInput{})
		if got := fmt.Sprint(out.Body.From, " ", out.Body.To); err != nil || got != want {
			t.Errorf("in zone %q: %s, %v; want %s", zone, got, err, want)
		}
	}
}

func TestNothingIsAnEmptyList(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	a := s.Must(jane, ListMarketDays, "GET", "/api/v1/market-days", nil, nil)
	if want := `{"from":"2026-11-23","to":"2027-01-22","items":[]}` + "\n"; string(a.Body) != want {
		t.Errorf("got %s want %s", a.Body, want)
	}
}

func TestBadMarketDaysAreRefused(t *testing.T) {
	t.Parallel()
	s, jane, mary := functiontest.New(t, nil), functiontest.Owner(t, "jane"), functiontest.Owner(t, "mary")
	open(t, s, jane)
	helper := jane
	helper.Role = tenant.Helper
	for name, c := range map[string]struct {
		caller tenant.Caller
		day    string
		body   body
		status int
		field  string
	}{
		"absurd date":           {jane, "0001-01-01/nsat", body{}, 422, "path.date"},
		"no date":               {jane, "tomorrow/nsat", body{}, 422, "path.date"},
		"no venue":              {jane, "2026-11-28/nnone", body{"status": "skipped"}, 404, ""},
		"bad venue":             {jane, "2026-11-28/N%20", body{}, 422, "path.venue"},
		"archived venue":        {jane, "2026-11-28/nold", body{"status": "skipped"}, 409, ""},
		"another's venue":       {mary, "2026-11-28/nsat", body{"status": "skipped"}, 404, ""},
		"helper":                {helper, "2026-11-28/nsat", body{"status": "skipped"}, 403, ""},
		"nobody":                {tenant.Caller{}, "2026-11-28/nsat", body{"status": "skipped"}, 401, ""},
		"unknown status":        {jane, "2026-11-28/nsat", body{"status": "maybe"}, 422, "body.status"},
		"no such day to change": {jane, "2026-11-27/nsat", body{"note": "x"}, 422, "body.status"},
		"no time":               {jane, "2026-11-28/nsat", body{"opens": "24:30"}, 422, "body.opens"},
		"closes before opening": {jane, "2026-11-28/nsat", body{"closes": "07:00"}, 422, "body.closes"},
		"negative fee":          {jane, "2026-11-28/nsat", body{"fee": -1}, 422, "body.fee"},
		"too many visitors":     {jane, "2026-11-28/nsat", body{"visitors": 1e9}, 422, "body.visitors"},
		"long note":             {jane, "2026-11-28/nsat", body{"note": strings.Repeat("x", 501)}, 422, "body.note"},
		"unknown field":         {jane, "2026-11-28/nsat", body{"weather": "fine"}, 422, "body.weather"},
	} {
		a := s.Call(c.caller, SetMarketDay, "PUT", "/api/v1/market-days/"+c.day, c.body)
		if a.Status != c.status || !strings.Contains(string(a.Body), c.field) {
			t.Errorf("%s: %d, want %d about %q: %s", name, a.Status, c.status, c.field, a.Body)
		}
	}
	for query, field := range map[string]string{
		"?from=9999-12-31": "query.from", "?to=x": "query.to", "?from=2026-01-01&to=2027-01-02": "query.to", "?from=2026-01-02&to=2026-01-01": "query.to", "?venue=n": "query.venue",
	} {
		if a := s.Call(jane, ListMarketDays, "GET", "/api/v1/market-days"+query, nil); a.Status != 422 || !strings.Contains(string(a.Body), `"`+field+`"`) {
			t.Errorf("%s: %d %s", query, a.Status, a.Body)
		}
	}
	if a := s.Call(tenant.Caller{}, ListMarketDays, "GET", "/api/v1/market-days", nil); a.Status != 401 {
		t.Errorf("nobody lists: %d", a.Status)
	}
	if diff := cmp.Diff([]string{"2026-11-28 nsat planned 08:00-13:00"}, list(t, s, jane, "?from=2026-11-28&to=2026-11-28")); diff != "" {
		t.Errorf("calendar afterwards (-want +got):\n%s", diff)
	}
	if got := list(t, s, mary, ""); len(got) != 0 {
		t.Errorf("another vendor sees %v", got)
	}
}

func TestHelpersSeeNoFee(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	open(t, s, jane)
	for role, want := range map[tenant.Role]bool{tenant.Helper: false, tenant.Manager: true, tenant.Owner: true} {
		caller := jane
		caller.Role = role
		a := s.Must(caller, ListMarketDays, "GET", "/api/v1/market-days?from=2026-11-28&to=2026-11-28", nil, nil)
		if got := strings.Contains(string(a.Body), `"fee":4500`); got != want {
			t.Errorf("%s sees the fee: %t\n%s", role, got, a.Body)
		}
	}
}

func TestManyDaysAreSetAtOnce(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	open(t, s, jane)
	first := civil.NewDate(2026, time.November, 28)
	var wg sync.WaitGroup
	for week := range civil.Date(12) {
		wg.Go(func() {
			a := s.Call(jane, SetMarketDay, "PUT", "/api/v1/market-days/"+(first+7*week).String()+"/nsat", body{"status": "skipped"})
			if a.Status != http.StatusOK {
				t.Errorf("week %d: %d %s", week, a.Status, a.Body)
			}
		})
	}
	wg.Wait()
	days := list(t, s, jane, "?from=2026-11-28&to=2027-02-13")
	if n := len(slices.DeleteFunc(days, func(d string) bool { return !strings.Contains(d, "skipped") })); n != 12 {
		t.Errorf("%d days are skipped, want 12", n)
	}
}
