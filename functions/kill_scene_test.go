package functions

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/infra/local/chaos"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/tenant"
)

// scene is one function at work on a table of its own.
type scene struct {
	name  string
	s     *functiontest.System
	queue *functiontest.Queue
	start chaos.Picture
	// prepare builds the function anew and returns what runs it with its input: it
	// fails if that failed in a way that makes whoever asked ask again.
	prepare func(*boot.Env) func(context.Context) error
}

func newScene(t *testing.T, name string) *scene {
	t.Helper()
	q := functiontest.NewQueue(t)
	vars := functiontest.WithSecrets(t, map[string]string{"SIGNING_KEY_SECRET": functiontest.SigningKey, "OPERATOR_KEY_SECRET": "open sesame"})
	vars["AWS_ENDPOINT_URL_SQS"], vars["FORECAST_QUEUE_URL"], vars["DEAD_LETTERS_URL"] = q.URL, q.URL, q.URL
	return &scene{name: name, s: functiontest.New(t, vars), queue: q}
}

// refused is an answer that says that the request cannot be done.
type refused int

func (r refused) Error() string { return fmt.Sprintf("answered %d", int(r)) }

// endpointScene is an endpoint with its request, on the first of the given tables on
// which it succeeds.
func endpointScene(t *testing.T, endpoint boot.Endpoint, asked func(name string) request, tables ...chaos.Picture) *scene {
	t.Helper()
	c := newScene(t, "")
	op, err := endpoint(c.s.Env)
	if err != nil {
		t.Fatal(err)
	}
	c.name = op.Spec.OperationID
	caller := functiontest.Owner(t, "anna")
	if len(op.Spec.Security) == 0 {
		caller = tenant.Caller{}
	}
	for _, start := range tables {
		if err := start.Restore(t.Context(), c.s.Table); err != nil {
			t.Fatal(err)
		}
		r, header := asked(c.name), []string(nil)
		if more := further[c.name]; more != nil {
			r, header = more(t, c.s)
		}
		if r.target == "" {
			t.Fatalf("%s has no request to be killed in", c.name)
		}
		if c.start, err = chaos.Take(t.Context(), c.s.Table); err != nil {
			t.Fatal(err)
		}
		c.prepare = func(env *boot.Env) func(context.Context) error {
			call := c.s.Prepare(env, caller, endpoint, op.Spec.Method, r.target, bodyOf(r), append(header, typeOf(c.name)...)...)
			return func(ctx context.Context) error {
				if a := call(ctx); a.Status >= http.StatusBadRequest {
					return refused(a.Status)
				}
				return nil
			}
		}
		if err = c.prepare(c.s.Env)(t.Context()); err == nil {
			return c
		}
	}
	t.Fatalf("%s: %v", c.name, err)
	return nil
}

func bodyOf(r request) any {
	if r.body == "" {
		return nil
	}
	return r.body
}

func typeOf(name string) []string {
	if name == "import-sales" {
		return []string{"Content-Type", "text/csv"}
	}
	return nil
}

func errandScene(t *testing.T, name string, start chaos.Picture) *scene {
	t.Helper()
	c := newScene(t, name)
	c.start = start
	errand := errands[name]
	if errand == nil {
		t.Fatalf("%s has no errand to be killed in", name)
	}
	c.prepare = func(env *boot.Env) func(context.Context) error {
		run, err := errand(env)
		if err != nil {
			t.Fatal(err)
		}
		return run
	}
	return c
}

// world is what there is in the end: the table, and what was put on the queue.
type world struct {
	items    map[string]int
	messages []string
}

func (c *scene) world(t *testing.T) world {
	t.Helper()
	p, err := chaos.Take(t.Context(), c.s.Table)
	if err != nil {
		t.Fatal(err)
	}
	// A queue delivers more than once anyway, so that only whether a message was sent counts.
	return world{p.Known(unseen...), slices.Compact(c.queue.Take())}
}

// env is an Env all of whose calls go through k.
func (c *scene) env(k *chaos.Killer) *boot.Env {
	env := c.s.EnvWith(k.AWS)
	env.Outside = k.Outside(http.DefaultTransport)
	return env
}

// play runs the function from the start, undisturbed or killed and run again, and
// returns the world in the end and the calls that it made.
func (c *scene) play(t *testing.T, k *chaos.Killer) (world, []string, error) {
	t.Helper()
	if err := c.start.Restore(t.Context(), c.s.Table); err != nil {
		t.Fatal(err)
	}
	c.queue.Take()
	bury, err := k.Run(t.Context(), c.prepare(c.env(k)))
	defer bury()
	status, answered := errors.AsType[refused](err)
	if errors.Is(err, chaos.ErrKilled) || err != nil && (!answered || status >= http.StatusInternalServerError) {
		// Nobody heard of success: whoever asked asks again, and may learn that it is done.
		err = c.prepare(c.env(chaos.Watch()))(t.Context())
		if status, ok := errors.AsType[refused](err); ok && status == http.StatusConflict {
			err = nil
		}
	}
	return c.world(t), k.Calls(), err
}

// kill plays a scene with every fate at every call, and tells what was wrong afterwards.
func (c *scene) kill(t *testing.T) (sum chaos.Tally, wrong []string) {
	t.Helper()
	want, calls, err := c.play(t, chaos.Watch())
	if err != nil {
		t.Fatalf("undisturbed: %v", err)
	}
	for i := range calls {
		for _, fate := range chaos.Fates {
			got, _, err := c.play(t, chaos.Strike(i+1, fate))
			sum.Tried++
			where := fmt.Sprintf("%s at call %d, %s", fate, i+1, calls[i])
			if err != nil {
				sum.Broken++
				wrong = append(wrong, fmt.Sprintf("%s, and run again: %v", where, err))
			}
			lost, doubled := chaos.Compare(want.items, got.items)
			doubled = slices.DeleteFunc(doubled, func(item string) bool {
				h, ok := harmless[c.name]
				return ok && strings.Contains(item, "SK:"+h.sk)
			})
			if !slices.Equal(want.messages, got.messages) {
				lost = append(lost, fmt.Sprintf("messages: %q, want %q", got.messages, want.messages))
			}
			sum.Lost, sum.Doubled = sum.Lost+len(lost), sum.Doubled+len(doubled)
			if len(lost)+len(doubled) > 0 {
				wrong = append(wrong, fmt.Sprintf("%s, and run again:\nlost    %s\ndoubled %s", where, strings.Join(lost, "\n        "), strings.Join(doubled, "\n        ")))
			}
		}
	}
	return sum, wrong
}
