package chaos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// Fate is what happens at a call.
type Fate int

// The fates.
const (
	Before     Fate = iota // the function dies before the call arrives
	After                  // it dies after the call took effect, before it hears of it
	Unanswered             // the call takes effect and its answer is lost; the function lives
)

// Fates are all of them.
var Fates = []Fate{Before, After, Unanswered}

func (f Fate) String() string { return [...]string{"killed before", "killed after", "unanswered"}[f] }

// ErrKilled is what the calls of a function that was killed come to, long after.
var ErrKilled = errors.New("chaos: the function is dead")

// Killer stands between a function and everything that it calls: table, queue,
// secrets and providers. It notes each call, and lets fate strike at one of them.
type Killer struct {
	at   int // number of the call, from 1; 0: none
	fate Fate

	mu    sync.Mutex
	calls []string
	dead  bool

	killed, buried chan struct{}
}

// Watch returns a Killer that only notes the calls.
func Watch() *Killer { return Strike(0, Before) }

// Strike returns a Killer that lets fate strike at the call with the given number,
// 1 being the first.
func Strike(at int, fate Fate) *Killer {
	return &Killer{at: at, fate: fate, killed: make(chan struct{}), buried: make(chan struct{})}
}

// Calls are the calls so far: "DynamoDB_20120810.GetItem", "GET /v2/locations".
func (k *Killer) Calls() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]string(nil), k.calls...)
}

// AWS is a boot.Option: the clients of AWS call through k. They repeat at once what
// failed, for nobody needs to wait in a test.
func (k *Killer) AWS(cfg *aws.Config) {
	cfg.HTTPClient = doer(k.through(cfg.HTTPClient.Do))
	cfg.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		})
	}
}

// Outside is a transport for boot.Env.Outside.
func (k *Killer) Outside(next http.RoundTripper) http.RoundTripper {
	return roundTripper(k.through(next.RoundTrip))
}

type (
	send         func(*http.Request) (*http.Response, error)
	doer         send
	roundTripper send
)

// Do implements aws.HTTPClient.
func (d doer) Do(r *http.Request) (*http.Response, error) { return d(r) }

// RoundTrip implements http.RoundTripper.
func (d roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return d(r) }

func (k *Killer) through(next send) send {
	return func(r *http.Request) (*http.Response, error) {
		strikes := k.note(r)
		switch {
		case k.isDead():
			return nil, k.wait()
		case !strikes:
			return next(r)
		case k.fate == Before:
			return nil, k.die()
		}
		resp, err := next(r)
		if err != nil {
			return nil, err
		}
		// Reading to the end, so that the other side has finished.
		_, err = io.Copy(io.Discard, resp.Body)
		if err := errors.Join(err, resp.Body.Close()); err != nil {
			return nil, fmt.Errorf("chaos: read an answer to be lost: %w", err)
		}
		if k.fate == After {
			return nil, k.die()
		}
		return nil, errors.New("chaos: the answer is lost")
	}
}

// note writes down a call and reports whether fate strikes at it.
func (k *Killer) note(r *http.Request) bool {
	name := r.Header.Get("X-Amz-Target")
	if name == "" {
		name = r.Method + " " + r.URL.Path
	}
	name = strings.TrimPrefix(name, "DynamoDB_20120810.")
	k.mu.Lock()
	defer k.mu.Unlock()
	k.calls = append(k.calls, name)
	return len(k.calls) == k.at
}

func (k *Killer) isDead() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.dead
}

func (k *Killer) die() error {
	k.mu.Lock()
	if !k.dead {
		k.dead = true
		close(k.killed)
	}
	k.mu.Unlock()
	return k.wait()
}

// wait holds a call of a dead function until nobody looks at the table any more.
func (k *Killer) wait() error {
	<-k.buried
	return ErrKilled
}

// Run runs f, which calls through k, until it ends or dies. Dead, it neither goes
// on nor cleans up before the returned function is called, which also waits for it;
// the error is then ErrKilled.
func (k *Killer) Run(ctx context.Context, f func(context.Context) error) (bury func(), err error) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	var result error
	go func() {
		defer close(done)
		result = f(ctx)
	}()
	select {
	case <-done:
		cancel()
		return func() {}, result
	case <-k.killed:
		return func() {
			cancel()
			close(k.buried)
			<-done
		}, ErrKilled
	}
}
