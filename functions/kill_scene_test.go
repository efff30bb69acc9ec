package functions

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/infra/local/chaos"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/localevents/eventstest"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/weather/weathertest"
)

// scene is one function at work on a table of its own.
type scene struct {
	name  string
	s     *functiontest.System
	queue *functiontest.Queue
	box   *functiontest.Mailbox
	start chaos.Picture
	// prepare builds the function anew and returns what runs it with its input: it
	// fails if that failed in a way that makes whoever asked ask again.
	prepare func(*boot.Env) func(context.Context) error
}

// fair is the weather of all scenes.
var fair = weathertest.Options{Now: func() time.Time { return functiontest.Now }}

// town is what happens near all scenes: a calendar, and services that answer nothing.
var town = sync.OnceValues(func() (url string, err error) {
	fake := eventstest.New()
	fake.PutCalendar("city", "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\nBEGIN:VEVENT\nUID:fair\nDTSTAMP:20261101T000000Z\n"+
		"DTSTART:20261128T150000Z\nDTEND:20261128T170000Z\nSUMMARY:Winter fair\nEND:VEVENT\nEND:VCALENDAR\n")
	url, _, err = eventstest.Serve(fake) // it ends with the process
	return url, err
})

func newScene(t *testing.T, name string) *scene {
	t.Helper()
	q, box := functiontest.NewQueue(t), functiontest.NewMailbox(t)
	vars := functiontest.WithSecrets(t, map[string]string{"SIGNING_KEY_SECRET": functiontest.SigningKey, "OPERATOR_KEY_SECRET": "open sesame", "EVENT_KEYS_SECRET": eventstest.Keys})
	nearby, err := town()
	if err != nil {
		t.Fatal(err)
	}
	vars["EVENTS_URL"], vars["EVENT_HOSTS"] = nearby, strings.TrimPrefix(nearby, "http://")
	vars["AWS_ENDPOINT_URL_SQS"], vars["FORECAST_QUEUE_URL"], vars["DEAD_LETTERS_URL"] = q.URL, q.URL, q.URL
	vars["AWS_ENDPOINT_URL_SESV2"], vars["MAIL_FROM"], vars["PUBLIC_URL"] = box.URL, "hello@example.com", "https://api.example.com"
	for _, name := range []string{"SYNC_QUEUE_URL", "WEBHOOK_QUEUE_URL"} {
		vars[name] = q.URL
	}
	for _, name := range []string{"SQUARE_URL", "SQUARE_APPLICATION_ID", "SQUARE_APPLICATION_SECRET", "SQUARE_REDIRECT_URL", "SQUARE_WEBHOOK_KEY", "SQUARE_WEBHOOK_URL", "TOKEN_VAULT"} {
		vars[name] = "http://127.0.0.1:1"
	}
	for name, h := range map[string]http.Handler{"WEATHER_URL": weathertest.NewOpenMeteo(fair), "PLACES_URL": weathertest.NewOpenMeteo(fair), "NWS_URL": weathertest.NewNWS(fair)} {
		url, stop, err := weathertest.Serve(h)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = stop() })
		vars[name] = url
	}
	return &scene{name: name, s: functiontest.New(t, vars), queue: q, box: box}
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

// world is what there is in the end: the table, and what was put on the queue and mailed.
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
	// A queue delivers more than once anyway, so that only whether a message was sent
	// counts. Which letters come twice, functions/notification counts.
	messages := c.queue.Take()
	for _, l := range c.box.Take() {
		messages = append(messages, l.To+": "+l.Subject)
	}
	slices.Sort(messages)
	return world{p.Known(unseen...), slices.Compact(messages)}
}

// env is an Env all of whose calls go through k.
func (c *scene) env(k *chaos.Killer) *boot.Env {
	env := c.s.EnvWith(k.AWS)
	env.Outside = k.Outside(http.DefaultTransport)
	return env
}

// play runs the function from the start: once for each killer, which may kill it, and
// then undisturbed unless the last one heard of success. It returns the world in the
// end and the calls that the first killer saw.
func (c *scene) play(t *testing.T, killers ...*chaos.Killer) (world, []string, error) {
	t.Helper()
	c.reset(t)
	err := chaos.ErrKilled
	for i, k := range killers {
		if !again(err) {
			break // whoever asked heard that it is done
		}
		bury, died := k.Run(t.Context(), c.prepare(c.env(k)))
		defer bury()
		if err = died; i > 0 {
			err = done(err)
		}
	}
	if again(err) {
		err = done(c.prepare(c.env(chaos.Watch()))(t.Context()))
	}
	return c.world(t), killers[0].Calls(), err
}

func (c *scene) reset(t *testing.T) {
	t.Helper()
	if err := c.start.Restore(t.Context(), c.s.Table); err != nil {
		t.Fatal(err)
	}
	c.queue.Take()
	c.box.Take()
}

// again reports whether whoever asked asks again: nobody heard of success, or of a
// request that cannot be done.
func again(err error) bool {
	status, answered := errors.AsType[refused](err)
	return errors.Is(err, chaos.ErrKilled) || err != nil && (!answered || status >= http.StatusInternalServerError)
}

// done is err, unless it says that what is asked for a second time is done.
func done(err error) error {
	if status, ok := errors.AsType[refused](err); ok && status == http.StatusConflict {
		return nil
	}
	return err
}

// race runs the function twice at once, as if the request was sent twice, and tells
// what was wrong afterwards.
func (c *scene) race(t *testing.T) (sum chaos.Tally, wrong []string) {
	t.Helper()
	want, _, err := c.play(t, chaos.Watch())
	if err != nil {
		t.Fatalf("undisturbed: %v", err)
	}
	c.reset(t)
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i := range errs {
		run := c.prepare(c.env(chaos.Watch()))
		wg.Go(func() { errs[i] = done(run(t.Context())) })
	}
	wg.Wait()
	sum, wrong = c.judge(want, c.world(t), errors.Join(errs...))
	for i := range wrong {
		wrong[i] = "twice at once: " + wrong[i]
	}
	return sum, wrong
}

// kill plays a scene with every fate at every call, and, if it is to be killed twice,
// with two deaths at each pair of calls. It tells what was wrong afterwards.
func (c *scene) kill(t *testing.T, twice bool) (sum chaos.Tally, wrong []string) {
	t.Helper()
	want, calls, err := c.play(t, chaos.Watch())
	if err != nil {
		t.Fatalf("undisturbed: %v", err)
	}
	check := func(where string, got world, err error) {
		tally, what := c.judge(want, got, err)
		sum.Add(tally)
		for _, w := range what {
			wrong = append(wrong, where+": "+w)
		}
	}
	for i := range calls {
		for _, fate := range chaos.Fates {
			where := fmt.Sprintf("%s at call %d, %s", fate, i+1, calls[i])
			got, _, err := c.play(t, chaos.Strike(i+1, fate))
			check(where, got, err)
			if !twice || fate == chaos.Unanswered || len(calls) > mostPairs {
				continue
			}
			for j := range calls {
				for _, second := range []chaos.Fate{chaos.Before, chaos.After} {
					got, _, err := c.play(t, chaos.Strike(i+1, fate), chaos.Strike(j+1, second))
					check(fmt.Sprintf("%s, and again %s at call %d", where, second, j+1), got, err)
				}
			}
		}
	}
	return sum, wrong
}

// mostPairs is how many calls a function may make to be killed at each pair of them.
const mostPairs = 30

// judge compares the world as it is with what it would be had nothing happened.
func (c *scene) judge(want, got world, err error) (sum chaos.Tally, wrong []string) {
	sum.Tried = 1
	if err != nil {
		sum.Broken = 1
		wrong = append(wrong, err.Error())
	}
	lost, doubled := chaos.Compare(want.items, got.items)
	doubled = slices.DeleteFunc(doubled, func(item string) bool {
		h, ok := harmless[c.name]
		return ok && strings.Contains(item, "SK:"+h.sk)
	})
	if !slices.Equal(want.messages, got.messages) {
		lost = append(lost, fmt.Sprintf("messages: %q, want %q", got.messages, want.messages))
	}
	sum.Lost, sum.Doubled = len(lost), len(doubled)
	if len(lost)+len(doubled) > 0 {
		wrong = append(wrong, fmt.Sprintf("\nlost    %s\ndoubled %s", strings.Join(lost, "\n        "), strings.Join(doubled, "\n        ")))
	}
	return sum, wrong
}
