// Package eventstest is the services for local events and a host of calendars, for
// tests and for the local system: one HTTP server that enforces their rules, whose
// events are those it is given, and that fails as it is told. Where it differs from
// what the services document, the services are right.
package eventstest

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/marketprep/marketprep/shared/localevents"
	"github.com/marketprep/marketprep/shared/resilience/faulty"
)

// Keys are good keys of all services, as they stand in their secret.
const Keys = `{"ticketmaster":"tm-key","seatgeek":"sg-key","predicthq":"phq-key","eventbrite":"eb-key"}`

// Server is the fake. Services answer below /<service>, calendars below /calendars.
type Server struct {
	faulty.Server

	mu        sync.Mutex
	events    []localevents.Found
	calendars map[string]string // by name
}

// New returns a fake at which nothing happens.
func New() *Server {
	s := &Server{calendars: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ticketmaster/discovery/v2/events.json", s.ticketmaster)
	mux.HandleFunc("GET /seatgeek/2/events", s.seatGeek)
	mux.HandleFunc("GET /predicthq/v1/events/", s.predictHQ)
	mux.HandleFunc("GET /eventbrite/v3/organizers/{id}/events/", s.eventbrite)
	mux.HandleFunc("GET /calendars/{name}", s.calendar)
	s.Good = mux
	return s
}

// Put replaces the events that all services know of.
func (s *Server) Put(events ...localevents.Found) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = events
}

// PutCalendar puts a calendar at /calendars/<name>.
func (s *Server) PutCalendar(name, calendar string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calendars[name] = strings.ReplaceAll(calendar, "\n", "\r\n")
}

// Serve answers with s on a free port of 127.0.0.1 until stop is called.
func Serve(s http.Handler) (url string, stop func() error, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it does not block
	if err != nil {
		return "", nil, fmt.Errorf("eventstest: %w", err)
	}
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // ends with Close
	return "http://" + listener.Addr().String(), server.Close, nil
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client is gone
}

type object = map[string]any

// page are the events from one number on.
func (s *Server) page(from, n int) (events []localevents.Found, total int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events[min(from, len(s.events)):min(from+n, len(s.events))]), len(s.events)
}

func number(r *http.Request, name string, otherwise int) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil {
		return otherwise
	}
	return n
}

var (
	geohash = regexp.MustCompile(`^[0-9b-hjkmnp-z]{1,9}$`)
	stamp   = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)
)

func (s *Server) ticketmaster(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	size, page := number(r, "size", 20), number(r, "page", 0)
	switch {
	case q.Get("apikey") != "tm-key":
		answer(w, http.StatusUnauthorized, object{"fault": object{"faultstring": "Invalid ApiKey", "detail": object{"errorcode": "oauth.v2.InvalidApiKey"}}})
		return
	case !geohash.MatchString(q.Get("geoPoint")) || !stamp.MatchString(q.Get("startDateTime")) || !stamp.MatchString(q.Get("endDateTime")) || size > 200 || size*page >= 1000:
		answer(w, http.StatusBadRequest, object{"errors": []any{object{"code": "DIS1035", "status": "400"}}})
		return
	}
	events, total := s.page(size*page, size)
	body := object{"page": object{"size": size, "totalElements": total, "totalPages": (total + size - 1) / size, "number": page}}
	var items []any
	for _, e := range events {
		item := object{
			"name": e.Name, "type": "event", "id": e.ID, "url": e.URL,
			"dates": object{"start": object{"localDate": e.Start.Format(time.DateOnly), "dateTime": e.Start.UTC().Format(time.RFC3339)}, "status": object{"code": "onsale"}},
		}
		if e.Lat != nil {
			place := object{"latitude": fmt.Sprint(*e.Lat), "longitude": fmt.Sprint(*e.Lon)}
			item["_embedded"] = object{"venues": []any{object{"name": "Hall", "location": place}}}
		}
		items = append(items, item)
	}
	if len(items) > 0 { // there is no such key if nothing was found
		body["_embedded"] = object{"events": items}
	}
	answer(w, http.StatusOK, body)
}

func (s *Server) seatGeek(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("client_id") != "sg-key" {
		answer(w, http.StatusForbidden, object{"status": "error", "message": "client_id is invalid"})
		return
	}
	n, page := number(r, "per_page", 10), number(r, "page", 1)
	events, total := s.page(n*(page-1), n)
	items := []any{}
	for i, e := range events {
		capacity := 0
		if e.Attendance != nil {
			capacity = *e.Attendance * 10 / 6
		}
		hall := object{"id": 1, "name": "Hall", "capacity": capacity}
		if e.Lat != nil {
			hall["location"] = object{"lat": *e.Lat, "lon": *e.Lon}
		}
		items = append(items, object{"id": n*(page-1) + i + 1, "title": e.Name, "url": e.URL, "datetime_utc": e.Start.UTC().Format("2006-01-02T15:04:05"), "datetime_tbd": false, "venue": hall})
	}
	answer(w, http.StatusOK, object{"events": items, "meta": object{"total": total, "took": 3, "page": page, "per_page": n}})
}

func (s *Server) predictHQ(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer phq-key" {
		answer(w, http.StatusUnauthorized, object{"error": "invalid_token"})
		return
	}
	n, from := number(r, "limit", 10), number(r, "offset", 0)
	events, total := s.page(from, n)
	items := []any{}
	for _, e := range events {
		item := object{"id": e.ID, "title": e.Name, "category": "festivals", "start": e.Start.UTC().Format(time.RFC3339), "end": e.End.UTC().Format(time.RFC3339), "state": "active"}
		if e.Attendance != nil {
			item["phq_attendance"] = *e.Attendance
		}
		if e.Lat != nil {
			item["location"] = []float64{*e.Lon, *e.Lat}
		}
		items = append(items, item)
	}
	var next any
	if from+n < total {
		next = "https://api.predicthq.com/v1/events/?offset=" + strconv.Itoa(from+n)
	}
	answer(w, http.StatusOK, object{"count": total, "overflow": false, "next": next, "previous": nil, "results": items})
}

func (s *Server) eventbrite(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Header.Get("Authorization") != "Bearer eb-key":
		answer(w, http.StatusUnauthorized, object{"status_code": 401, "error": "INVALID_AUTH", "error_description": "The OAuth token you provided was invalid."})
		return
	case r.PathValue("id") != "66666":
		answer(w, http.StatusNotFound, object{"status_code": 404, "error": "NOT_FOUND", "error_description": "The organizer you requested does not exist."})
		return
	}
	const n = 50
	from := number(r, "continuation", 0)
	events, total := s.page(from, n)
	items := []any{}
	for _, e := range events {
		item := object{
			"id": e.ID, "name": object{"text": e.Name, "html": e.Name}, "url": e.URL, "status": "live", "online_event": false, "capacity": e.Attendance,
			"start": object{"timezone": "America/New_York", "utc": e.Start.UTC().Format(time.RFC3339)}, "end": object{"timezone": "America/New_York", "utc": e.End.UTC().Format(time.RFC3339)},
		}
		if e.Lat != nil { // numbers in addresses are strings
			item["venue"] = object{"id": "77777", "latitude": fmt.Sprint(*e.Lat), "longitude": fmt.Sprint(*e.Lon)}
		}
		items = append(items, item)
	}
	answer(w, http.StatusOK, object{"pagination": object{"object_count": total, "has_more_items": from+n < total, "continuation": strconv.Itoa(from + n)}, "events": items})
}

func (s *Server) calendar(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	text, ok := s.calendars[r.PathValue("name")]
	s.mu.Unlock()
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	tag := fmt.Sprintf(`"%d-%x"`, len(text), text[:min(len(text), 4)])
	w.Header().Set("ETag", tag)
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write([]byte(text))
}
