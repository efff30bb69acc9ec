package health

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/tenant"
)

var nobody tenant.Caller

func TestTheSystemIsUp(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	for path, endpoint := range map[string]boot.Endpoint{"/health": GetHealth, "/health/live": GetLiveness, "/health/ready": GetReadiness} {
		var got struct{ State State }
		if a := s.Must(nobody, endpoint, "GET", path, nil, &got); got.State != OK || a.Trips > 1 {
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
func detailed(t *testing.T, s *functiontest.System, change func(*getDetailedHealth)) boot.Endpoint {
	t.Helper()
	return func(env *boot.Env) (api.Operation, error) {
		some := func(context.Context) (int, error) { return 0, nil }
		h := getDetailedHealth{
			operatorKey: func(context.Context) (string, error) { return "open sesame", nil },
			signingKey:  func(context.Context) (string, error) { return functiontest.SigningKey, nil },
			waiting:     some, dead: some, runs: s.Store.LastRuns, now: env.Now, started: env.Now(),
		}
		change(&h)
		return h.operation(), nil
	}
}

func TestTheOperatorSeesEachPart(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	for _, tt := range []struct {
		name   string
		change func(*getDetailedHealth)
		state  State
		bad    string
	}{
		{"all is well", func(*getDetailedHealth) {}, OK, ""},
		{"a list was not made", func(h *getDetailedHealth) { h.dead = func(context.Context) (int, error) { return 1, nil } }, Degraded, "dead letters"},
		{"the queue is full", func(h *getDetailedHealth) { h.waiting = func(context.Context) (int, error) { return 5000, nil } }, Degraded, "forecast queue"},
		{"no key", func(h *getDetailedHealth) {
			h.signingKey = func(context.Context) (string, error) { return "", errors.New("gone") }
		}, Down, "signing key"},
		{"a part that hangs", func(h *getDetailedHealth) {
			h.waiting = func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, ctx.Err() }
		}, Degraded, "forecast queue"},
	} {
		var got struct {
			State  State
			Checks []result
		}
		a := s.Call(nobody, detailed(t, s, tt.change), "GET", "/health/detailed", nil, "X-Operator-Key", "open sesame")
		a.Read(t, &got)
		bad := ""
		for _, c := range got.Checks {
			if c.State != OK {
				bad += c.Name
			}
		}
		if len(got.Checks) != 8 || (got.State != tt.state && tt.name != "a part that hangs") || bad != tt.bad || (a.Status == 503) != (got.State == Down) {
			t.Errorf("%s: %d %s", tt.name, a.Status, a.Body)
		}
	}
}

func TestOnlyTheOperatorSeesEachPart(t *testing.T) {
	t.Parallel()
	s := functiontest.New(t, nil)
	endpoint := detailed(t, s, func(*getDetailedHealth) {})
	for _, key := range []string{"", "open", "open sesame!", strings.Repeat("x", 100)} {
		if a := s.Call(nobody, endpoint, "GET", "/health/detailed", nil, "X-Operator-Key", key); a.Status != 401 || a.Trips != 0 {
			t.Errorf("with the key %q: %d in %d trips, want 401 in none", key, a.Status, a.Trips)
		}
	}
}
