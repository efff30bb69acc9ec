package resilience

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
)

// Breakers is what all environments know of the providers: until when one is not
// to be called, the zero time if it may be. While all is well nothing is written.
type Breakers interface {
	// BreakerOpenUntil reads until when provider is not to be called.
	BreakerOpenUntil(ctx context.Context, provider string) (time.Time, error)
	// OpenBreaker says that provider is not to be called until then, unless somebody
	// said so already, and returns until when it is not.
	OpenBreaker(ctx context.Context, provider string, until time.Time) (time.Time, error)
	// ClaimProbe makes the caller the one who tries whether provider is back: it
	// moves seen to until, if that is what stands there. If somebody else was faster
	// won is false. holds is what stands there now.
	ClaimProbe(ctx context.Context, provider string, seen, until time.Time) (holds time.Time, won bool, err error)
	// CloseBreaker says that provider is back, if claimed still stands there.
	CloseBreaker(ctx context.Context, provider string, claimed time.Time) error
}

// Window is how long a provider that is down is left alone before one environment
// tries again.
const Window = 30 * time.Second

const (
	// opensAfter is how many tries in a row must fail for a provider to be down.
	opensAfter = 5
	// lookEvery is how old what an environment knows of the others may be.
	lookEvery = 10 * time.Second
	// storeFor is how long the table may take: less than Reserve, for a call must not
	// be late because of it.
	storeFor = 250 * time.Millisecond
)

// ErrOpen is wrapped by the error of a call that was not made, because the provider
// is known to be down.
var ErrOpen = errors.New("resilience: the provider is down and was not called")

// outcome is what a try says of its provider.
type outcome int

const (
	unknown outcome = iota
	success
	limited // it is up, and has enough of us
	failure
)

// permit allows a call. A probe is one that finds out whether the provider is back.
type permit struct {
	probe   bool
	claimed time.Time // until when the others wait for it
}

// breaker decides whether a provider is called: by what happened here, and by what
// the others say. If the table does not answer, what happened here decides.
type breaker struct {
	strangers bool // nothing is learned
	provider  string
	store     Breakers
	now       func() time.Time
	storeFor  time.Duration
	budget    *budget

	mu     sync.Mutex
	count  circuitbreaker.CircuitBreaker[any]
	until  time.Time // zero: the provider is up
	alone  bool      // the table was not told of until
	looked time.Time // when the table was last asked
}

func newBreaker(o Options, b *budget) *breaker {
	// It only counts: when to try again is a question of our own clock and of the
	// others. It is reset before its delay matters.
	count := circuitbreaker.NewBuilder[any]().WithFailureThreshold(opensAfter).WithDelay(time.Hour).Build()
	return &breaker{strangers: o.Strangers, provider: o.Provider, store: o.Breakers, now: o.Now, storeFor: o.storeFor, budget: b, count: count}
}

// permit allows a call or fails with ErrOpen.
func (b *breaker) permit(ctx context.Context) (permit, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.strangers {
		return permit{}, nil
	}
	now := b.now()
	b.look(ctx, now)
	if b.until.IsZero() {
		return permit{}, nil
	}
	if now.Before(b.until) {
		return permit{}, ErrOpen
	}
	p := permit{probe: true, claimed: now.Add(Window)}
	if b.store != nil && !b.alone {
		ctx, cancel := context.WithTimeout(ctx, b.storeFor)
		defer cancel()
		holds, won, err := b.store.ClaimProbe(ctx, b.provider, b.until, p.claimed)
		switch {
		case err != nil:
			b.alone = true
		case holds.IsZero():
			b.until = holds
			return permit{}, nil
		case !won:
			b.until = holds
			return permit{}, ErrOpen
		}
	}
	b.until = p.claimed
	return p, nil
}

// look asks the table what the others know, if it was not asked for a while.
func (b *breaker) look(ctx context.Context, now time.Time) {
	if b.store == nil || now.Sub(b.looked) < lookEvery {
		return
	}
	b.looked = now
	ctx, cancel := context.WithTimeout(ctx, b.storeFor)
	defer cancel()
	until, err := b.store.BreakerOpenUntil(ctx, b.provider)
	if err == nil && (!b.alone || until.After(b.until)) {
		b.until, b.alone = until, false
	}
}

// closed reports whether a further try may be made.
func (b *breaker) closed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.until.IsZero()
}

// done takes note of what came of a try that p allowed.
func (b *breaker) done(ctx context.Context, p permit, o outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case o == success, o == limited:
		b.succeeded(ctx, p, o)
	case o == failure && p.probe && b.alone:
		b.open(ctx, p.claimed)
	case o == failure && b.until.IsZero() && !b.strangers:
		b.looked = time.Time{} // others may know more
		if b.count.RecordFailure(); b.count.IsOpen() {
			b.count.Close()
			b.open(ctx, b.now().Add(Window))
		}
	}
}

func (b *breaker) succeeded(ctx context.Context, p permit, o outcome) {
	if o == success {
		b.budget.earn()
	}
	b.count.RecordSuccess()
	if !p.probe {
		return
	}
	alone := b.alone
	b.until, b.alone = time.Time{}, false
	if b.store == nil || alone {
		return
	}
	ctx, cancel := b.lasting(ctx)
	defer cancel()
	// If this is lost the others find out with the next probe.
	_ = b.store.CloseBreaker(ctx, b.provider, p.claimed)
}

// open leaves the provider alone until then, and tells the others.
func (b *breaker) open(ctx context.Context, until time.Time) {
	b.until, b.alone = until, true
	if b.store == nil {
		return
	}
	ctx, cancel := b.lasting(ctx)
	defer cancel()
	if until, err := b.store.OpenBreaker(ctx, b.provider, until); err == nil {
		b.until, b.alone = until, false
	}
}

// lasting is ctx for the little that must be said though the call's time is over.
func (b *breaker) lasting(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), b.storeFor)
}
