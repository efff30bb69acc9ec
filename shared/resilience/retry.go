package resilience

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// maxTries is how often a request is sent at most.
const maxTries = 3

// How long to wait before a further try: a random time up to base, twice that for
// the one after, up to most. See "Exponential Backoff And Jitter", AWS Architecture
// Blog, 2015: full jitter. Nobody is waited for longer than patience, whatever
// Retry-After says.
const (
	base     = 500 * time.Millisecond
	most     = 8 * time.Second
	patience = 30 * time.Second
)

// ErrPermanent is wrapped by an error of the base transport that no further try
// will mend, such as an address that must not be called.
var ErrPermanent = errors.New("resilience: not to be tried again")

// ErrTooLarge is wrapped by the error about an answer larger than MaxBody.
var ErrTooLarge = errors.New("resilience: answer too large")

type idempotent struct{}

// Idempotent marks the requests made with the returned context as safe to send
// twice, though their method does not say so: a search by POST.
func Idempotent(ctx context.Context) context.Context {
	return context.WithValue(ctx, idempotent{}, true)
}

// bad reports whether a try failed in a way that may pass.
func bad(resp *http.Response, err error) bool {
	if err != nil {
		return !errors.Is(err, ErrPermanent) && !errors.Is(err, ErrTooLarge)
	}
	return resp.StatusCode == http.StatusRequestTimeout || resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= http.StatusInternalServerError
}

// again decides whether a try that ended like this is followed by another one, and
// sets how long to wait for it.
func (c *call) again(ctx context.Context, resp *http.Response, err error) bool {
	if !bad(resp, err) || c.tries >= maxTries || !c.repeatable() || ctx.Err() != nil {
		return false
	}
	c.delay = time.Duration(c.Rand() * float64(min(most, base<<(c.tries-1))))
	if resp != nil {
		if after, ok := retryAfter(resp.Header.Get("Retry-After"), c.Now()); ok {
			c.delay = after
		}
	}
	if c.delay > patience || c.delay >= left(ctx) {
		return false
	}
	// A probe, too, is one try: the breaker is not closed before it succeeded.
	return c.breaker.closed() && c.budget.spend()
}

func (c *call) repeatable() bool {
	switch c.r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete:
		return true
	}
	marked, _ := c.r.Context().Value(idempotent{}).(bool)
	return marked || c.r.Header.Get("Idempotency-Key") != "" || c.Options.Idempotent(c.r)
}

// left is the time until ctx ends. A context knows no clock but the real one.
func left(ctx context.Context) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return time.Until(deadline)
	}
	return math.MaxInt64
}

// retryAfter reads the field of that name: seconds, or a date (RFC 9110 §10.2.3).
func retryAfter(value string, now time.Time) (time.Duration, bool) {
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second, true
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now)), true
	}
	return 0, false
}

// budget bounds how many tries are not first ones, so that a provider in trouble
// is not called more than usual: a further try takes a whole token, a success gives
// half of one. See gRPC proposal A6, "Throttling Retry Attempts", for the form;
// failsafe-go's own budget counts calls under way, of which a Lambda has one.
type budget struct {
	mu     sync.Mutex
	tokens float64
}

const (
	firstTokens = 2 // one call in a new environment may use all its tries
	mostTokens  = 5
	reward      = 0.5
)

func newBudget() *budget { return &budget{tokens: firstTokens} }

func (b *budget) spend() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

func (b *budget) earn() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tokens = min(mostTokens, b.tokens+reward)
}
