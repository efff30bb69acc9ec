package market

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/infra/local/chaos"
	"github.com/marketprep/marketprep/shared/localevents/ical"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// A calendar that reads the address sees a year of Saturdays and Wednesdays, at the
// right hours in winter and summer, and what is skipped as cancelled.
func TestCalendarsReadTheMarketDays(t *testing.T) {
	t.Parallel()
	s, anna := functiontest.New(t, nil), functiontest.Owner(t, "anna")
	s.Stall(anna.Vendor)
	long := "Behind the old mill, by the river; where the ferry used to land before the bridge was built – Müllerstraße 12"
	err := s.Store.EditVenues(t.Context(), anna.Vendor, func(venues map[string]venue.Venue) error {
		n := venues[functiontest.Riverside]
		n.TimeZone, n.Address = "America/New_York", long
		venues[functiontest.Riverside] = n
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Must(anna, SetMarketDay, http.MethodPut, "/api/v1/market-days/2026-12-26/"+functiontest.Riverside, map[string]any{"status": "skipped"}, nil)
	var link struct{ Path string }
	s.Must(anna, ShareCalendar, http.MethodPost, "/api/v1/calendar-feed", nil, &link)
	read := func(path string) functiontest.Answer {
		return s.Call(tenant.Caller{}, GetCalendarFeed, http.MethodGet, path, nil)
	}
	a := read(link.Path)
	if a.Status != http.StatusOK || a.Trips > 2 || a.Header.Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Fatalf("%d %s after %d trips", a.Status, a.Body, a.Trips)
	}
	text := string(a.Body)
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
	unfolded := strings.ReplaceAll(text, "\r\n ", "")
	for _, want := range []string{
		"DTSTART:20261128T130000Z", "DTSTART:20270703T120000Z", // eight o'clock in winter and in summer
		"LOCATION:" + strings.NewReplacer(",", `\,`, ";", `\;`).Replace(long), "UID:2026-11-28-" + functiontest.Riverside + "@marketprep",
	} {
		if !strings.Contains(unfolded, want) {
			t.Errorf("it does not say %s", want)
		}
	}
	if strings.Contains(unfolded, "4500") || strings.Count(unfolded, "STATUS:CANCELLED") != 1 {
		t.Error("it tells of money, or not of what is cancelled")
	}
	found, skipped, err := ical.Parse(t.Context(), a.Body, functiontest.Now, functiontest.Now.AddDate(0, 0, 28), time.UTC)
	if err != nil || skipped > 0 || len(found) != 8 {
		t.Errorf("our own reader finds %d events in four weeks, skips %d: %v", len(found), skipped, err)
	}
	s.Must(anna, UnshareCalendar, http.MethodDelete, "/api/v1/calendar-feed", nil, nil)
	if a := read(link.Path); a.Status != http.StatusNotFound {
		t.Errorf("taken back: %d", a.Status)
	}
}

// Whoever shares and gets no answer shares again: then one address works.
func TestChaosSharingACalendarSurvivesDeathAtEveryCall(t *testing.T) {
	t.Parallel()
	share := func(k *chaos.Killer) (*functiontest.System, tenant.Caller) {
		s, anna := functiontest.New(t, nil), functiontest.Owner(t, "anna")
		s.Stall(anna.Vendor)
		call := s.Prepare(s.EnvWith(k.AWS), anna, ShareCalendar, http.MethodPost, "/api/v1/calendar-feed", nil)
		bury, _ := k.Run(t.Context(), func(ctx context.Context) error { call(ctx); return nil })
		bury()
		return s, anna
	}
	var sum chaos.Tally
	alive := chaos.Watch()
	share(alive)
	for at := range alive.Calls() {
		for _, fate := range chaos.Fates {
			sum.Tried++
			s, anna := share(chaos.Strike(at+1, fate))
			var link struct{ Path string }
			s.Must(anna, ShareCalendar, http.MethodPost, "/api/v1/calendar-feed", nil, &link)
			if a := s.Call(tenant.Caller{}, GetCalendarFeed, http.MethodGet, link.Path, nil); a.Status != http.StatusOK {
				sum.Lost++
				t.Errorf("%s at call %d: the address answers %d", fate, at+1, a.Status)
			}
		}
	}
	chaos.Report(t, "deaths of who shares a calendar", sum)
}
