package sales

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/infra/local/chaos"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/queue"
)

// client is an HTTP client of the table that does what via says about each request.
type client struct {
	next aws.HTTPClient
	via  func(r *http.Request, body string, send func() error) error
}

func (c client) Do(r *http.Request) (*http.Response, error) {
	var b []byte
	if r.Body != nil {
		b, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(b))
	}
	var answer *http.Response
	err := c.via(r, string(b), func() (err error) { answer, err = c.next.Do(r); return err }) //nolint:bodyclose // by whom it is returned to, or below
	if err != nil && answer != nil {
		_ = answer.Body.Close()
		answer = nil
	}
	return answer, err
}

func through(via func(r *http.Request, body string, send func() error) error) boot.Option {
	return func(cfg *aws.Config) { cfg.HTTPClient = client{cfg.HTTPClient, via} }
}

// counting notes every write to the table and which item it is of.
func counting(writes *[]string) boot.Option {
	return through(func(r *http.Request, body string, send func() error) error {
		service, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		if strings.HasPrefix(service, "DynamoDB") && op != "BatchGetItem" && op != "GetItem" && op != "Query" {
			for _, sk := range []string{"SYNC", "RUN", "ORDERS#", "SALES#", "CATALOG", "WORK#"} {
				if strings.Contains(body, sk) {
					op += " " + sk
				}
			}
			*writes = append(*writes, op)
		}
		return send()
	})
}

// fate kills a worker at one of its calls to the outside: before it takes effect,
// or after. What is dead makes no call any more.
type fate struct {
	at     int // 0: never
	before bool
	calls  int
	dead   bool
	kill   context.CancelFunc
}

var errKilled = errors.New("the process was killed")

func (f *fate) call(effect func() error) error {
	if f.dead {
		return errKilled
	}
	f.calls++
	if f.calls != f.at {
		return effect()
	}
	if !f.before {
		_ = effect()
	}
	f.dead = true
	f.kill()
	return errKilled
}

// RoundTrip sends requests to Square of whom may die.
func (f *fate) RoundTrip(r *http.Request) (answer *http.Response, err error) {
	err = f.call(func() (err error) { answer, err = http.DefaultTransport.RoundTrip(r); return err }) //nolint:bodyclose // as above
	if err != nil && answer != nil {
		_ = answer.Body.Close()
		answer = nil
	}
	return answer, err
}

// mortalQueue is a queue whose sender may die.
type mortalQueue struct {
	*sent
	fate *fate
}

func (q mortalQueue) Send(ctx context.Context, messages []queue.Message) error {
	return q.fate.call(func() error { return q.sent.Send(ctx, messages) })
}

// attempt hands messages to workers until one dies by f or all are done. A worker
// has time for some pages only. It returns what the queue would deliver again.
func (w *world) attempt(t *testing.T, f *fate, now time.Time, messages ...string) ([]string, error) {
	t.Helper()
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	f.kill = kill
	env := w.EnvWith(through(func(_ *http.Request, _ string, send func() error) error { return f.call(send) }))
	j, err := newRunSync(env, reader(t, env, f), mortalQueue{w.queue, f})
	if err != nil {
		t.Fatal(err)
	}
	j.now = func() time.Time { now = now.Add(time.Second); return now }
	for len(messages) > 0 {
		err := j.handle(deadline{ctx, now.Add(reserve + 3*time.Second)}, messages[0])
		for _, m := range w.queue.take() {
			messages = append(messages, m.Body)
		}
		if err != nil {
			return messages, err
		}
		messages = messages[1:]
	}
	return nil, nil
}

// table is every item of the vendor, without versions, which say how often it was
// written, and without the sync's own times.
func (w *world) table(t *testing.T) map[string]string {
	t.Helper()
	items := map[string]string{}
	out, err := w.Table.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &w.Table.Name})
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range out.Items {
		var plain map[string]any
		if err := attributevalue.UnmarshalMap(it, &plain); err != nil {
			t.Fatal(err)
		}
		sk := plain["SK"].(string)
		for _, name := range []string{"Version", "Lease", "Watermark", "DueAt"} {
			delete(plain, name)
		}
		runs, _ := plain["Runs"].([]any)
		for _, r := range runs {
			for _, name := range []string{"Asked", "Started", "Finished"} {
				delete(r.(map[string]any), name)
			}
		}
		items[sk] = fmt.Sprint(plain)
	}
	return items
}

// A sync that is killed at any of its calls, before or after the call took effect,
// and is then delivered again leaves the table as one that was not.
func TestChaosSyncsSurviveDeathAtEveryCall(t *testing.T) {
	t.Parallel()
	// Calls to Square end at the real deadline, which no machine is slow enough to reach.
	start := time.Now().Add(24 * time.Hour)
	s := whole(season(functiontest.Now, 24))
	a := newAccount(t, s)
	build := func() *world {
		w := &world{functiontest.New(t, a.vars), functiontest.Owner(t, "anna"), s, &sent{}}
		w.register(t)
		return w
	}
	alive, never := build(), &fate{}
	if _, err := alive.attempt(t, never, start, body("first")); err != nil {
		t.Fatal(err)
	}
	want := alive.table(t)
	if diff := cmp.Diff(alive.shop.oracle(), alive.sold(t)); diff != "" || never.calls < 15 || alive.queue.total == 0 {
		t.Fatalf("%d calls, %d times out of time (-oracle +table):\n%s", never.calls, alive.queue.total, diff)
	}
	var sum chaos.Tally
	var mu sync.Mutex
	t.Cleanup(func() { chaos.Report(t, "syncs killed at every call and delivered again", sum) }) // when all have run
	for at := 1; at <= never.calls; at++ {
		for _, before := range []bool{true, false} {
			t.Run(fmt.Sprintf("call %d before %t", at, before), func(t *testing.T) {
				t.Parallel()
				mu.Lock()
				sum.Tried++
				mu.Unlock()
				w := build()
				again, err := w.attempt(t, &fate{at: at, before: before}, start, body("first"))
				if err == nil {
					t.Fatal("the worker survived")
				}
				if _, err := w.attempt(t, &fate{}, start.Add(6*longest), again...); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, w.table(t)); diff != "" {
					mu.Lock()
					sum.Lost++
					mu.Unlock()
					t.Errorf("(-undisturbed +killed):\n%s", diff)
				}
			})
		}
	}
}
