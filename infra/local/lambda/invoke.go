package lambda

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// function is a Function and its copies.
type function struct {
	Function
	host *Host

	mu    sync.Mutex
	idle  []*environment // wait for work, the one that waited last at the end
	stats Stats
}

// invocation is one event on its way through a function.
type invocation struct {
	id, trace string
	payload   []byte

	taken    chan struct{} // closed when a program has fetched it
	answered chan Result   // has room for one
}

// Invoke runs a function and waits for what it answers. A function that fails is
// no error: its Result says so. An *Error says why it was not run. When ctx ends,
// Invoke returns and the invocation goes on, as it does at AWS.
func (h *Host) Invoke(ctx context.Context, name string, payload []byte) (Result, error) {
	f, ok := h.functions[name]
	if !ok {
		return Result{}, &Error{"ResourceNotFoundException", http.StatusNotFound, "Function not found: " + name}
	}
	if len(payload) > MaxRequest {
		return Result{}, &Error{"RequestEntityTooLargeException", http.StatusRequestEntityTooLarge,
			fmt.Sprintf("%d byte payload is too large for the RequestResponse invocation type (limit %d bytes)", len(payload), MaxRequest)}
	}
	if !h.begin() {
		return Result{}, ErrClosed
	}
	inv := &invocation{id: uuid(), trace: traceOf(ctx), payload: payload, taken: make(chan struct{}), answered: make(chan Result, 1)}
	type outcome struct {
		result Result
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		defer h.running.Done()
		r, err := f.run(inv)
		done <- outcome{r, err}
	}()
	select {
	case o := <-done:
		return o.result, o.err
	case <-ctx.Done():
		return Result{}, fmt.Errorf("lambda: invoke %s: %w", name, context.Cause(ctx))
	}
}

// begin counts an invocation, unless the host is closed.
func (h *Host) begin() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.running.Add(1)
	}
	return !h.closed
}

// run gives inv to a copy that waits, or to a new one.
func (f *function) run(inv *invocation) (Result, error) {
	for {
		e, fresh, err := f.acquire()
		if err != nil {
			return Result{}, err
		}
		e.work <- inv // has room: an acquired copy has no other work
		r, started := e.outcome(inv)
		if !started && !fresh {
			continue // it ended while it was idle
		}
		if r.Failed {
			f.host.log.prefixed(f.Name).line("RequestId: " + inv.id + " failed: " + string(r.Payload[:min(len(r.Payload), 4096)]))
		}
		f.mu.Lock()
		f.stats.Invocations++
		if r.Failed {
			f.stats.Failures++
		}
		f.mu.Unlock()
		return r, nil
	}
}

// acquire returns a copy that nobody else has, and whether it is a fresh one.
func (f *function) acquire() (e *environment, fresh bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if n := len(f.idle); n > 0 {
		e = f.idle[n-1]
		f.idle = f.idle[:n-1]
		return e, false, nil
	}
	limit := f.Concurrency
	if limit == 0 {
		limit = DefaultConcurrency
	}
	if f.stats.Running >= limit {
		f.stats.Throttled++
		return nil, false, &Error{"TooManyRequestsException", http.StatusTooManyRequests, "Rate Exceeded."}
	}
	if e, err = f.start(); err != nil {
		return nil, false, err
	}
	f.stats.Running++
	f.stats.ColdStarts++
	return e, true, nil
}

// release puts a copy that asks for work among the idle ones.
func (f *function) release(e *environment) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e.since = f.host.options.Now()
	f.idle = append(f.idle, e)
}

// takeIdle removes the copies that have been idle since before a time.
func (f *function) takeIdle(before time.Time) []*environment {
	f.mu.Lock()
	defer f.mu.Unlock()
	var taken, kept []*environment
	for _, e := range f.idle {
		if e.since.Before(before) {
			taken = append(taken, e)
		} else {
			kept = append(kept, e)
		}
	}
	f.idle = kept
	return taken
}

// failure is a Result as Lambda itself words it.
func failure(inv *invocation, kind, format string, args ...any) Result {
	body, _ := json.Marshal(problem{kind, "RequestId: " + inv.id + " Error: " + fmt.Sprintf(format, args...)}) // of texts: cannot fail
	return Result{RequestID: inv.id, Payload: body, Failed: true}
}

func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// traceOf is the trace header of ctx, or a new one that is not sampled.
func traceOf(ctx context.Context) string {
	if header, ok := ctx.Value(traceKey{}).(string); ok && header != "" {
		return header
	}
	var b [24]byte
	_, _ = rand.Read(b[:])
	return fmt.Sprintf("Root=1-%x-%s;Parent=%s;Sampled=0", b[:4], hex.EncodeToString(b[4:16]), hex.EncodeToString(b[16:]))
}
