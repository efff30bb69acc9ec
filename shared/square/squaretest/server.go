// Package squaretest is a Square for tests and for the local system: an HTTP server
// that enforces Square's rules for OAuth, catalog, orders, locations and webhooks,
// holds the accounts of sellers that it is given, and fails as it is told. Where it
// differs from what Square documents, Square is right.
package squaretest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Options of a Server. All but Redirects and the webhook's are needed.
type Options struct {
	Now       func() time.Time
	AppID     string // of the one application that it knows
	AppSecret string

	// Redirects are the addresses that sellers may be sent back to; none: any.
	Redirects []string
	// WebhookURL is where events go, WebhookKey what they are signed with.
	WebhookURL, WebhookKey string
}

// Server is the fake. It is safe for concurrent use.
type Server struct {
	mux *http.ServeMux

	mu       sync.Mutex
	o        Options
	sellers  map[string]*seller // by merchant
	codes    map[string]*code
	access   map[string]*token
	refresh  map[string]*grant
	rules    []Behaviour
	requests map[string]int
	seen     map[string]*traffic // by merchant
	serial   int
}

// New returns a Server without sellers.
func New(o Options) *Server {
	s := &Server{
		o: o, mux: http.NewServeMux(), sellers: map[string]*seller{}, codes: map[string]*code{}, access: map[string]*token{},
		refresh: map[string]*grant{}, requests: map[string]int{}, seen: map[string]*traffic{},
	}
	s.mux.HandleFunc("GET /oauth2/authorize", s.showAuthorize)
	s.mux.HandleFunc("POST /oauth2/authorize", s.decide)
	s.mux.HandleFunc("POST /oauth2/token", s.obtainToken)
	s.mux.HandleFunc("POST /oauth2/revoke", s.revokeToken)
	s.mux.HandleFunc("POST /oauth2/token/status", s.authorized("", tokenStatus))
	s.mux.HandleFunc("GET /v2/merchants/me", s.authorized("MERCHANT_PROFILE_READ", showMerchant))
	s.mux.HandleFunc("GET /v2/locations", s.authorized("MERCHANT_PROFILE_READ", listLocations))
	s.mux.HandleFunc("GET /v2/catalog/list", s.authorized("ITEMS_READ", listCatalog))
	s.mux.HandleFunc("POST /v2/catalog/search", s.authorized("ITEMS_READ", searchCatalog))
	s.mux.HandleFunc("POST /v2/catalog/batch-retrieve", s.authorized("ITEMS_READ", retrieveCatalog))
	s.mux.HandleFunc("POST /v2/orders/search", s.authorized("ORDERS_READ", searchOrders))
	s.mux.HandleFunc("POST /v2/orders/batch-retrieve", s.authorized("ORDERS_READ", retrieveOrders))
	s.mux.HandleFunc("GET /v2/orders/{id}", s.authorized("ORDERS_READ", showOrder))
	s.mux.HandleFunc("POST /fake/behaviour", s.setBehaviour)
	s.mux.HandleFunc("DELETE /fake/behaviour", s.clearBehaviour)
	s.mux.HandleFunc("GET /fake/requests", s.showRequests)
	s.mux.HandleFunc("POST /fake/revoke/{merchant}", s.revokeAsSeller)
	s.mux.HandleFunc("/", func(http.ResponseWriter, *http.Request) {
		panic(fail(http.StatusNotFound, "NOT_FOUND", "Resource not found."))
	})
	return s
}

// Configure changes the options, as when a secret is known only later.
func (s *Server) Configure(change func(*Options)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.o)
}

// Serve answers on addr, host:port, until stop is called; port 0 is a free one.
func (s *Server) Serve(addr string) (url string, stop func() error, err error) {
	listener, err := net.Listen("tcp", addr) //nolint:noctx // it does not block
	if err != nil {
		return "", nil, fmt.Errorf("squaretest: %w", err)
	}
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // ends with Close
	return "http://" + listener.Addr().String(), server.Close, nil
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if p := recover(); p != nil {
			refused, ok := p.(*refusal)
			if !ok {
				panic(p) // an answer that breaks off, or a mistake in this package
			}
			refused.write(w)
		}
	}()
	if strings.HasPrefix(r.URL.Path, "/fake/") {
		s.mux.ServeHTTP(w, r)
		return
	}
	s.count(r)
	s.misbehave(w, r, s.mux)
}

func (s *Server) now() time.Time { return s.o.Now().UTC() }

// id makes a new opaque string.
func (s *Server) id(prefix string) string {
	s.serial++
	return fmt.Sprintf("%s%06d", prefix, s.serial)
}

func (s *Server) count(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, pattern := s.mux.Handler(r)
	s.requests[pattern]++
}

// Requests is how often each route was called: "POST /v2/orders/search".
func (s *Server) Requests() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.requests)
}

// Forget sets the counts of Requests and Traffic to zero.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests, s.seen = map[string]int{}, map[string]*traffic{}
}

func (s *Server) showRequests(w http.ResponseWriter, _ *http.Request) { answer(w, s.Requests()) }

// versions are dates.
var versions = regexp.MustCompile(`^20\d\d-\d\d-\d\d$`)

// call is one authorized request.
type call struct {
	*Server
	*seller
	r     *http.Request
	token *token
}

// authorized answers with h whoever shows a good access token with the given
// scope. h runs alone and returns what is to be answered, or panics with a refusal.
func (s *Server) authorized(scope string, h func(call) any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if v := r.Header.Get("Square-Version"); v != "" && !versions.MatchString(v) {
			panic(fail(http.StatusBadRequest, "BAD_REQUEST", "Invalid Square-Version header."))
		}
		answer(w, s.alone(r, scope, h))
	}
}

func (s *Server) alone(r *http.Request, scope string, h func(call) any) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.authorize(r, scope)
	s.enter(t.merchant)
	return h(call{s, s.sellers[t.merchant], r, t})
}

func (s *Server) authorize(r *http.Request, scope string) *token {
	access, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	t := s.access[access]
	switch {
	case !bearer || t == nil || s.sellers[t.merchant] == nil:
		panic(fail(http.StatusUnauthorized, "UNAUTHORIZED", "This request could not be authorized."))
	case t.revoked:
		panic(fail(http.StatusUnauthorized, "ACCESS_TOKEN_REVOKED", "The `Authorization` http header of your request was revoked."))
	case !s.now().Before(t.expires):
		if s.rule(r).ExpiredIs500 && strings.HasPrefix(r.URL.Path, "/v2/catalog") {
			panic(fail(http.StatusInternalServerError, "INTERNAL_SERVER_ERROR", "We were unable to authorize this request due to an internal error."))
		}
		panic(fail(http.StatusUnauthorized, "ACCESS_TOKEN_EXPIRED", "The `Authorization` http header of your request was expired."))
	case scope != "" && !t.may(scope):
		panic(fail(http.StatusForbidden, "INSUFFICIENT_SCOPES", "The merchant has not given your application sufficient permissions to do that."))
	}
	return t
}

// read decodes the body of a request.
func read(r *http.Request, into any) {
	if err := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 1<<20)).Decode(into); err != nil {
		panic(fail(http.StatusBadRequest, "BAD_REQUEST", "Invalid request body: "+err.Error()))
	}
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the client is gone
}

// wait lasts as long as d, or as the request.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return errors.New("squaretest: the client is gone")
	}
}
