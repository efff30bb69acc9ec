package resilience

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/marketprep/marketprep/shared/telemetry"
)

// Origin says what an answer rests on. Every answer shown to a user that rests on the
// outside carries these fields.
type Origin struct {
	Source     string    `json:"source" doc:"Where it comes from"`
	At         time.Time `json:"at,omitzero" doc:"When it was true; absent if it has no time, as an average has none"`
	AgeSeconds int       `json:"ageSeconds" doc:"How long ago that was"`
	IsFallback bool      `json:"isFallback" doc:"The first choice had no answer, and the next best thing stands for it"`
}

// Result is an answer that names its source.
type Result[T any] struct {
	Value T
	Origin
}

// Source is one place to have a value from. Get returns it with the time when it
// was true, which is zero for what has none, such as an average of past years.
type Source[T any] struct {
	Name string
	Get  func(context.Context) (value T, at time.Time, err error)
}

// Within is s with at most so long for its answer, if it asks through a Client: who
// waits for it goes on to the next source then.
func Within[T any](limit time.Duration, s Source[T]) Source[T] {
	return Source[T]{s.Name, func(ctx context.Context) (T, time.Time, error) {
		// A client ends its calls a Reserve before its deadline.
		ctx, cancel := context.WithTimeout(ctx, limit+Reserve)
		defer cancel()
		return s.Get(ctx)
	}}
}

// First is the answer of the first source that has one. of names what is asked for,
// in metrics: a fallback counts as "<of>Fallbacks", and the reasons why the sources
// before it had none stand in the log. It fails with the errors of all sources if
// none has an answer.
func First[T any](ctx context.Context, of string, now func() time.Time, sources ...Source[T]) (Result[T], error) {
	run := telemetry.FromContext(ctx)
	var failed []error
	for i, s := range sources {
		value, at, err := s.Get(ctx)
		if err != nil {
			failed = append(failed, fmt.Errorf("resilience: %s from %s: %w", of, s.Name, Redact(err)))
			continue
		}
		r := Result[T]{value, Origin{Source: s.Name, At: at, IsFallback: i > 0}}
		if !at.IsZero() {
			r.AgeSeconds = max(0, int(now().Sub(at)/time.Second))
		}
		if r.IsFallback {
			run.Count(of+"Fallbacks", 1)
			run.Add(slog.String(of+"Source", s.Name), slog.String(of+"Failure", errors.Join(failed...).Error()))
		}
		return r, nil
	}
	run.Count(of+"Missing", 1)
	return Result[T]{}, errors.Join(failed...)
}
