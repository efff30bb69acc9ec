package squaretest

import (
	"bytes"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Behaviour is how the Server fails. The zero value is good behaviour. It is sent
// as JSON to POST /fake/behaviour; DELETE ends all of it.
type Behaviour struct {
	Path  string // prefix of the paths that it is about; empty: all
	Times int    // how many requests fail so; 0: until further notice
	Every int    // one request in so many; 0: each

	DelayMS    int    // milliseconds before the answer
	Status     int    // instead of the answer: 429, 500, 503
	RetryAfter string // header that comes with Status
	Reset      bool   // the connection breaks without an answer
	Half       bool   // the answer breaks off in its middle
	HTML       bool   // a page instead of an answer, as proxies in between send

	PerSecond    int  // requests that a seller's account takes within a second; 0: any number
	ExpiredIs500 bool // the catalog answers 500 to a token that expired
	LegacyErrors bool // sign-in refuses with a message and a type

	requests int
}

// Behave adds a Behaviour to the others. Of several that are about a request the
// one added last counts.
func (s *Server) Behave(b Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = append(s.rules, b)
}

// BehaveWell ends all misbehaviour.
func (s *Server) BehaveWell() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = nil
}

func (s *Server) setBehaviour(w http.ResponseWriter, r *http.Request) {
	var b Behaviour
	read(r, &b)
	s.Behave(b)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) clearBehaviour(w http.ResponseWriter, _ *http.Request) {
	s.BehaveWell()
	w.WriteHeader(http.StatusNoContent)
}

// rule is the behaviour that a request meets, without counting it.
func (s *Server) rule(r *http.Request) Behaviour {
	for i := len(s.rules) - 1; i >= 0; i-- {
		b := s.rules[i]
		if strings.HasPrefix(r.URL.Path, b.Path) && (b.Times == 0 || b.requests <= b.Times*max(b.Every, 1)) {
			return b
		}
	}
	return Behaviour{}
}

// next is rule, and counts the request.
func (s *Server) next(r *http.Request) Behaviour {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.rules) - 1; i >= 0; i-- {
		b := &s.rules[i]
		if !strings.HasPrefix(r.URL.Path, b.Path) {
			continue
		}
		b.requests++
		if b.Times > 0 && b.requests > b.Times*max(b.Every, 1) {
			continue
		}
		if b.Every > 1 && b.requests%b.Every != 0 {
			return Behaviour{PerSecond: b.PerSecond, ExpiredIs500: b.ExpiredIs500, LegacyErrors: b.LegacyErrors}
		}
		return *b
	}
	return Behaviour{}
}

// misbehave answers as next says, and with good if that is good.
func (s *Server) misbehave(w http.ResponseWriter, r *http.Request, good http.Handler) {
	b := s.next(r)
	if b.DelayMS > 0 && wait(r.Context(), time.Duration(b.DelayMS)*time.Millisecond) != nil {
		panic(http.ErrAbortHandler)
	}
	switch {
	case b.Reset:
		reset(w)
	case b.HTML:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(max(b.Status, http.StatusOK))
		_, _ = w.Write([]byte("<html><body><h1>Bad gateway</h1></body></html>"))
	case b.Status != 0:
		refused := fail(b.Status, codes[b.Status], http.StatusText(b.Status))
		if b.RetryAfter != "" {
			refused.header = http.Header{"Retry-After": {b.RetryAfter}}
		}
		panic(refused)
	case b.Half:
		var whole recorder
		good.ServeHTTP(&whole, r)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(whole.body.Len()))
		_, _ = w.Write(whole.body.Bytes()[:whole.body.Len()/2])
		panic(http.ErrAbortHandler)
	default:
		good.ServeHTTP(w, r)
	}
}

// recorder keeps an answer instead of sending it.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is what http.ResponseWriter says.
func (r *recorder) Header() http.Header {
	if r.header == nil {
		r.header = http.Header{}
	}
	return r.header
}

// WriteHeader is what http.ResponseWriter says.
func (r *recorder) WriteHeader(status int) { r.status = status }

func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }

// reset ends the connection as a broken network does.
func reset(w http.ResponseWriter) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := hijacker.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // so that the other side sees a reset
	}
	_ = conn.Close()
}

// traffic is what one seller's account has had to bear.
type traffic struct {
	second   int64
	inSecond int
	most     int
}

// enter counts a request for a seller's account, and refuses what is too much.
func (s *Server) enter(merchant string) {
	t := s.seen[merchant]
	if t == nil {
		t = &traffic{}
		s.seen[merchant] = t
	}
	if now := s.now().Unix(); now != t.second {
		t.second, t.inSecond = now, 0
	}
	t.inSecond++
	t.most = max(t.most, t.inSecond)
	for _, b := range s.rules {
		if b.PerSecond > 0 && t.inSecond > b.PerSecond {
			panic(fail(http.StatusTooManyRequests, "RATE_LIMITED", "Rate limited"))
		}
	}
}

// MostPerSecond is the largest number of requests within one second of the clock
// that a seller's account had to bear.
func (s *Server) MostPerSecond(merchant string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.seen[merchant]; t != nil {
		return t.most
	}
	return 0
}
