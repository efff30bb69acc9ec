// Package resilience is the one way to call the outside world. Client returns an
// http.Client of one provider: each call ends before its caller's deadline, is
// tried again if that can help and the provider can bear it, and is not made at
// all while the provider is known to be down. First goes on from a source that
// fails to the next best one and says which it was.
package resilience

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/marketprep/marketprep/shared/errs"
)

// Options of a Client. Only Provider and Now must be set.
type Options struct {
	// Provider names whom the client calls: square, weather. It is part of keys
	// and of the names of metrics, so it is short and in lower case.
	Provider string
	// Base sends one request; nil is the network.
	Base http.RoundTripper
	// Now is the clock.
	Now func() time.Time
	// Sleep waits before a further try, or until its context ends; nil waits.
	Sleep func(context.Context, time.Duration) error
	// Rand is evenly distributed in [0, 1); nil is random.
	Rand func() float64
	// Breakers is what all environments know of the provider; nil shares nothing:
	// the client then asks the table for nothing, and learns of an outage alone.
	Breakers Breakers
	// Strangers says that the client calls many hosts of which one says nothing of
	// another: no outage is learned of, each call finds out by itself.
	Strangers bool
	// Idempotent says which requests may be sent twice besides GET, HEAD, OPTIONS,
	// PUT, DELETE, those with an Idempotency-Key and those marked by Idempotent.
	Idempotent func(*http.Request) bool
	// MaxBody is how many bytes an answer may have, unpacked; 0 is 8 MiB.
	MaxBody int64
	// Timeout is how long one try may take, body included; 0 is 8 s.
	Timeout time.Duration

	storeFor time.Duration // how long the table may take; tests are patient
}

// What holds if the options say nothing else.
const (
	defaultMaxBody = 8 << 20
	defaultTimeout = 8 * time.Second
)

// Reserve is how long before its caller's deadline a call is over: the caller
// still has to answer, with something older.
const Reserve = 300 * time.Millisecond

// Client returns the client through which a provider is called. Make one per
// environment, not one per request: it keeps the retry budget and what is known of
// the provider. It is safe for concurrent use.
//
// A call fails with errs.Unavailable if the provider is known to be down, if the
// deadline is too near, and if no answer came. An answer whose status is bad after
// the last try is returned as it is; its body is at hand in full.
func Client(o Options) *http.Client {
	if o.Base == nil {
		o.Base = network()
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	if o.Idempotent == nil {
		o.Idempotent = func(*http.Request) bool { return false }
	}
	if o.MaxBody == 0 {
		o.MaxBody = defaultMaxBody
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.storeFor == 0 {
		o.storeFor = storeFor
	}
	b := newBudget()
	return &http.Client{Transport: &transport{Options: o, budget: b, breaker: newBreaker(o, b)}}
}

// network is the standard library's transport with fewer connections kept: an
// environment serves one request at a time.
func network() http.RoundTripper {
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, MaxIdleConns: 8, IdleConnTimeout: 90 * time.Second,
		TLSHandshakeTimeout: 5 * time.Second, ExpectContinueTimeout: time.Second,
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("resilience: wait for the next try: %w", ctx.Err())
	}
}

// unavailable is what a user is told if a provider did not answer.
func unavailable(provider string, cause error) error {
	return errs.Wrap(errs.Unavailable, cause, "%s does not answer right now: try again in a moment", provider)
}
