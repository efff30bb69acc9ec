// Package faulty makes the fake of a provider fail as it is told: late, with an
// error, by half, or without an answer.
package faulty

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Behaviour is how a fake fails. The zero value is good behaviour.
type Behaviour struct {
	Path       string // prefix of the paths that it is about; empty: all
	Times      int    // how many requests fail so; 0: until further notice
	Every      int    // one request in so many; 0: each
	DelayMS    int    // milliseconds before the answer
	Status     int    // instead of the answer: 429, 500, 503
	RetryAfter string // header that comes with Status
	Reset      bool   // the connection breaks without an answer
	Half       bool   // the answer breaks off in its middle
	HTML       bool   // a page instead of an answer, as proxies in between send

	requests int
}

// Server answers with Good, unless it is told to fail. It is safe for concurrent
// use. Behaviour can also be sent as JSON to POST /fake/behaviour; DELETE ends it.
type Server struct {
	Good http.Handler
	// Refuse writes an error as the provider does; nil: without a body.
	Refuse func(w http.ResponseWriter, status int)

	// Rules are those that hold from the start; Behave adds to them.
	Rules []Behaviour

	mu       sync.Mutex
	requests int
}

// Behave adds a Behaviour. Of several that are about a request the newest counts.
func (s *Server) Behave(b Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Rules = append(s.Rules, b)
}

// BehaveWell ends all misbehaviour.
func (s *Server) BehaveWell() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Rules = nil
}

// Requests is how many requests there were.
func (s *Server) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// next is the behaviour that a request meets.
func (s *Server) next(path string) Behaviour {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	for i := len(s.Rules) - 1; i >= 0; i-- {
		b := &s.Rules[i]
		if !strings.HasPrefix(path, b.Path) {
			continue
		}
		b.requests++
		if b.Times > 0 && b.requests > b.Times*max(b.Every, 1) {
			continue
		}
		if b.Every > 1 && b.requests%b.Every != 0 {
			return Behaviour{}
		}
		return *b
	}
	return Behaviour{}
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/fake/behaviour" {
		s.tell(w, r)
		return
	}
	b := s.next(r.URL.Path)
	if b.DelayMS > 0 {
		timer := time.NewTimer(time.Duration(b.DelayMS) * time.Millisecond)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			panic(http.ErrAbortHandler)
		}
	}
	switch {
	case b.Reset:
		panic(http.ErrAbortHandler)
	case b.HTML:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(max(b.Status, http.StatusOK))
		_, _ = w.Write([]byte("<html><body><h1>Bad gateway</h1></body></html>"))
	case b.Status != 0:
		if b.RetryAfter != "" {
			w.Header().Set("Retry-After", b.RetryAfter)
		}
		if s.Refuse == nil {
			w.WriteHeader(b.Status)
			return
		}
		s.Refuse(w, b.Status)
	case b.Half:
		whole := &recorder{header: http.Header{}}
		s.Good.ServeHTTP(whole, r)
		w.Header().Set("Content-Length", strconv.Itoa(whole.body.Len()))
		_, _ = w.Write(whole.body.Bytes()[:whole.body.Len()/2])
		panic(http.ErrAbortHandler)
	default:
		s.Good.ServeHTTP(w, r)
	}
}

func (s *Server) tell(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodDelete {
		s.BehaveWell()
		w.WriteHeader(http.StatusNoContent)
		return
	}
	var b Behaviour
	if r.Method != http.MethodPost || json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&b) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.Behave(b)
	w.WriteHeader(http.StatusNoContent)
}

// recorder keeps an answer instead of sending it.
type recorder struct {
	header http.Header
	body   bytes.Buffer
}

// Header is what http.ResponseWriter says.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader is what http.ResponseWriter says.
func (r *recorder) WriteHeader(int) {}

// Write is what http.ResponseWriter says.
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }
