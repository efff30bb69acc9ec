package outside_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/outside"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/resilience"
	"github.com/marketprep/marketprep/shared/store"
)

// dead is an outside that does not answer, and counts who called.
type dead struct{ calls int }

func (d *dead) RoundTrip(*http.Request) (*http.Response, error) {
	d.calls++
	return nil, errors.New("connection refused")
}

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

func environment(vars map[string]string) *boot.Env {
	env := boot.NewEnv(func(name string) (string, bool) { v, ok := vars[name]; return v, ok })
	env.Now = noon
	return env
}

// Two functions of one system tell each other through the table what is down,
// unless one says that it will not ask.
func TestFunctionsTellEachOtherWhatIsDown(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	net := &dead{}
	env := environment(map[string]string{
		"TABLE_NAME": table.Name, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL_DYNAMODB": tabletest.Endpoint(t),
	})
	env.Outside = net
	noWait := func(o *resilience.Options) { o.Rand = func() float64 { return 0 } }
	call := func(change ...func(*resilience.Options)) {
		t.Helper()
		client, err := outside.Client(env, "square", append(change, noWait)...)
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://square", nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.Do(r); errs.KindOf(err) != errs.Unavailable { //nolint:bodyclose // there is none
				t.Errorf("%v, want %s", err, errs.Unavailable)
			}
		}
	}
	call()
	down, err := store.New(table, noon).Breakers(t.Context(), "square")
	if net.calls != 5 || err != nil || !down["square"].OpenUntil.Equal(noon().Add(30*time.Second)) {
		t.Errorf("after %d calls %v, %v", net.calls, down, err)
	}
	if call(); net.calls != 5 {
		t.Errorf("%d calls by who could know", net.calls-5)
	}
	if call(outside.Alone); net.calls != 10 {
		t.Errorf("%d calls by who does not ask, want 5", net.calls-5)
	}
}

func TestWithoutATableThereIsNoClient(t *testing.T) {
	t.Parallel()
	if _, err := outside.Client(environment(nil), "square"); err == nil {
		t.Error("a client without a table")
	}
}
