package event_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/event"
	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/boot/fairs"
	known "github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/localevents"
	"github.com/marketprep/marketprep/shared/localevents/eventstest"
	"github.com/marketprep/marketprep/shared/resilience/faulty"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// town is a system whose vendor sells in Ithaca, and the sources of events there.
type town struct {
	*functiontest.System
	t    *testing.T
	fake *eventstest.Server
	url  string
	anna tenant.Caller
}

func newTown(t *testing.T, keys string) *town {
	t.Helper()
	w := &town{t: t, fake: eventstest.New(), anna: functiontest.Owner(t, "anna")}
	url, stop, err := eventstest.Serve(w.fake)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop() })
	w.url = url
	vars := map[string]string{}
	if keys != "" {
		vars = functiontest.WithSecrets(t, map[string]string{"EVENT_KEYS_SECRET": keys})
	}
	vars["EVENTS_URL"], vars["EVENT_HOSTS"] = url, strings.TrimPrefix(url, "http://")
	w.System = functiontest.New(t, vars)
	w.Stall(w.anna.Vendor)
	err = w.Store.EditVenues(t.Context(), w.anna.Vendor, func(venues map[string]venue.Venue) error {
		for id, n := range venues {
			n.Place, n.TimeZone = &venue.Place{Latitude: 42.45, Longitude: -76.5}, "America/New_York"
			venues[id] = n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// city is a calendar with a fair on Saturday, 28 November, during Riverside's hours.
const city = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\nBEGIN:VEVENT\nUID:fair\nDTSTAMP:20261101T000000Z\nDTSTART;TZID=America/New_York:20261128T090000\nDTEND;TZID=America/New_York:20261128T120000\nSUMMARY:Winter fair\nX-EXPECTED-ATTENDANCE:1500\nEND:VEVENT\nEND:VCALENDAR\n"

type source struct {
	ID, Name, Problem string
	Events            int
	IsFallback        bool
	At                *time.Time
}

func (w *town) follow(name string) source {
	w.t.Helper()
	var s source
	w.Must(w.anna, event.AddEventFeed(fairs.ForPeople), http.MethodPost, "/api/v1/event-feeds", map[string]any{"name": name, "url": w.url + "/calendars/" + name, "venue": functiontest.Riverside}, &s)
	return s
}

func (w *town) fetch() []source {
	w.t.Helper()
	var out struct{ Items []source }
	a := w.Must(w.anna, event.FetchEvents(fairs.ForPeople), http.MethodPost, "/api/v1/events/fetch", nil, &out)
	if a.Trips > 2 {
		w.t.Errorf("%d trips to the table", a.Trips)
	}
	return out.Items
}

// events are the coming ones, in words.
func (w *town) events() []string {
	w.t.Helper()
	var out struct{ Items []known.Event }
	w.Must(w.anna, event.ListEvents, http.MethodGet, "/api/v1/events", nil, &out)
	names := []string{}
	for _, e := range out.Items {
		size := "?"
		if e.Attendance != nil {
			size = strconv.Itoa(*e.Attendance)
		}
		place := map[string]string{functiontest.Riverside: "Riverside", functiontest.Downtown: "Downtown"}[e.Venue]
		names = append(names, fmt.Sprintf("%s %s %s %s", e.Date, e.Name, size, place))
	}
	return names
}

func TestACalendarIsFollowed(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	w.fake.PutCalendar("city", city)
	s := w.follow("city")
	if s.Events != 1 || s.IsFallback {
		t.Errorf("%+v", s)
	}
	if diff := cmp.Diff([]string{"2026-11-28 Winter fair 1500 Riverside"}, w.events()); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	if a := w.Call(w.anna, event.AddEventFeed(fairs.ForPeople), http.MethodPost, "/api/v1/event-feeds", map[string]any{"name": "twice", "url": w.url + "/calendars/city"}); a.Status != http.StatusConflict {
		t.Errorf("twice: %d %s", a.Status, a.Body)
	}
	// It moves by a week; then its host breaks; then it is cancelled.
	w.fake.PutCalendar("city", strings.ReplaceAll(city, "20261128T", "20261205T")+" ")
	w.fetch()
	moved := []string{"2026-12-05 Winter fair 1500 Riverside"}
	if diff := cmp.Diff(moved, w.events()); diff != "" {
		t.Errorf("moved (-want +got):\n%s", diff)
	}
	for _, b := range []faulty.Behaviour{{Status: 500}, {Reset: true}, {Half: true}, {HTML: true}} {
		w.fake.Behave(b)
		if got := w.fetch(); len(got) != 1 || !got[0].IsFallback || got[0].Problem == "" || got[0].At == nil {
			t.Errorf("%+v: %+v", b, got)
		}
		if diff := cmp.Diff(moved, w.events()); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", b, diff)
		}
	}
	w.fake.BehaveWell()
	w.fake.PutCalendar("city", strings.ReplaceAll(city, "SUMMARY", "STATUS:CANCELLED\nSUMMARY")+"  ")
	w.fetch()
	if got := w.events(); len(got) != 0 {
		t.Errorf("cancelled: %v", got)
	}
	w.fake.PutCalendar("city", city)
	w.fetch()
	for range 2 {
		w.Must(w.anna, event.RemoveEventFeed, http.MethodDelete, "/api/v1/event-feeds/"+s.ID, nil, nil)
		if got := w.events(); len(got) != 0 {
			t.Errorf("no longer followed: %v", got)
		}
	}
}

// Calendars that are as large as they may be leave room for each other as far as it
// goes, and for the vendor's own; none of them keeps the others from being read.
func TestThereIsNoRoomForAll(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	large := func(calendar string, n int) string {
		var b strings.Builder
		b.WriteString("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\n")
		for i := range n {
			fmt.Fprintf(&b, "BEGIN:VEVENT\nUID:%s%d\nDTSTAMP:20261101T000000Z\nDTSTART:202612%02dT15%02d00Z\nDURATION:PT1H\nSUMMARY:%s %03d %s\nURL:https://city.example/%s\nEND:VEVENT\n",
				calendar, i, i/10+1, i%60, calendar, i, strings.Repeat("ä", 110), strings.Repeat("x", 470))
		}
		return b.String() + "END:VCALENDAR\n"
	}
	for _, name := range []string{"a", "b", "c"} {
		w.fake.PutCalendar(name, large(name, 3))
		w.follow(name)
	}
	for _, name := range []string{"a", "b", "c"} {
		w.fake.PutCalendar(name, large(name, 300))
	}
	var out struct {
		Items []struct {
			Problem         string
			Events, LeftOut int
		}
	}
	w.Must(w.anna, event.FetchEvents(fairs.ForPeople), http.MethodPost, "/api/v1/events/fetch", nil, &out)
	left := 0
	for _, s := range out.Items {
		if s.Problem != "" || s.Events != 300 {
			t.Errorf("%+v", s)
		}
		left += s.LeftOut
	}
	f, err := w.Store.Fair(t.Context(), w.anna.Vendor)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(f.Events[2026]); got < 250 || got+left != 900 {
		t.Errorf("%d events and %d left out", got, left)
	}
	w.Must(w.anna, event.CreateEvent, http.MethodPost, "/api/v1/events", map[string]any{"name": "My own", "date": "2026-12-05"}, nil)
}

// What the vendor takes back stays away, also when its source changes it.
func TestTakenBackIsTakenBack(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	w.fake.PutCalendar("city", city)
	w.follow("city")
	var out struct{ Items []known.Event }
	w.Must(w.anna, event.ListEvents, http.MethodGet, "/api/v1/events", nil, &out)
	for range 2 {
		w.Must(w.anna, event.DeleteEvent, http.MethodDelete, "/api/v1/events/"+out.Items[0].ID, nil, nil)
	}
	w.fake.PutCalendar("city", strings.ReplaceAll(city, "Winter fair", "Winter Fair!"))
	w.fetch()
	if got := w.events(); len(got) != 0 {
		t.Errorf("back again: %v", got)
	}
}

// The same festival is told of by four services and by the vendor: it counts once, as
// the vendor says. What is far away, or in the evening, counts not at all.
func TestServicesTellOfTheSame(t *testing.T) {
	t.Parallel()
	w := newTown(t, eventstest.Keys)
	at := func(hour int) time.Time { return time.Date(2026, 11, 28, hour+5, 0, 0, 0, time.UTC) }
	lat, lon, far, n := 42.46, -76.49, 43.5, 2500
	w.fake.Put(
		localevents.Found{ID: "1", Name: "Harvest festival", Start: at(9), End: at(17), Lat: &lat, Lon: &lon, Attendance: &n, URL: "https://example.com/1"},
		localevents.Found{ID: "2", Name: "Concert", Start: at(20), End: at(23), Lat: &lat, Lon: &lon, Attendance: &n},
		localevents.Found{ID: "3", Name: "Far fair", Start: at(9), End: at(12), Lat: &far, Lon: &lon, Attendance: &n},
	)
	sources := w.fetch()
	var names []string
	for _, s := range sources {
		names = append(names, s.Name)
		if s.IsFallback {
			t.Errorf("%+v", s)
		}
	}
	if diff := cmp.Diff([]string{"predicthq", "seatgeek", "ticketmaster"}, names); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	// One for each of the two venues there, which are open at the time of the day.
	if got := w.events(); len(got) != 2 || !strings.HasPrefix(got[0], "2026-11-28 Harvest festival 2") {
		t.Errorf("events: %v", got)
	}
	w.Must(w.anna, event.AddEventFeed(fairs.ForPeople), http.MethodPost, "/api/v1/event-feeds", map[string]any{"name": "Organiser", "organiser": "66666"}, nil)
	if got := w.events(); len(got) != 2 {
		t.Errorf("with Eventbrite's: %v", got)
	}
	w.fake.Behave(faulty.Behaviour{Path: "/ticketmaster", Status: 429})
	for _, s := range w.fetch() {
		if s.IsFallback != (s.Name == "ticketmaster") {
			t.Errorf("one of them is down: %+v", s)
		}
	}
}

// The job reads everybody's sources once a day, and one vendor's trouble is nobody else's.
func TestTheJobReadsOnceADay(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	w.fake.PutCalendar("city", city)
	w.follow("city")
	run := func() int {
		before := w.fake.Requests()
		job, err := event.RefreshEvents(fairs.ForJobs)(w.Env)
		if err == nil {
			err = job(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		return w.fake.Requests() - before
	}
	if n := run(); n != 0 {
		t.Errorf("%d requests though it was read just now", n)
	}
	w.At(functiontest.Now.Add(24*time.Hour + time.Minute))
	if n := run(); n != 1 {
		t.Errorf("%d requests a day later", n)
	}
	if n := run(); n != 0 {
		t.Errorf("%d requests right after", n)
	}
	work, err := w.Store.Fair(t.Context(), w.anna.Vendor)
	if err != nil || len(work.Feeds) != 1 {
		t.Errorf("%v, %+v", err, work.Feeds)
	}
	due := []string{}
	for shard := range store.Shards {
		list, err := w.Store.DueWork(t.Context(), store.EventWork, shard, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range list {
			due = append(due, one.Vendor.String())
		}
	}
	if slices.Contains(due, "anna") {
		t.Errorf("still due: %v", due)
	}
}

// A source that fails is asked again some hours later, and the others are left alone;
// when it is silent for days it is asked with them.
func TestWhatFailedIsReadSooner(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	for _, name := range []string{"city", "club"} {
		w.fake.PutCalendar(name, city)
		w.follow(name)
	}
	run := func(after time.Duration) (requests int, failed []string) {
		w.At(functiontest.Now.Add(after))
		before := w.fake.Requests()
		job, err := event.RefreshEvents(fairs.ForJobs)(w.Env)
		if err == nil {
			err = job(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		f, err := w.Store.Fair(t.Context(), w.anna.Vendor)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range f.Feeds {
			if n.Failed != "" {
				failed = append(failed, n.Name)
			}
		}
		return w.fake.Requests() - before, failed
	}
	const day = 24 * time.Hour
	w.fake.Behave(faulty.Behaviour{Path: "/calendars/club", Status: 404})
	for _, c := range []struct {
		after    time.Duration
		requests int
		failed   []string
	}{
		{day, 2, []string{"club"}},
		{day + 2*time.Hour, 0, []string{"club"}},
		{day + 3*time.Hour, 1, []string{"club"}},
		{2*day + 20*time.Minute, 2, []string{"club"}},
		{3*day + 40*time.Minute, 2, []string{"club"}}, // dead from here on
		{3*day + 12*time.Hour, 0, []string{"club"}},
		{4*day + time.Hour, 2, []string{"club"}},
	} {
		requests, failed := run(c.after)
		if diff := cmp.Diff(c.failed, failed); diff != "" || requests != c.requests {
			t.Errorf("after %s: %d requests, want %d; failed (-want +got):\n%s", c.after, requests, c.requests, diff)
		}
	}
	w.fake.BehaveWell()
	if _, failed := run(5*day + 2*time.Hour); failed != nil {
		t.Errorf("it is well again: %v", failed)
	}
}

func TestWhatIsNoFeedIsRefused(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	w.fake.PutCalendar("page", "<html>")
	ben := functiontest.Owner(t, "ben")
	helper := w.anna
	helper.Role = tenant.Helper
	for name, c := range map[string]struct {
		caller tenant.Caller
		body   map[string]any
		status int
		field  string
	}{
		"inside":               {w.anna, map[string]any{"name": "x", "url": "http://169.254.169.254/latest"}, 422, "body.url"},
		"no such page":         {w.anna, map[string]any{"name": "x", "url": w.url + "/calendars/none"}, 422, "body.url"},
		"a web page":           {w.anna, map[string]any{"name": "x", "url": w.url + "/calendars/page"}, 422, "body.url"},
		"a file":               {w.anna, map[string]any{"name": "x", "url": "file:///etc/passwd"}, 422, "body.url"},
		"nothing":              {w.anna, map[string]any{"name": "x"}, 422, "body.url"},
		"both":                 {w.anna, map[string]any{"name": "x", "url": "https://a.example", "organiser": "1"}, 422, "body.url"},
		"another's venue":      {ben, map[string]any{"name": "x", "url": w.url + "/calendars/page", "venue": functiontest.Riverside}, 422, "body.venue"},
		"a helper":             {helper, map[string]any{"name": "x", "url": w.url + "/calendars/page"}, 403, ""},
		"no key for a service": {w.anna, map[string]any{"name": "x", "organiser": "66666"}, 422, "body.url"},
	} {
		a := w.Call(c.caller, event.AddEventFeed(fairs.ForPeople), http.MethodPost, "/api/v1/event-feeds", c.body)
		if a.Status != c.status || !strings.Contains(string(a.Body), c.field) {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	if got := w.fetch(); len(got) != 0 {
		t.Errorf("followed: %+v", got)
	}
}
