package main

import (
	"strings"
	"testing"
	"time"

	"github.com/marketprep/marketprep/shared/localevents"
	"github.com/marketprep/marketprep/shared/localevents/eventstest"
)

// The fake is compared with itself.
func TestRun(t *testing.T) {
	t.Parallel()
	fake := eventstest.New()
	lat, lon, n := 33.75, -84.4, 900
	start := time.Now().Add(24 * time.Hour)
	fake.Put(localevents.Found{ID: "1", Name: "Fair", Start: start, End: start.Add(time.Hour), Lat: &lat, Lon: &lon, Attendance: &n, URL: "https://example.com"})
	url, stop, err := eventstest.Serve(fake)
	if err != nil {
		t.Fatal(err)
	}
	defer stop() //nolint:errcheck // it ends with the test
	env := map[string]string{"TICKETMASTER_KEY": "tm-key", "SEATGEEK_CLIENT_ID": "sg-key", "PREDICTHQ_TOKEN": "phq-key", "EVENTBRITE_TOKEN": "eb-key", "EVENTBRITE_ORGANISER": "66666"}
	var said strings.Builder
	if err := run(t.Context(), func(name string) string { return env[name] }, url, &said); err != nil || strings.Count(said.String(), "no field of the fake is of another kind") != 4 {
		t.Errorf("%v\n%s", err, said.String())
	}
	if err := run(t.Context(), func(string) string { return "" }, url, &said); err == nil {
		t.Error("without keys nothing is asked, and that is fine")
	}
}
