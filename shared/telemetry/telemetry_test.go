package telemetry

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// The line is what CloudWatch makes metrics of: every number that it names must
// stand in it, by the rules of the Embedded Metric Format.
func TestTheLineOfARunIsAMetric(t *testing.T) {
	t.Parallel()
	for failed, level := range map[bool]string{false: "INFO", true: "ERROR"} {
		var log bytes.Buffer
		ctx, run := NewContext(t.Context())
		run.Add(slog.Int("status", 200))
		FromContext(ctx).Count("lists", 2)
		FromContext(ctx).Count("lists", 1)
		run.Finish(ctx, NewLogger(&log), "run-forecast", noon, noon.Add(1500*time.Microsecond), failed)
		var got map[string]any
		if err := json.Unmarshal(log.Bytes(), &got); err != nil {
			t.Fatalf("%v in %s", err, log.Bytes())
		}
		if at, err := time.Parse(time.RFC3339, got["time"].(string)); err != nil || at.Location() != time.UTC {
			t.Errorf("time %v: %v", got["time"], err)
		}
		delete(got, "time")
		failures := 0.0
		if failed {
			failures = 1
		}
		want := map[string]any{
			"level": level, "msg": "done", "operation": "run-forecast", "status": 200.0, "lists": 3.0, "ms": 1.5, "failures": failures,
			"_aws": map[string]any{
				"Timestamp": float64(noon.UnixMilli() + 1),
				"CloudWatchMetrics": []any{map[string]any{
					"Namespace": "MarketPrep", "Dimensions": []any{[]any{"operation"}},
					"Metrics": []any{map[string]any{"Name": "failures"}, map[string]any{"Name": "lists"}, map[string]any{"Name": "ms", "Unit": "Milliseconds"}},
				}},
			},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("failed %t (-want +got):\n%s", failed, diff)
		}
	}
}

// called counts how often it is called, and fails.
type called struct{ err error }

func (c called) Do(*http.Request) (*http.Response, error) { return nil, c.err }

func TestCallsAreCountedAlsoByManyAtOnceAndIfTheyFail(t *testing.T) {
	t.Parallel()
	ctx, run := NewContext(t.Context())
	gone := errors.New("gone")
	client := CountCalls(called{gone})
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost", nil)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := client.Do(r); !errors.Is(err, gone) { //nolint:bodyclose // there is none
				t.Error(err)
			}
			run.Add(slog.Bool("x", true))
		})
	}
	wg.Wait()
	if got := run.counters[Calls]; got != 50 {
		t.Errorf("%g calls, want 50", got)
	}
}

func TestWithoutARunNothingIsCounted(t *testing.T) {
	t.Parallel()
	run := FromContext(t.Context())
	run.Count("lists", 1)
	run.Add(slog.Bool("x", true))
	if run != nil {
		t.Errorf("%+v, want none", run)
	}
}
