package resilience

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"

	"github.com/marketprep/marketprep/shared/telemetry"
)

// transport is what Client sends requests through.
type transport struct {
	Options
	budget  *budget
	breaker *breaker
}

// RoundTrip makes one call: up to three tries.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	body, err := replayable(r)
	if err != nil {
		return nil, err
	}
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-Reserve))
		defer cancel()
	}
	if err := ctx.Err(); err != nil {
		return nil, unavailable(t.Provider, fmt.Errorf("resilience: %s before the deadline: %w", Reserve, err))
	}
	p, err := t.breaker.permit(ctx)
	if err != nil {
		telemetry.FromContext(ctx).Count(t.Provider+"Refused", 1)
		return nil, unavailable(t.Provider, err)
	}
	c := &call{transport: t, r: r, body: body, permit: p}
	resp, err := c.run(ctx)
	if err != nil && !errors.Is(err, ErrPermanent) && !errors.Is(err, ErrTooLarge) && !errors.Is(r.Context().Err(), context.Canceled) {
		return nil, unavailable(t.Provider, err)
	}
	return resp, err
}

// call is one call: a request, and its tries.
type call struct {
	*transport
	r      *http.Request
	body   []byte
	permit permit

	tries   int
	allowed time.Duration // for this try
	delay   time.Duration // before the next one
}

// fair is the time that a provider must be given before its silence is held
// against it.
const fair = time.Second

func (c *call) run(ctx context.Context) (*http.Response, error) {
	policy := retrypolicy.NewBuilder[*http.Response]().
		HandleIf(func(resp *http.Response, err error) bool { return bad(resp, err) || err != nil }).
		AbortIf(func(resp *http.Response, err error) bool { return !c.again(ctx, resp, err) }).
		WithMaxAttempts(maxTries).
		ReturnLastFailure().
		Build()
	return failsafe.With(policy).Get(func() (*http.Response, error) { return c.try(ctx) })
}

// try sends the request once and reads the whole answer.
func (c *call) try(ctx context.Context) (*http.Response, error) {
	run := telemetry.FromContext(ctx)
	if c.tries++; c.tries > 1 {
		if err := c.Sleep(ctx, c.delay); err != nil {
			return nil, err
		}
		run.Count(c.Provider+"Retries", 1)
	}
	run.Count(c.Provider+"Calls", 1)
	c.allowed = min(c.Timeout, left(ctx))
	began := c.Now()
	resp, err := c.send(ctx)
	run.Count(c.Provider+"Ms", float64(c.Now().Sub(began).Microseconds())/1000)
	if bad(resp, err) {
		run.Count(c.Provider+"Failures", 1)
		run.Add(slog.String(c.Provider+"Failure", describe(c.r, resp, err, c.tries)))
	}
	c.breaker.done(ctx, c.permit, c.outcome(ctx, resp, err))
	return resp, err
}

// outcome is what a try says of the provider.
func (c *call) outcome(ctx context.Context, resp *http.Response, err error) outcome {
	switch {
	case errors.Is(err, ErrPermanent), errors.Is(err, ErrTooLarge), c.r.Context().Err() != nil:
		return unknown // it is ours, or nobody waited for it
	case err != nil && ctx.Err() != nil && c.allowed < fair:
		return unknown // the deadline came first
	case resp != nil && resp.StatusCode == http.StatusTooManyRequests:
		return limited
	case bad(resp, err):
		return failure
	default:
		return success
	}
}

func (c *call) send(ctx context.Context) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel() // the body is read by then
	r := c.r.Clone(ctx)
	if c.body != nil {
		r.Body = io.NopCloser(bytes.NewReader(c.body))
	}
	resp, err := c.Base.RoundTrip(r)
	if err != nil {
		return nil, fmt.Errorf("resilience: call %s: %w", c.Provider, err)
	}
	content, err := io.ReadAll(io.LimitReader(resp.Body, c.MaxBody+1))
	closed := resp.Body.Close()
	switch {
	case err != nil:
		return nil, fmt.Errorf("resilience: read answer of %s after %d bytes: %w", c.Provider, len(content), err)
	case closed != nil:
		return nil, fmt.Errorf("resilience: end answer of %s: %w", c.Provider, closed)
	case int64(len(content)) > c.MaxBody:
		return nil, fmt.Errorf("resilience: read answer of %s: %w: more than %d bytes", c.Provider, ErrTooLarge, c.MaxBody)
	case resp.ContentLength > int64(len(content)) && r.Method != http.MethodHead:
		return nil, fmt.Errorf("resilience: read answer of %s: %d bytes of %d: %w", c.Provider, len(content), resp.ContentLength, io.ErrUnexpectedEOF)
	}
	resp.Body, resp.Request = io.NopCloser(bytes.NewReader(content)), c.r
	return resp, nil
}

// describe says what went wrong, without what may be a secret: of an address only
// the host is shown, for feeds and keys are in the rest.
func describe(r *http.Request, resp *http.Response, err error, try int) string {
	if err != nil {
		return fmt.Sprintf("%s %s, try %d: %v", r.Method, r.URL.Host, try, err)
	}
	return fmt.Sprintf("%s %s, try %d: %d", r.Method, r.URL.Host, try, resp.StatusCode)
}

// replayable is the request's body in full, so that it can be sent again. Ours are
// small.
func replayable(r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	if err := errors.Join(err, r.Body.Close()); err != nil {
		return nil, fmt.Errorf("resilience: read request: %w", err)
	}
	return body, nil
}
