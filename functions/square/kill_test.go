package square

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/square/access"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// killer ends a function at one of its calls, to AWS or to Square, before or after
// the call took effect: from then on none of its calls goes out.
type killer struct {
	mu    sync.Mutex
	at    int // the call that is the last; 0: none
	after bool
	calls int
	dead  bool
	end   context.CancelFunc // ends what the function is about to do: the dead do not try again
}

var errDead = errors.New("the function was killed")

func (k *killer) call(send func() error) error {
	k.mu.Lock()
	k.calls++
	last := k.calls == k.at && !k.dead
	dead := k.dead
	k.dead = k.dead || last
	k.mu.Unlock()
	if dead || last && !k.after {
		k.end()
		return errDead
	}
	if err := send(); err != nil || !last {
		return err
	}
	k.end()
	return errDead
}

// run runs act, which is killed at the given call; at 0 it is not.
func (k *killer) run(w *town, at int, after bool, act func(*town)) {
	k.at, k.after, k.calls, k.dead = at, after, 0, false
	w.ctx, k.end = context.WithCancel(w.t.Context())
	act(w)
	k.end()
	k.at, k.dead, w.ctx = 0, false, nil
}

// sender sends requests through a killer.
type sender struct {
	*killer
	next interface {
		Do(*http.Request) (*http.Response, error)
	}
}

func (s sender) Do(r *http.Request) (answer *http.Response, err error) {
	err = s.call(func() error {
		answer, err = s.next.Do(r) //nolint:bodyclose // by the caller, or below
		return err
	})
	if err != nil && answer != nil {
		_ = answer.Body.Close()
		answer = nil
	}
	return answer, err
}

// RoundTrip is Do.
func (s sender) RoundTrip(r *http.Request) (*http.Response, error) { return s.Do(r) }

// deadly makes w's functions those that k kills.
func (w *town) deadly(k *killer) {
	w.Env = w.EnvWith(func(cfg *aws.Config) { cfg.HTTPClient = sender{k, cfg.HTTPClient} })
	w.Env.Now = func() time.Time { return w.now }
	w.Env.Outside = sender{k, &http.Client{Transport: http.DefaultTransport}}
}

// picture is what is left when a function has run, as far as anybody sees it.
type picture struct {
	State, Merchant string
	Tokens          bool
	Sync, Renew     []string // whose is due, within a week
	Locations       int      // status of a request for them
	Told            []string
}

func (w *town) picture(c tenant.Caller) picture {
	w.t.Helper()
	s := w.status(c)
	p := picture{State: s.State, Merchant: s.Merchant, Tokens: w.hasTokens(c.Vendor), Sync: w.dueNow(store.SyncWork)}
	w.now = w.now.Add(access.RenewAfter)
	p.Renew = w.dueNow(store.TokenWork)
	w.now = w.now.Add(-access.RenewAfter)
	p.Locations = w.Call(c, ListSquareLocations(tills.ForPeople), "GET", "/api/v1/square/locations", nil).Status
	told := slices.Clone(w.sent.bodies)
	slices.Sort(told)
	p.Told = slices.Compact(told) // what is told twice is fetched twice, which does no harm
	return p
}

// Every function about the connection is killed at each of its calls, and run
// again, as a vendor, a schedule or Square does who got no answer.
func TestChaosEveryFunctionSurvivesDeathAtEveryCall(t *testing.T) {
	t.Parallel()
	anna := functiontest.Owner(t, "anna")
	connected := func(w *town) { w.connect(anna, juniper) }
	nothing := func(*town) {}
	for name, tt := range map[string]struct{ prepare, act func(w *town) }{
		// Whose code or state is used up begins anew.
		"connect and finish": {nothing, func(w *town) {
			var out struct{ URL string }
			a := w.Call(anna, ConnectSquare, "POST", "/api/v1/square/connection", nil)
			if a.Status != http.StatusOK {
				return
			}
			a.Read(w.t, &out)
			w.finish(anna, w.decide(out.URL, juniper, true))
		}},
		"list locations": {connected, func(w *town) {
			w.Call(anna, ListSquareLocations(tills.ForPeople), "GET", "/api/v1/square/locations", nil)
		}},
		"disconnect": {connected, func(w *town) {
			w.Call(anna, DisconnectSquare(tills.ForPeople), "DELETE", "/api/v1/square/connection", nil)
		}},
		"renew": {func(w *town) { w.connect(anna, juniper); w.now = w.now.Add(access.RenewAfter) }, func(w *town) { _, _ = w.tryRenew() }},
		"lose": {func(w *town) {
			w.connect(anna, juniper)
			w.now = w.now.Add(access.RenewAfter)
			w.fake.Revoke(juniper)
		}, func(w *town) { _, _ = w.tryRenew() }},
		"hear of a sale": {func(w *town) { w.connect(anna, juniper) }, func(w *town) { w.deliver(w.told) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stage := func() (*town, *killer) {
				w, k := newTown(t, false), &killer{}
				w.deadly(k)
				tt.prepare(w)
				w.told = w.fake.PaymentUpdated(juniper, "o1", w.now)
				return w, k
			}
			w, k := stage()
			k.run(w, 0, false, tt.act)
			calls := k.calls
			k.run(w, 0, false, tt.act)
			want := w.picture(anna)
			if calls == 0 {
				t.Fatal("no call was made")
			}
			for at := range calls {
				for _, after := range []bool{false, true} {
					w, k := stage()
					k.run(w, at+1, after, tt.act)
					if k.calls <= at {
						t.Errorf("call %d of %d was not reached", at+1, calls)
					}
					k.run(w, 0, false, tt.act)
					if diff := cmp.Diff(want, w.picture(anna)); diff != "" {
						t.Errorf("killed at call %d of %d, %s it took effect (-want +got):\n%s", at+1, calls, map[bool]string{false: "before", true: "after"}[after], diff)
					}
				}
			}
		})
	}
}
