package resilience

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/telemetry"
)

// from is a source with the given answer.
func from(name string, value int, at time.Time, err error) Source[int] {
	return Source[int]{name, func(context.Context) (int, time.Time, error) { return value, at, err }}
}

func TestTheFirstSourceThatAnswersIsNamed(t *testing.T) {
	t.Parallel()
	gone := errs.New(errs.Unavailable, "gone")
	hourAgo := noon.Add(-time.Hour)
	for name, c := range map[string]struct {
		sources []Source[int]
		want    Result[int]
		failed  bool
	}{
		"live":           {[]Source[int]{from("live", 1, noon, nil), from("last good", 2, hourAgo, nil)}, Result[int]{1, Origin{"live", noon, 0, false}}, false},
		"an old one":     {[]Source[int]{from("live", 0, noon, gone), from("last good", 2, hourAgo, nil)}, Result[int]{2, Origin{"last good", hourAgo, 3600, true}}, false},
		"without a time": {[]Source[int]{from("live", 0, noon, gone), from("last good", 0, noon, gone), from("usual", 3, time.Time{}, nil)}, Result[int]{3, Origin{"usual", time.Time{}, 0, true}}, false},
		"from tomorrow":  {[]Source[int]{from("live", 1, noon.Add(time.Hour), nil)}, Result[int]{1, Origin{"live", noon.Add(time.Hour), 0, false}}, false},
		"none":           {[]Source[int]{from("live", 0, noon, gone), from("last good", 0, noon, gone)}, Result[int]{}, true},
	} {
		got, err := First(t.Context(), "weather", func() time.Time { return noon }, c.sources...)
		if diff := cmp.Diff(c.want, got); diff != "" || (err != nil) != c.failed || c.failed && errs.KindOf(err) != errs.Unavailable {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

// The clock of the bubble does not wait for who is silent.
func TestASourceIsGivenSoLong(t *testing.T) {
	t.Parallel()
	for _, caller := range []time.Duration{time.Hour, 5 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			client := Client(Options{Provider: "test", Now: time.Now, Base: sender(silent)})
			live := Source[int]{"live", func(ctx context.Context) (int, time.Time, error) {
				_, err := ask(ctx, client, "GET", "http://silent", "")
				return 0, time.Now(), err
			}}
			ctx, cancel := context.WithTimeout(t.Context(), caller)
			defer cancel()
			start := time.Now()
			got, err := First(ctx, "events", time.Now, Within(7*time.Second, live), from("stored", 2, time.Time{}, nil))
			want := Result[int]{2, Origin{Source: "stored", IsFallback: true}}
			if diff := cmp.Diff(want, got); diff != "" || err != nil || time.Since(start) != min(7*time.Second, caller-Reserve) {
				t.Errorf("%v after %s (-want +got):\n%s", err, time.Since(start), diff)
			}
		})
	}
}

// line is the log of one run, in which f happens.
func line(t *testing.T, f func(context.Context)) map[string]any {
	t.Helper()
	var log bytes.Buffer
	ctx, run := telemetry.NewContext(t.Context())
	f(ctx)
	run.Finish(ctx, telemetry.NewLogger(&log), "test", noon, noon, false)
	var got map[string]any
	if err := json.Unmarshal(log.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAFallbackIsCounted(t *testing.T) {
	t.Parallel()
	got := line(t, func(ctx context.Context) {
		for _, err := range []error{nil, errors.New("gone")} {
			_, _ = First(ctx, "weather", func() time.Time { return noon }, from("live", 1, noon, err), from("usual", 2, noon, nil))
		}
		_, _ = First(ctx, "weather", func() time.Time { return noon }, from("live", 1, noon, errors.New("gone")))
	})
	if got["weatherFallbacks"] != 1.0 || got["weatherSource"] != "usual" || got["weatherMissing"] != 1.0 {
		t.Errorf("%v", got)
	}
}

func TestCallsAreCounted(t *testing.T) {
	t.Parallel()
	got := line(t, func(ctx context.Context) {
		var waits []time.Duration
		p := &provider{script: []string{"500", "200", "500"}}
		url, o := p.start(t, &waits)
		client := Client(o)
		for range 6 {
			_, _ = ask(ctx, client, "GET", url+"/secret?key=secret", "")
		}
	})
	for name, want := range map[string]float64{"testCalls": 7, "testRetries": 2, "testFailures": 6, "testRefused": 1} {
		if got[name] != want {
			t.Errorf("%s is %v, want %g", name, got[name], want)
		}
	}
	if line, err := json.Marshal(got); err != nil || bytes.Contains(line, []byte("secret")) {
		t.Errorf("%v: the log tells of %s", err, line)
	}
}
