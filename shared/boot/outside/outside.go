// Package outside wires resilience to the function that is being started. Only
// functions that call the outside world import it: the others need not carry it.
package outside

import (
	"context"
	"net/http"
	"time"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/resilience"
	"github.com/marketprep/marketprep/shared/store"
)

// Client is the client through which the function of env calls provider. What is
// known of provider is shared with all other environments through the table, which
// is asked at most once in ten seconds. change alters the options, as for requests
// that may be sent twice. Call it once, in a constructor.
func Client(env *boot.Env, provider string, change ...func(*resilience.Options)) (*http.Client, error) {
	table, err := env.Table()
	if err != nil {
		return nil, err
	}
	s := store.New(table, env.Now)
	shared := breakers{s.BreakerOpenUntil, s.OpenBreaker, s.ClaimProbe, s.CloseBreaker}
	o := resilience.Options{Provider: provider, Base: env.Outside, Now: env.Now, Breakers: shared}
	for _, c := range change {
		c(&o)
	}
	return resilience.Client(o), nil
}

// Alone is a change for endpoints that a person waits for and that may make only
// two requests to the table: it learns of an outage alone.
func Alone(o *resilience.Options) { o.Breakers = nil }

// breakers is the part of a store that is about breakers. It is made of functions:
// of what is in an interface, and of its fields, the linker keeps every method,
// which of a store is the whole product.
type breakers struct {
	until func(ctx context.Context, provider string) (time.Time, error)
	open  func(ctx context.Context, provider string, until time.Time) (time.Time, error)
	claim func(ctx context.Context, provider string, seen, until time.Time) (time.Time, bool, error)
	close func(ctx context.Context, provider string, claimed time.Time) error
}

// BreakerOpenUntil is that of the store.
func (b breakers) BreakerOpenUntil(ctx context.Context, provider string) (time.Time, error) {
	return b.until(ctx, provider)
}

// OpenBreaker is that of the store.
func (b breakers) OpenBreaker(ctx context.Context, provider string, until time.Time) (time.Time, error) {
	return b.open(ctx, provider, until)
}

// ClaimProbe is that of the store.
func (b breakers) ClaimProbe(ctx context.Context, provider string, seen, until time.Time) (time.Time, bool, error) {
	return b.claim(ctx, provider, seen, until)
}

// CloseBreaker is that of the store.
func (b breakers) CloseBreaker(ctx context.Context, provider string, claimed time.Time) error {
	return b.close(ctx, provider, claimed)
}
