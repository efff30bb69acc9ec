// Package lambda runs functions as AWS Lambda does: each as its own program, which
// asks the Lambda Runtime API for its work, one invocation at a time for each
// running copy, and as many copies as the load wants.
package lambda

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// Limits of AWS Lambda.
const (
	MaxRequest  = 6 * 1024 * 1024 // bytes of an event
	MaxResponse = MaxRequest + 100
)

// initTimeout is how long a program may take until it asks for work. AWS allows
// 10 seconds; a machine that starts and compiles everything at once is slower.
const initTimeout = 30 * time.Second

// DefaultConcurrency is how many copies of a function run at most, if it has no
// limit of its own. AWS allows 1,000 for all together; a machine holds fewer.
const DefaultConcurrency = 100

// A Function is a program that runs as a Lambda.
type Function struct {
	Name    string
	Aliases []string // other names to invoke it by: its resource, its folder
	Program string   // path of the bootstrap
	// Environment is what the template declares, and the credentials. Nothing of
	// the environment of this process reaches a function.
	Environment map[string]string
	Memory      int           // MB; told, not enforced
	Timeout     time.Duration // of an invocation, from when the function takes it
	Concurrency int           // 0: DefaultConcurrency. Negative: never invoked
	JSONLogs    bool
}

// Options are what a Host may be told.
type Options struct {
	Log     io.Writer        // what functions write, line by line, after the function's name; nil for nothing
	Idle    time.Duration    // after which a copy without work ends; 0: 5 minutes
	Grace   time.Duration    // for running invocations when the host closes; 0: 2 seconds
	Region  string           // us-east-1 by default
	Account string           // 000000000000 by default
	Now     func() time.Time // time.Now by default
}

// A Result is what a function answered.
type Result struct {
	RequestID string
	Payload   []byte // its answer, or an object with errorType and errorMessage
	Failed    bool   // the function returned an error, panicked, ended or took too long
}

// Stats count what a function did since the host started.
type Stats struct {
	Invocations, ColdStarts, Failures, Throttled int
	Running                                      int // copies, now
}

// An Error is a refusal to invoke a function at all.
type Error struct {
	Type    string // such as TooManyRequestsException
	Status  int    // of the Invoke API
	Message string
}

func (e *Error) Error() string { return e.Type + ": " + e.Message }

// ErrClosed is what a closed host answers.
var ErrClosed = errors.New("lambda: the host is closed")

// A Host runs functions.
type Host struct {
	options   Options
	functions map[string]*function // by all names
	server    *http.Server
	address   string
	log       *lines
	starter   *starter

	mu           sync.Mutex
	environments map[string]*environment
	closed       bool
	running      sync.WaitGroup // invocations
	stopReaper   chan struct{}
}

// Start returns a host for functions, whose programs start when they are needed.
func Start(functions []Function, o Options) (*Host, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it does not block
	if err != nil {
		return nil, fmt.Errorf("lambda: listen for the Runtime API: %w", err)
	}
	h := &Host{
		options: o.withDefaults(), functions: map[string]*function{}, address: listener.Addr().String(), log: &lines{to: o.Log},
		environments: map[string]*environment{}, starter: newStarter(), stopReaper: make(chan struct{}),
	}
	for _, f := range functions {
		fn := &function{Function: f, host: h}
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			if other, taken := h.functions[name]; taken && other != fn {
				return nil, errors.Join(fmt.Errorf("lambda: two functions are called %s", name), listener.Close())
			}
			h.functions[name] = fn
		}
	}
	h.server = &http.Server{Handler: http.HandlerFunc(h.runtimeAPI), ReadHeaderTimeout: time.Minute}
	go func() { _ = h.server.Serve(listener) }() // ends with Close
	go h.reap()
	return h, nil
}

func (o Options) withDefaults() Options {
	if o.Idle == 0 {
		o.Idle = 5 * time.Minute
	}
	if o.Grace == 0 {
		o.Grace = 2 * time.Second
	}
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	if o.Account == "" {
		o.Account = "000000000000"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Stats returns what a function did so far; all zero if there is no such function.
func (h *Host) Stats(name string) Stats {
	f, ok := h.functions[name]
	if !ok {
		return Stats{}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stats
}

// Close lets running invocations end for as long as Options.Grace, then stops all
// programs, first by SIGTERM and after a second by SIGKILL. When it returns no
// process is left. A second call does nothing.
func (h *Host) Close() error {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return nil
	}
	h.closed = true
	h.mu.Unlock()
	close(h.stopReaper)

	drained := make(chan struct{})
	go func() { h.running.Wait(); close(drained) }()
	select {
	case <-drained:
	case <-time.After(h.options.Grace):
	}
	h.mu.Lock()
	var left []*environment
	for _, e := range h.environments {
		left = append(left, e)
	}
	h.mu.Unlock()
	var all sync.WaitGroup
	for _, e := range left {
		all.Go(e.stop)
	}
	all.Wait()
	h.starter.close()
	if err := h.server.Close(); err != nil {
		return fmt.Errorf("lambda: close the Runtime API: %w", err)
	}
	return nil
}

// reap ends copies that had no work for a while, the way Lambda freezes and then
// forgets them.
func (h *Host) reap() {
	tick := time.NewTicker(max(h.options.Idle/4, time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-h.stopReaper:
			return
		case <-tick.C:
		}
		for _, f := range h.functions {
			for _, e := range f.takeIdle(h.options.Now().Add(-h.options.Idle)) {
				e.stop()
			}
		}
	}
}

type traceKey struct{}

// WithTrace returns a context whose invocations carry an X-Ray trace header.
func WithTrace(ctx context.Context, header string) context.Context {
	return context.WithValue(ctx, traceKey{}, header)
}
