package venue

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

type body = map[string]any

// with is a venue that could be created, changed in the given way.
func with(change body) body {
	b := body{"name": "Grant Park", "opens": "09:00", "closes": "13:00"}
	for k, v := range change {
		b[k] = v
	}
	return b
}

// create adds a venue and returns it.
func create(s *functiontest.System, caller tenant.Caller, change body) venueView {
	var n venueView
	s.Must(caller, CreateVenue, "POST", "/api/v1/venues", with(change), &n)
	return n
}

// fields are the parts of the request that a refusal names.
func fields(t *testing.T, a functiontest.Answer) string {
	t.Helper()
	var p struct{ Errors []struct{ Location string } }
	a.Read(t, &p)
	var names []string
	for _, e := range p.Errors {
		names = append(names, e.Location)
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), " ")
}

func TestAVenueIsCreatedShownAndListed(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	var got venueView
	a := s.Must(jane, CreateVenue, "POST", "/api/v1/venues", with(body{
		"address": "600 Cherokee Ave", "place": body{"latitude": 33.74, "longitude": -84.37}, "timeZone": "America/New_York", "closes": "24:00", "fee": 4500,
		"visitors": 800, "aliases": []string{"GP", " gp "}, "equipment": []string{" Canopy ", "CANOPY", "", "Cash\nfloat"}, "recurs": body{"weekdays": []string{"sat", "sun"}, "every": 2, "first": "2026-04-11", "last": "2099-12-31", "from": "11-01", "until": "02-29"},
	}), &got)
	first, last, fee, visitors := civil.NewDate(2026, 4, 11), civil.NewDate(2099, 12, 31), amount.Money(4500), 800
	want := venueView{Fee: &fee, Venue: venue.Venue{
		ID: venue.IDOf("grant park"), Name: "Grant Park", Address: "600 Cherokee Ave", Place: &venue.Place{Latitude: 33.74, Longitude: -84.37}, TimeZone: "America/New_York",
		Opens: 9 * 60, Closes: civil.EndOfDay, Visitors: &visitors, Aliases: []string{"GP"}, Equipment: []string{"Canopy", "Cash float"},
		Recurs: &venue.Recurrence{Weekdays: []string{"sat", "sun"}, Every: 2, First: &first, Last: &last, From: "11-01", Until: "02-29"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("created (-want +got):\n%s", diff)
	}
	if a.Status != http.StatusCreated || a.Trips > 2 || a.Header.Get("Location") != "/api/v1/venues/"+got.ID {
		t.Errorf("status %d after %d trips, at %s", a.Status, a.Trips, a.Header.Get("Location"))
	}
	var shown venueView
	if a := s.Must(jane, GetVenue, "GET", a.Header.Get("Location"), nil, &shown); a.Trips != 1 {
		t.Errorf("get-venue took %d trips", a.Trips)
	}
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
	var list struct{ Items []venueView }
	if a := s.Must(jane, ListVenues, "GET", "/api/v1/venues", nil, &list); a.Trips != 1 {
		t.Errorf("list-venues took %d trips", a.Trips)
	}
	if diff := cmp.Diff([]venueView{want}, list.Items); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
}

func TestListsAreNeverNull(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	if a := s.Must(jane, ListVenues, "GET", "/api/v1/venues", nil, nil); string(a.Body) != `{"items":[]}`+"\n" {
		t.Errorf("no venues: %s", a.Body)
	}
	a := s.Must(jane, CreateVenue, "POST", "/api/v1/venues", with(nil), nil)
	if want := `{"id":"` + venue.IDOf("grant park") + `","name":"Grant Park","address":"","timeZone":"","opens":"09:00","closes":"13:00","archived":false,"aliases":[],"fee":0}` + "\n"; string(a.Body) != want {
		t.Errorf("got  %s want %s", a.Body, want)
	}
}

func TestBadVenuesAreRefused(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	create(s, jane, body{"name": "Piedmont", "aliases": []string{"PK"}})
	sat := []string{"sat"}
	for name, c := range map[string]struct {
		change body
		status int
		fields string
	}{
		"blank name":         {body{"name": "  "}, 422, "body.name"},
		"known name":         {body{"name": "PIEDMONT"}, 409, "body.name"},
		"known alias":        {body{"aliases": []string{"x", "pk"}}, 409, "body.aliases"},
		"no time":            {body{"opens": "25:00"}, 422, "body.opens"},
		"past midnight":      {body{"opens": "18:00", "closes": "01:00"}, 422, "body.closes"},
		"closed at once":     {body{"opens": "09:00", "closes": "09:00"}, 422, "body.closes"},
		"no zone":            {body{"timeZone": "Atlanta"}, 422, "body.timeZone"},
		"the machine's zone": {body{"timeZone": "Local"}, 422, "body.timeZone"},
		"off the Earth":      {body{"place": body{"latitude": 91, "longitude": 0}}, 422, "body.place.latitude"},
		"half a place":       {body{"place": body{"latitude": 9}}, 422, "body.place"},
		"null latitude":      {body{"place": body{"latitude": nil, "longitude": 0}}, 422, "body.place"},
		"negative fee":       {body{"fee": -1}, 422, "body.fee"},
		"absurd fee":         {body{"fee": 1e12}, 422, "body.fee"},
		"negative visitors":  {body{"visitors": -1}, 422, "body.visitors"},
		"no weekday":         {body{"recurs": body{"weekdays": []string{}}}, 422, "body.recurs.weekdays"},
		"null weekdays":      {body{"recurs": body{"weekdays": nil}}, 422, "body.recurs.weekdays"},
		"unknown weekday":    {body{"recurs": body{"weekdays": []string{"Saturday"}}}, 422, "body.recurs.weekdays[0]"},
		"no weekday at all":  {body{"recurs": body{"weekdays": []any{body{}}}}, 422, "body.recurs.weekdays[0]"},
		"weekday twice":      {body{"recurs": body{"weekdays": []string{"sat", "sat"}}}, 422, "body.recurs.weekdays"},
		"every 9 weeks":      {body{"recurs": body{"weekdays": sat, "every": 9, "first": "2026-01-03"}}, 422, "body.recurs.every"},
		"every 2 from never": {body{"recurs": body{"weekdays": sat, "every": 2}}, 422, "body.recurs.first"},
		"absurd first":       {body{"recurs": body{"weekdays": sat, "first": "0001-01-01"}}, 422, "body.recurs.first"},
		"last before first":  {body{"recurs": body{"weekdays": sat, "first": "2026-01-03", "last": "2026-01-02"}}, 422, "body.recurs.last"},
		"no such season":     {body{"recurs": body{"weekdays": sat, "from": "02-30"}}, 422, "body.recurs.from"},
		"no such season end": {body{"recurs": body{"weekdays": sat, "until": "13-01"}}, 422, "body.recurs.until"},
		"unknown rule":       {body{"recurs": body{"weekdays": sat, "monthly": true}}, 422, "body.recurs.monthly"},
		"unknown field":      {body{"colour": "green"}, 422, "body.colour"},
	} {
		a := s.Call(jane, CreateVenue, "POST", "/api/v1/venues", with(c.change))
		if got := fields(t, a); a.Status != c.status || got != c.fields {
			t.Errorf("%s: %d about %q, want %d about %q: %s", name, a.Status, got, c.status, c.fields, a.Body)
		}
	}
	var list struct{ Items []venueView }
	if s.Must(jane, ListVenues, "GET", "/api/v1/venues", nil, &list); len(list.Items) != 1 {
		t.Errorf("%d venues afterwards", len(list.Items))
	}
}

func TestAChangeLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	before := create(s, jane, body{"place": body{"latitude": 1, "longitude": 2}, "fee": 3, "visitors": 4, "recurs": body{"weekdays": []string{"sat"}}})
	path := "/api/v1/venues/" + before.ID
	var after venueView
	a := s.Must(jane, UpdateVenue, "PATCH", path, body{"name": "Grant Park Market", "place": nil, "recurs": nil, "closes": "14:30"}, &after)
	want := before
	want.Name, want.Place, want.Recurs, want.Closes, want.Aliases = "Grant Park Market", nil, nil, 14*60+30, []string{"Grant Park"}
	if diff := cmp.Diff(want, after); diff != "" || a.Trips > 2 {
		t.Errorf("%d trips, updated (-want +got):\n%s", a.Trips, diff)
	}
	if a := s.Call(jane, UpdateVenue, "PATCH", path, body{"opens": "14:30"}); a.Status != 422 || fields(t, a) != "body.closes" {
		t.Errorf("opening when it closes: %s", a.Body)
	}
	a = s.Must(jane, ArchiveVenue, "POST", path+"/archive", nil, &after)
	if !after.Archived || a.Trips > 2 {
		t.Errorf("archived: %+v after %d trips", after, a.Trips)
	}
	if a := s.Must(jane, ListVenues, "GET", "/api/v1/venues", nil, nil); string(a.Body) != `{"items":[]}`+"\n" {
		t.Errorf("listed: %s", a.Body)
	}
	if a := s.Must(jane, ListVenues, "GET", "/api/v1/venues?archived=true", nil, nil); !strings.Contains(string(a.Body), before.ID) {
		t.Errorf("listed on request: %s", a.Body)
	}
}

func TestEveryoneSeesTheirOwn(t *testing.T) {
	t.Parallel()
	s, jane, mary := functiontest.New(t, nil), functiontest.Owner(t, "jane"), functiontest.Owner(t, "mary")
	path := "/api/v1/venues/" + create(s, jane, body{"fee": 4500}).ID
	helper := jane
	helper.Role = tenant.Helper
	var n venueView
	if s.Must(helper, GetVenue, "GET", path, nil, &n); n.Fee != nil {
		t.Errorf("a helper sees a fee of %d", *n.Fee)
	}
	for name, c := range map[string]struct {
		got  functiontest.Answer
		want int
	}{
		"another's venue":   {s.Call(mary, GetVenue, "GET", path, nil), 404},
		"change another's":  {s.Call(mary, UpdateVenue, "PATCH", path, body{"fee": 1}), 404},
		"archive another's": {s.Call(mary, ArchiveVenue, "POST", path+"/archive", nil), 404},
		"helper creates":    {s.Call(helper, CreateVenue, "POST", "/api/v1/venues", with(nil)), 403},
		"helper changes":    {s.Call(helper, UpdateVenue, "PATCH", path, body{"fee": 1}), 403},
		"helper archives":   {s.Call(helper, ArchiveVenue, "POST", path+"/archive", nil), 403},
		"nobody":            {s.Call(tenant.Caller{}, ListVenues, "GET", "/api/v1/venues", nil), 401},
	} {
		if c.got.Status != c.want {
			t.Errorf("%s: %d, want %d: %s", name, c.got.Status, c.want, c.got.Body)
		}
	}
	if a := s.Must(mary, ListVenues, "GET", "/api/v1/venues?archived=true", nil, nil); string(a.Body) != `{"items":[]}`+"\n" {
		t.Errorf("another vendor sees %s", a.Body)
	}
}

func TestManyCreateAtOnceAndNoMoreThanEnough(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	err := s.Store.EditVenues(t.Context(), jane.Vendor, func(venues map[string]venue.Venue) error {
		for n := range venue.MaxVenues - 3 {
			name := fmt.Sprint("Venue ", n)
			venues[venue.IDOf(name)] = venue.Venue{Name: name, Closes: 60}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	got := map[int]int{}
	for n := range 8 {
		wg.Go(func() {
			a := s.Call(jane, CreateVenue, "POST", "/api/v1/venues", with(body{"name": fmt.Sprint("New ", n)}))
			mu.Lock()
			defer mu.Unlock()
			got[a.Status]++
		})
	}
	wg.Wait()
	if diff := cmp.Diff(map[int]int{201: 3, 409: 5}, got); diff != "" {
		t.Errorf("eight more where three fit (-want +got):\n%s", diff)
	}
}
