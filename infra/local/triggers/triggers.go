// Package triggers starts functions as the event sources of a template do: by the
// messages of a queue, and by the clock.
package triggers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/marketprep/marketprep/infra/local/lambda"
	"github.com/marketprep/marketprep/infra/local/template"
	"github.com/marketprep/marketprep/infra/local/triggers/cron"
)

// Invoke runs a function and waits for its answer: Host.Invoke.
type Invoke func(ctx context.Context, function string, payload []byte) (lambda.Result, error)

// Queues is the part of *sqs.Client that polling takes.
type Queues interface {
	ReceiveMessage(context.Context, *sqs.ReceiveMessageInput, ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error)
	DeleteMessageBatch(context.Context, *sqs.DeleteMessageBatchInput, ...func(*sqs.Options)) (*sqs.DeleteMessageBatchOutput, error)
}

// Options are what Triggers may be told.
type Options struct {
	Queues  Queues                               // needed if a function is fed by a queue
	Log     io.Writer                            // what went wrong; nil for nothing
	Now     func() time.Time                     // time.Now by default
	After   func(time.Duration) <-chan time.Time // time.After by default
	Region  string                               // us-east-1 by default
	Account string                               // 000000000000 by default
}

// Triggers are the event sources of functions, besides the API.
type Triggers struct {
	invoke    Invoke
	options   Options
	feeds     []feed
	schedules []schedule
	names     map[string]string // of functions, by resource id and name
}

// New returns the event sources of functions. Those that the template disables
// are left out, though Fire knows them.
func New(functions []template.Function, invoke Invoke, o Options) (*Triggers, error) {
	t := &Triggers{invoke: invoke, options: o.withDefaults(), names: map[string]string{}}
	for _, f := range functions {
		t.names[f.ID], t.names[f.Name] = f.Name, f.Name
		for _, s := range f.Schedules {
			due, err := cron.Parse(s.Expression, s.Zone)
			if err != nil {
				return nil, fmt.Errorf("triggers: %s: %w", f.ID, err)
			}
			t.schedules = append(t.schedules, schedule{Schedule: s, function: f.Name, due: due})
		}
		for _, q := range f.Queues {
			if o.Queues == nil {
				return nil, fmt.Errorf("triggers: %s is fed by %s, and there are no queues", f.ID, q.Queue)
			}
			if q.Enabled {
				t.feeds = append(t.feeds, feed{QueueFeed: q, function: f.Name, invoke: invoke, options: t.options})
			}
		}
	}
	return t, nil
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = io.Discard
	}
	o.Log = &oneAtATime{to: o.Log}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = time.After
	}
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	if o.Account == "" {
		o.Account = "000000000000"
	}
	return o
}

// Run polls the queues and watches the clock until ctx ends. It returns when the
// functions that it started have answered.
func (t *Triggers) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, f := range t.feeds {
		all.Go(func() { f.run(ctx) })
	}
	for _, s := range t.schedules {
		if s.Enabled {
			all.Go(func() { t.watch(ctx, s) })
		}
	}
	all.Wait()
}

// Fire runs a function now with the events of all its schedules, one after the
// other, and returns what went wrong. It is known by its resource or its name.
func (t *Triggers) Fire(ctx context.Context, function string) error {
	var failed error
	fired := false
	for _, s := range t.schedules {
		if s.function == t.names[function] {
			fired = true
			failed = errors.Join(failed, t.fire(ctx, s, t.options.Now()))
		}
	}
	if !fired {
		return fmt.Errorf("triggers: %s has no schedule", function)
	}
	return failed
}

// call runs a function and makes an error of its failure.
func call(ctx context.Context, invoke Invoke, function string, event []byte) (lambda.Result, error) {
	r, err := invoke(ctx, function, event)
	if err != nil {
		return r, fmt.Errorf("triggers: run %s: %w", function, err)
	}
	if r.Failed {
		return r, fmt.Errorf("triggers: %s failed: %.500s", function, r.Payload)
	}
	return r, nil
}

// oneAtATime lets several event sources write to one log.
type oneAtATime struct {
	mu sync.Mutex
	to io.Writer
}

func (o *oneAtATime) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.to.Write(b) //nolint:wrapcheck // it only passes on
}
