package event

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

type body = map[string]any

func open(t *testing.T, s *functiontest.System, caller tenant.Caller) {
	t.Helper()
	err := s.Store.EditVenues(t.Context(), caller.Vendor, func(venues map[string]venue.Venue) error {
		venues["npark"] = venue.Venue{Name: "Park"}
		venues["nlake"] = venue.Venue{Name: "Lake"}
		venues["nold"] = venue.Venue{Name: "Closed", Archived: true}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func create(s *functiontest.System, caller tenant.Caller, b body) event.Event {
	var e event.Event
	s.Must(caller, CreateEvent, "POST", "/api/v1/events", b, &e)
	return e
}

// names are the names of the events that a list shows.
func names(t *testing.T, s *functiontest.System, caller tenant.Caller, query string) []string {
	t.Helper()
	var out struct{ Items []event.Event }
	if a := s.Must(caller, ListEvents, "GET", "/api/v1/events"+query, nil, &out); a.Trips != 1 {
		t.Errorf("list-events%s took %d trips", query, a.Trips)
	}
	found := []string{}
	for _, e := range out.Items {
		found = append(found, e.Name)
	}
	return found
}

func TestAnEventIsCreatedListedAndDeleted(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	open(t, s, jane)
	var got event.Event
	a := s.Must(jane, CreateEvent, "POST", "/api/v1/events", body{"name": " Harvest  festival", "date": "2026-11-28", "until": "2026-11-29", "venue": "npark", "attendance": 2500}, &got)
	day, many := civil.NewDate(2026, 11, 28), 2500
	want := event.Event{ID: event.IDOf("harvest festival", day, "npark"), Name: "Harvest festival", Date: day, Until: day + 1, Venue: "npark", Attendance: &many, Source: event.Own}
	if diff := cmp.Diff(want, got); diff != "" || a.Status != http.StatusCreated || a.Trips > 2 {
		t.Errorf("%d after %d trips (-want +got):\n%s", a.Status, a.Trips, diff)
	}
	var out struct{ Items []event.Event }
	s.Must(jane, ListEvents, "GET", "/api/v1/events", nil, &out)
	if diff := cmp.Diff([]event.Event{want}, out.Items); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
	for range 2 { // and again: no harm
		if a := s.Must(jane, DeleteEvent, "DELETE", "/api/v1/events/"+want.ID, nil, nil); a.Status != http.StatusNoContent || a.Trips > 2 {
			t.Errorf("deleted: %d after %d trips", a.Status, a.Trips)
		}
	}
	if a := s.Must(jane, ListEvents, "GET", "/api/v1/events", nil, nil); string(a.Body) != `{"from":"2026-11-23","to":"2027-01-22","items":[]}`+"\n" {
		t.Errorf("afterwards: %s", a.Body)
	}
}

func TestEventsAreFoundByTheDaysTheyTake(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	open(t, s, jane)
	create(s, jane, body{"name": "Long winter", "date": "2026-12-01", "until": "2027-01-29"})
	create(s, jane, body{"name": "New Year", "date": "2026-12-31", "until": "2027-01-01", "venue": "npark"})
	create(s, jane, body{"name": "Fair", "date": "2027-01-02", "venue": "nlake"})
	for query, want := range map[string][]string{
		"?from=2027-01-01&to=2027-01-01":             {"Long winter", "New Year"},
		"?from=2027-01-02&to=2027-01-02":             {"Long winter", "Fair"},
		"?from=2026-12-31&to=2027-12-31&venue=nlake": {"Long winter", "Fair"},
		"?from=2026-12-31&to=2026-12-31&venue=nlake": {"Long winter"},
		"?from=2027-01-29&to=2027-03-01":             {"Long winter"},
		"?from=2027-01-30&to=2027-03-01":             {},
		"?from=2025-12-01&to=2026-11-30":             {},
	} {
		if diff := cmp.Diff(want, names(t, s, jane, query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
}

func TestBadEventsAreRefused(t *testing.T) {
	t.Parallel()
	s, jane, mary := functiontest.New(t, nil), functiontest.Owner(t, "jane"), functiontest.Owner(t, "mary")
	open(t, s, jane)
	fair := create(s, jane, body{"name": "Fair", "date": "2026-12-01"})
	helper := jane
	helper.Role = tenant.Helper
	with := func(change body) body {
		b := body{"name": "Concert", "date": "2026-12-01"}
		for k, v := range change {
			b[k] = v
		}
		return b
	}
	for name, c := range map[string]struct {
		caller tenant.Caller
		body   body
		status int
		field  string
	}{
		"blank name":          {jane, with(body{"name": " "}), 422, "body.name"},
		"long name":           {jane, with(body{"name": strings.Repeat("x", 121)}), 422, "body.name"},
		"known":               {jane, body{"name": "FAIR", "date": "2026-12-01"}, 409, "body.name"},
		"absurd date":         {jane, with(body{"date": "9999-01-01"}), 422, "body.date"},
		"no date":             {jane, with(body{"date": "soon"}), 422, "body.date"},
		"ends before":         {jane, with(body{"until": "2026-11-30"}), 422, "body.until"},
		"61 days":             {jane, with(body{"until": "2027-01-30"}), 422, "body.until"},
		"negative attendance": {jane, with(body{"attendance": -1}), 422, "body.attendance"},
		"absurd attendance":   {jane, with(body{"attendance": 10_000_001}), 422, "body.attendance"},
		"no such venue":       {jane, with(body{"venue": "nnone"}), 422, "body.venue"},
		"archived venue":      {jane, with(body{"venue": "nold"}), 422, "body.venue"},
		"another's venue":     {mary, with(body{"venue": "npark"}), 422, "body.venue"},
		"unknown field":       {jane, with(body{"size": "L"}), 422, "body.size"},
		"helper":              {helper, with(nil), 403, ""},
		"nobody":              {tenant.Caller{}, with(nil), 401, ""},
	} {
		a := s.Call(c.caller, CreateEvent, "POST", "/api/v1/events", c.body)
		if a.Status != c.status || !strings.Contains(string(a.Body), c.field) {
			t.Errorf("%s: %d, want %d about %q: %s", name, a.Status, c.status, c.field, a.Body)
		}
	}
	for name, c := range map[string]struct {
		got  functiontest.Answer
		want int
	}{
		"delete another's":     {s.Call(mary, DeleteEvent, "DELETE", "/api/v1/events/"+fair.ID, nil), 204},
		"delete what is none":  {s.Call(jane, DeleteEvent, "DELETE", "/api/v1/events/n0123456789ab", nil), 404},
		"delete in year 1":     {s.Call(jane, DeleteEvent, "DELETE", "/api/v1/events/e00010123456789ab", nil), 404},
		"helper deletes":       {s.Call(helper, DeleteEvent, "DELETE", "/api/v1/events/"+fair.ID, nil), 403},
		"nobody deletes":       {s.Call(tenant.Caller{}, DeleteEvent, "DELETE", "/api/v1/events/"+fair.ID, nil), 401},
		"nobody lists":         {s.Call(tenant.Caller{}, ListEvents, "GET", "/api/v1/events", nil), 401},
		"near an unknown one":  {s.Call(jane, ListEvents, "GET", "/api/v1/events?venue=nnone", nil), 422},
		"near another's venue": {s.Call(mary, ListEvents, "GET", "/api/v1/events?venue=npark", nil), 422},
		"for a whole decade":   {s.Call(jane, ListEvents, "GET", "/api/v1/events?from=2026-01-01&to=2035-12-31", nil), 422},
	} {
		if c.got.Status != c.want {
			t.Errorf("%s: %d, want %d: %s", name, c.got.Status, c.want, c.got.Body)
		}
	}
	if diff := cmp.Diff([]string{"Fair"}, names(t, s, jane, "")); diff != "" {
		t.Errorf("events afterwards (-want +got):\n%s", diff)
	}
	if got := names(t, s, mary, ""); len(got) != 0 {
		t.Errorf("another vendor sees %v", got)
	}
}

func TestAYearHoldsSoManyEvents(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	err := s.Store.EditEvents(t.Context(), jane.Vendor, 2026, func(_ map[string]venue.Venue, events map[string]event.Event) error {
		for n := range event.MaxPerYear - 2 {
			day := civil.NewDate(2026, 1, 1) + civil.Date(n%360)
			if _, err := event.Add(events, event.Event{Name: fmt.Sprint("Event number ", n, " of the season"), Date: day, Until: day, Source: event.Own}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	got := []int{}
	for n := range 5 {
		wg.Go(func() {
			a := s.Call(jane, CreateEvent, "POST", "/api/v1/events", body{"name": fmt.Sprint("More ", n), "date": "2026-12-01"})
			mu.Lock()
			defer mu.Unlock()
			got = append(got, a.Status)
		})
	}
	wg.Wait()
	slices.Sort(got)
	if diff := cmp.Diff([]int{201, 201, 409, 409, 409}, got); diff != "" {
		t.Errorf("five more where two fit (-want +got):\n%s", diff)
	}
	if n := len(names(t, s, jane, "?from=2026-01-01&to=2026-12-31")); n != event.MaxPerYear {
		t.Errorf("%d events are listed", n)
	}
}
