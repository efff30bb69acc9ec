package health

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

var nobody tenant.Caller

func TestTheSystemIsUp(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	for path, endpoint := range map[string]boot.Endpoint{"/health": GetHealth, "/health/live": GetLiveness, "/health/ready": GetReadiness} {
		var got struct{ State State }
		if a := s.Must(nobody, endpoint, "GET", path, nil, &got); got.State != OK || a.Trips > 2 {
			t.Errorf("%s says %q in %d trips, want ok in one", path, got.State, a.Trips)
		}
	}
}

func TestALateJobIsDegraded(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	for job, at := range map[string]time.Time{"enqueue-due-forecasts": functiontest.Now.Add(-time.Hour), "aggregate-feedback": functiontest.Now} {
		if err := s.Store.RecordRun(t.Context(), job, at); err != nil {
			t.Fatal(err)
		}
	}
	var got struct{ State State }
	if s.Must(nobody, GetHealth, "GET", "/health", nil, &got); got.State != Degraded {
		t.Errorf("with a job an hour late: %q, want degraded", got.State)
	}
}

func TestWithoutATableItIsDownAndAlive(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, map[string]string{"AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:1"})
	got := map[string]int{
		"health": s.Call(nobody, GetHealth, "GET", "/health", nil).Status,
		"ready":  s.Call(nobody, GetReadiness, "GET", "/health/ready", nil).Status,
		"live":   s.Call(nobody, GetLiveness, "GET", "/health/live", nil).Status,
	}
	if diff := cmp.Diff(map[string]int{"health": 503, "ready": 503, "live": 200}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// detailed is the endpoint with every part but the table replaced.
func detailed(s *functiontest.System, change func(*getDetailedHealth)) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) {
		table, err := env.Table()
		if err != nil {
			return api.Operation{}, err
		}
		some := func(context.Context) (int, error) { return 0, nil }
		h := getDetailedHealth{
			operatorKey: func(context.Context) (string, error) { return "open sesame", nil },
			signingKey:  func(context.Context) (string, error) { return functiontest.SigningKey, nil },
			waiting:     some, dead: some, runs: store.New(table, env.Now).LastRuns, breakers: store.New(table, env.Now).Breakers, now: env.Now,
			skew: func() (time.Duration, bool) { return time.Second, true },
		}
		change(&h)
		return h.operation(), nil
	}
}

func TestTheOperatorSeesEachPart(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	gone := func(context.Context) (int, error) { return 0, errors.New("gone") }
	is := func(n int) func(context.Context) (int, error) {
		return func(context.Context) (int, error) { return n, nil }
	}
	skew := func(d time.Duration, known bool) func() (time.Duration, bool) {
		return func() (time.Duration, bool) { return d, known }
	}
	for _, tt := range []struct {
		name   string
		change func(*getDetailedHealth)
		state  State
		bad    []string
	}{
		{"all is well", func(*getDetailedHealth) {}, OK, nil},
		{"a list was not made", func(h *getDetailedHealth) { h.dead = is(1) }, Degraded, []string{"dead letters"}},
		{"the queue is as full as it may be", func(h *getDetailedHealth) { h.waiting = is(mostWaiting) }, OK, nil},
		{"the queue is full", func(h *getDetailedHealth) { h.waiting = is(mostWaiting + 1) }, Degraded, []string{"forecast queue"}},
		{"no queue", func(h *getDetailedHealth) { h.waiting = gone }, Degraded, []string{"forecast queue", "clock"}},
		{"a clock that is fast", func(h *getDetailedHealth) { h.skew = skew(time.Minute, true) }, Degraded, []string{"clock"}},
		{"a clock that is slow", func(h *getDetailedHealth) { h.skew = skew(-time.Minute, true) }, Degraded, []string{"clock"}},
		{"no clock to compare with", func(h *getDetailedHealth) { h.skew = skew(0, false) }, Degraded, []string{"clock"}},
		{"a late job", func(h *getDetailedHealth) {
			h.runs = func(context.Context, ...string) (map[string]time.Time, error) {
				return map[string]time.Time{"aggregate-feedback": functiontest.Now.Add(-lateAfter*24*time.Hour - time.Second), "run-forecast": functiontest.Now}, nil
			}
		}, Degraded, []string{"aggregate-feedback"}},
		{"no table", func(h *getDetailedHealth) {
			h.runs = func(context.Context, ...string) (map[string]time.Time, error) { return nil, errors.New("gone") }
		}, Down, []string{"table", "aggregate-feedback", "enqueue-due-forecasts", "enqueue-due-syncs", "refresh-events", "refresh-weather", "run-forecast", "send-due-notifications"}},
		{"a provider is down", func(h *getDetailedHealth) {
			h.breakers = func(context.Context, ...string) (map[string]store.Breaker, error) {
				return map[string]store.Breaker{"square": {Since: functiontest.Now, OpenUntil: functiontest.Now.Add(time.Second)}, "weather": {Since: functiontest.Now}}, nil
			}
		}, Degraded, []string{"square", "weather"}},
		{"nobody knows who is down", func(h *getDetailedHealth) {
			h.breakers = func(context.Context, ...string) (map[string]store.Breaker, error) { return nil, errors.New("gone") }
		}, Degraded, Providers},
		{"no key", func(h *getDetailedHealth) {
			h.signingKey = func(context.Context) (string, error) { return "", errors.New("gone") }
		}, Down, []string{"signing key"}},
	} {
		var got struct {
			State  State
			Checks []result
		}
		a := s.Call(nobody, detailed(s, tt.change), "GET", "/health/detailed", nil, "X-Operator-Key", "open sesame")
		a.Read(t, &got)
		var bad []string
		for _, c := range got.Checks {
			if c.State != OK {
				bad = append(bad, c.Name)
			}
		}
		if diff := cmp.Diff(tt.bad, bad); diff != "" || len(got.Checks) != 5+len(jobs)+len(Providers) || got.State != tt.state || (a.Status == 503) != (got.State == Down) || a.Trips > 2 {
			t.Errorf("%s: %d %s in %d trips (-want +got):\n%s", tt.name, a.Status, a.Body, a.Trips, diff)
		}
	}
}

func TestOnlyTheOperatorSeesEachPart(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	endpoint := detailed(s, func(*getDetailedHealth) {})
	for _, key := range []string{"", "open", "open sesame!", strings.Repeat("x", 100)} {
		if a := s.Call(nobody, endpoint, "GET", "/health/detailed", nil, "X-Operator-Key", key); a.Status != 401 || a.Trips != 0 || strings.Contains(string(a.Body), "open sesame") {
			t.Errorf("with the key %q: %d %s in %d trips, want 401 in none", key, a.Status, a.Body, a.Trips)
		}
	}
	hidden := detailed(s, func(h *getDetailedHealth) {
		h.operatorKey = func(context.Context) (string, error) { return "", errs.New(errs.Unavailable, "gone") }
	})
	if a := s.Call(nobody, hidden, "GET", "/health/detailed", nil); a.Status != 503 || a.Trips != 0 {
		t.Errorf("without a key to compare with: %d in %d trips, want 503 in none", a.Status, a.Trips)
	}
}

// The clock of the bubble does not wait for what hangs.
func TestNoCheckIsWaitedForForever(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		released := make(chan struct{})
		defer close(released)
		hang := func(otherwise State) check {
			return check{"hangs", otherwise, func(context.Context) (State, string) { <-released; return OK, "" }}
		}
		fine := check{"fine", Down, func(context.Context) (State, string) { return OK, "here" }}
		for _, otherwise := range []State{Degraded, Down} {
			start := time.Now()
			sum, got := run(t.Context(), []check{hang(otherwise), fine}, time.Now)
			want := []result{{"hangs", otherwise, "no answer within 1.8s", 1800}, {"fine", OK, "here", 0}}
			if diff := cmp.Diff(want, got); diff != "" || sum != otherwise || time.Since(start) != lookFor {
				t.Errorf("%s after %s (-want +got):\n%s", sum, time.Since(start), diff)
			}
		}
	})
}

func TestTheClockOfAService(t *testing.T) {
	t.Parallel()
	c := &serverClock{now: func() time.Time { return functiontest.Now }}
	if _, known := c.Skew(); known {
		t.Error("known before anybody answered")
	}
	for _, tt := range []struct {
		date string
		want time.Duration
	}{
		{"Mon, 23 Nov 2026 11:59:00 GMT", time.Minute}, {"Mon, 23 Nov 2026 12:00:40 GMT", -40 * time.Second},
		{"", -40 * time.Second}, {"noon", -40 * time.Second}, // what was heard last stands
	} {
		c.next = answer{tt.date}
		resp, err := c.Do(&http.Request{})
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if skew, known := c.Skew(); skew != tt.want || !known {
			t.Errorf("at %q: %s, %t, want %s", tt.date, skew, known, tt.want)
		}
	}
}

// answer is a service that says what time it is.
type answer struct{ date string }

func (a answer) Do(*http.Request) (*http.Response, error) {
	return &http.Response{Header: http.Header{"Date": {a.date}}, Body: http.NoBody}, nil
}
