package square

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/square/squaretest"
	"github.com/marketprep/marketprep/shared/store"
)

// places is the answer of list-square-locations.
type places struct {
	Items      []location
	IsFallback bool
	Source     string
	AgeSeconds int
}

var annas = []location{
	{ID: "L_OLD" + juniper, Name: "Old shop", TimeZone: "America/New_York", Currency: "USD", Country: "US"},
	{ID: stall + juniper, Name: "Stall", TimeZone: "America/New_York", Currency: "USD", Country: "US", Active: true},
}

func TestLocationsWhileSquareAnswersAndWhileNot(t *testing.T) {
	t.Parallel()
	w, anna := newTown(t, false), functiontest.Owner(t, "anna")
	list := func() functiontest.Answer {
		return w.Call(anna, ListSquareLocations(tills.ForPeople), "GET", "/api/v1/square/locations", nil)
	}
	shows := func(what string, want places) {
		t.Helper()
		var got places
		a := list()
		a.Read(t, &got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %d (-want +got):\n%s", what, a.Status, diff)
		}
		w.trips("list-square-locations", a, 2)
	}
	w.refuses("not connected", list(), 409)
	w.connect(anna, juniper)
	w.fake.Behave(squaretest.Behaviour{Path: "/v2/locations", Status: 403})
	w.fake.BehaveWell()
	shows("fresh", places{Items: annas, Source: "square"})
	w.fake.Behave(squaretest.Behaviour{Path: "/v2", Reset: true})
	w.now = w.now.Add(24 * time.Hour)
	shows("a day old", places{Items: annas, Source: "cached", IsFallback: true, AgeSeconds: 86400})
	w.now = w.now.Add(time.Second)
	w.refuses("older than a day", list(), 503)
	w.fake.BehaveWell()
	shows("fresh again", places{Items: annas, Source: "square"})
	if got := w.status(anna); got.Locations != 2 {
		t.Errorf("status: %+v", got)
	}
}

func TestATokenThatExpiredIsRenewedOnTheWay(t *testing.T) {
	t.Parallel()
	w, anna := newTown(t, false), functiontest.Owner(t, "anna")
	w.connect(anna, juniper)
	w.now = w.now.Add(31 * 24 * time.Hour)
	w.fake.Forget()
	var got places
	w.trips("list-square-locations", w.Must(anna, ListSquareLocations(tills.ForPeople), "GET", "/api/v1/square/locations", nil, &got), 2)
	want := map[string]int{"GET /v2/locations": 2, "POST /oauth2/token": 1}
	if diff := cmp.Diff(annas, got.Items) + cmp.Diff(want, w.fake.Requests()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	w.fake.Forget() // the new token was kept
	w.Must(anna, ListSquareLocations(tills.ForPeople), "GET", "/api/v1/square/locations", nil, nil)
	if diff := cmp.Diff(map[string]int{"GET /v2/locations": 1}, w.fake.Requests()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestASellerWhoLeftMustConnectAgain(t *testing.T) {
	t.Parallel()
	w, anna := newTown(t, false), functiontest.Owner(t, "anna")
	w.connect(anna, juniper)
	connected := w.now
	w.now = w.now.Add(time.Hour)
	w.fake.Revoke(juniper)
	a := w.Call(anna, ListSquareLocations(tills.ForPeople), "GET", "/api/v1/square/locations", nil)
	w.refuses("the call that finds out", a, 409)
	w.trips("list-square-locations", a, 2)
	want := status{State: "reconnect", Merchant: juniper, Connected: &connected, Lost: &w.now}
	if diff := cmp.Diff(want, w.status(anna)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	w.fake.Forget()
	w.refuses("the next call", w.Call(anna, ListSquareLocations(tills.ForPeople), "GET", "/api/v1/square/locations", nil), 409)
	if n := len(w.fake.Requests()); n != 0 {
		t.Errorf("Square is asked although it lets us in no more: %v", w.fake.Requests())
	}
	w.connect(anna, juniper)
	s := store.New(w.Table, w.Env.Now)
	if err := s.LoseSquare(t.Context(), anna.Vendor, w.now.Add(-time.Minute)); err != nil { // a call that began before
		t.Fatal(err)
	}
	if got := w.status(anna); got.State != "connected" {
		t.Errorf("connected again: %+v", got)
	}
}

func TestDisconnectingWaitsForSquare(t *testing.T) {
	t.Parallel()
	w, anna := newTown(t, false), functiontest.Owner(t, "anna")
	w.connect(anna, juniper)
	w.fake.Behave(squaretest.Behaviour{Path: "/oauth2/revoke", Status: 503})
	w.refuses("Square is closed", w.Call(anna, DisconnectSquare(tills.ForPeople), "DELETE", "/api/v1/square/connection", nil), 503)
	if got := w.status(anna); got.State != "connected" || !w.hasTokens(anna.Vendor) {
		t.Errorf("still: %+v", got)
	}
	w.fake.BehaveWell()
	w.fake.Revoke(juniper) // at Square, by the seller
	w.Must(anna, DisconnectSquare(tills.ForPeople), "DELETE", "/api/v1/square/connection", nil, nil)
	if got := w.status(anna); got.State != "disconnected" {
		t.Errorf("then: %+v", got)
	}
}
