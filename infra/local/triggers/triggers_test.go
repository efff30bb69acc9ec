package triggers_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/lambda"
	"github.com/marketprep/marketprep/infra/local/template"
	"github.com/marketprep/marketprep/infra/local/triggers"
)

// clock is a time that passes only while somebody waits for it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	over := make(chan time.Time, 1)
	over <- c.now
	return over
}

func scheduled(s template.Schedule) []template.Function {
	s.Name, s.Zone, s.Enabled = "Nightly", "UTC", true
	return []template.Function{{ID: "AggregateFunction", Name: "aggregate", Schedules: []template.Schedule{s}}}
}

func TestASchedulesEvents(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 2, 2, 58, 30, 0, time.UTC)
	waits, over := make(chan time.Duration), make(chan time.Time)
	// The watcher asks for the time only after a wait that the test ended.
	pass := func(d time.Duration) {
		asked := <-waits
		now = now.Add(max(d, asked))
		over <- now
	}
	events := make(chan string)
	invoke := func(_ context.Context, name string, event []byte) (lambda.Result, error) {
		events <- name + " " + string(event)
		return lambda.Result{Failed: true}, nil
	}
	run, err := triggers.New(scheduled(template.Schedule{Expression: "cron(0 3 * * ? *)", Input: `{"at":"<aws.scheduler.scheduled-time>"}`}), invoke,
		triggers.Options{
			Now:   func() time.Time { return now },
			After: func(d time.Duration) <-chan time.Time { waits <- d; return over },
		})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { run.Run(ctx); close(ended) }()

	pass(0) // a minute
	pass(0) // half a minute
	if got, want := <-events, `aggregate {"at":"2026-05-02T03:00:00Z"}`; got != want {
		t.Errorf("first %s, want %s", got, want)
	}
	pass(2*24*time.Hour + time.Hour) // the machine sleeps over two nights
	for now.Before(time.Date(2026, 5, 5, 3, 0, 0, 0, time.UTC)) {
		pass(0)
	}
	if got, want := <-events, `aggregate {"at":"2026-05-05T03:00:00Z"}`; got != want {
		t.Errorf("after two nights %s, want %s", got, want)
	}
	<-waits
	cancel()
	<-ended
}

func TestFire(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 2, 9, 0, 0, 0, time.UTC)
	var got map[string]any
	result, failure := lambda.Result{}, error(nil)
	invoke := func(_ context.Context, _ string, event []byte) (lambda.Result, error) {
		if err := json.Unmarshal(event, &got); err != nil {
			t.Error(err)
		}
		return result, failure
	}
	run, err := triggers.New(scheduled(template.Schedule{Expression: "rate(1 day)"}), invoke, triggers.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"AggregateFunction", "aggregate"} {
		if err := run.Fire(t.Context(), name); err != nil {
			t.Error(err)
		}
	}
	delete(got, "id")
	want := map[string]any{
		"version": "0", "detail-type": "Scheduled Event", "source": "aws.scheduler", "account": "000000000000", "region": "us-east-1",
		"time": "2026-05-02T09:00:00Z", "detail": "{}", "resources": []any{"arn:aws:scheduler:us-east-1:000000000000:schedule/default/aggregateNightly"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
	result = lambda.Result{Failed: true, Payload: []byte(`{"errorMessage":"as asked"}`)}
	if err := run.Fire(t.Context(), "aggregate"); err == nil || err.Error() != `triggers: aggregate failed: {"errorMessage":"as asked"}` {
		t.Errorf("failed: %v", err)
	}
	failure = lambda.ErrClosed
	if err := run.Fire(t.Context(), "aggregate"); !errors.Is(err, lambda.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
	if err := run.Fire(t.Context(), "other"); err == nil || err.Error() != "triggers: other has no schedule" {
		t.Errorf("other: %v", err)
	}
}

func TestWhatCannotBeTriggered(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]template.Function{
		"triggers: F is fed by Q, and there are no queues": {ID: "F", Queues: []template.QueueFeed{{Queue: "Q"}}},
		`triggers: F: cron: "now" is neither rate(...)`:    {ID: "F", Schedules: []template.Schedule{{Expression: "now"}}},
	} {
		if _, err := triggers.New([]template.Function{f}, nil, triggers.Options{}); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
