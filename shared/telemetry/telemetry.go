// Package telemetry is what operators see: one JSON line per request or job run,
// which CloudWatch also reads as metrics (EMF).
package telemetry

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"
)

// Namespace of all our metrics in CloudWatch.
const Namespace = "MarketPrep"

// NewLogger returns the logger of one function: JSON lines on w.
func NewLogger(w io.Writer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && a.Key == slog.TimeKey {
			a.Value = slog.StringValue(a.Value.Time().UTC().Format("2006-01-02T15:04:05.000Z"))
		}
		return a
	}}))
}

// Run gathers what happened during one request or one run of a job. Its methods
// may be called by several goroutines, and on a nil Run.
type Run struct {
	mu       sync.Mutex
	counters map[string]float64
	attrs    []slog.Attr
}

type contextKey struct{}

// NewContext returns a context that carries a new Run.
func NewContext(ctx context.Context) (context.Context, *Run) {
	r := &Run{counters: map[string]float64{}}
	return context.WithValue(ctx, contextKey{}, r), r
}

// FromContext returns the Run that ctx carries, or nil.
func FromContext(ctx context.Context) *Run {
	r, _ := ctx.Value(contextKey{}).(*Run)
	return r
}

// Count adds n to a counter, which becomes a CloudWatch metric of that name.
func (r *Run) Count(name string, n float64) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counters[name] += n
}

// Add adds an attribute to the line.
func (r *Run) Add(attrs ...slog.Attr) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.attrs = append(r.attrs, attrs...)
}

// Calls is the name of the counter of HTTP requests to AWS.
const Calls = "awsCalls"

// Finish writes the line of a run of operation that started at start and ended
// at end. A failed run is logged as an error.
func (r *Run) Finish(ctx context.Context, log *slog.Logger, operation string, start, end time.Time, failed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	level, failures := slog.LevelInfo, 0
	if failed {
		level, failures = slog.LevelError, 1
	}
	r.counters["failures"] = float64(failures)
	r.counters["ms"] = float64(end.Sub(start).Microseconds()) / 1000
	attrs := append([]slog.Attr{slog.String("operation", operation)}, r.attrs...)
	for _, name := range slices.Sorted(maps.Keys(r.counters)) {
		attrs = append(attrs, slog.Float64(name, r.counters[name]))
	}
	log.LogAttrs(ctx, level, "done", append(attrs, r.emf(end))...)
}

// metric and metricSet are parts of the CloudWatch Embedded Metric Format:
// docs.aws.amazon.com, "Specification: Embedded metric format".
type metric struct {
	Name string
	Unit string `json:",omitempty"`
}

type metricSet struct {
	Namespace  string
	Dimensions [][]string
	Metrics    []metric
}

func (r *Run) emf(at time.Time) slog.Attr {
	set := metricSet{Namespace: Namespace, Dimensions: [][]string{{"operation"}}}
	for _, name := range slices.Sorted(maps.Keys(r.counters)) {
		m := metric{Name: name}
		if name == "ms" {
			m.Unit = "Milliseconds"
		}
		set.Metrics = append(set.Metrics, m)
	}
	return slog.Any("_aws", struct {
		Timestamp         int64
		CloudWatchMetrics []metricSet
	}{at.UnixMilli(), []metricSet{set}})
}
