package functions

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/infra/local/chaos"
	"github.com/marketprep/marketprep/shared/tenant"
)

// troubled is a provider in trouble, which counts who calls it.
type troubled struct {
	calls   atomic.Int64
	trouble func(call int64) error
}

// RoundTrip implements http.RoundTripper.
func (o *troubled) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := o.trouble(o.calls.Add(1)); err != nil {
		return nil, err
	}
	return http.DefaultTransport.RoundTrip(r)
}

// troubles are what may be wrong with the outside.
var troubles = map[string]func(call int64) error{
	"down": func(int64) error { return errors.New("connection refused") },
	"reset three times of ten": func(call int64) error {
		if call%10 < 3 {
			return errors.New("connection reset")
		}
		return nil
	},
	"late by two seconds": func(int64) error {
		<-time.After(2 * time.Second)
		return nil
	},
}

// Whatever the outside does, a vendor who asks for a list has one: nearly always,
// soon, and without calling who is in trouble more often than asked.
func TestChaosListsSurviveTheOutside(t *testing.T) {
	t.Parallel()
	filled, _ := lived(t)
	for name, trouble := range troubles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := chaos.Size(20, 3000)
			c := newScene(t, name)
			if err := filled.Restore(t.Context(), c.s.Table); err != nil {
				t.Fatal(err)
			}
			net := &troubled{trouble: trouble}
			c.s.Env.Outside = net
			ask := listRequests(t, c.s)
			var sum chaos.Tally
			took := make([]time.Duration, 0, n)
			for i := range n {
				start := time.Now()
				a := ask[i%len(ask)]()
				took = append(took, time.Since(start))
				sum.Tried++
				if a.Status >= http.StatusBadRequest {
					sum.Lost++
					t.Logf("%d %s", a.Status, a.Body)
				}
			}
			slices.Sort(took)
			p99 := took[n*99/100]
			t.Logf("p99 %s, %d calls outside", p99, net.calls.Load())
			if float64(sum.Lost) <= 0.001*float64(n) {
				sum.Lost = 0
			}
			if float64(net.calls.Load()) > 1.1*float64(n) {
				sum.Broken++
				t.Errorf("%d calls outside for %d requests", net.calls.Load(), n)
			}
			if chaos.Full() && p99 > 200*time.Millisecond {
				sum.Broken++
				t.Errorf("one request in a hundred takes %s", p99)
			}
			chaos.Report(t, "requests for lists while the outside is "+name, sum)
		})
	}
}

// listRequests are the requests that a vendor makes for lists, each to a function
// that stays warm.
func listRequests(t *testing.T, s *functiontest.System) (ask []func() functiontest.Answer) {
	t.Helper()
	anna := functiontest.Owner(t, "anna")
	for i, op := range operations(t) {
		r, ok := requests[op.Spec.OperationID]
		if !ok || !strings.HasPrefix(op.Spec.Path, "/api/v1/recommendations") || op.Spec.Method == http.MethodPatch {
			continue
		}
		caller := anna
		if len(op.Spec.Security) == 0 {
			caller = tenant.Caller{}
		}
		call := s.Prepare(s.Env, caller, Endpoints[i], op.Spec.Method, r.target, bodyOf(r))
		ask = append(ask, func() functiontest.Answer { return call(t.Context()) })
	}
	return ask
}
