package resilience

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/marketprep/marketprep/shared/telemetry"
)

// Result is an answer that names its source. Every answer shown to a user that
// rests on the outside carries these.
type Result[T any] struct {
	Value      T
	Source     string    // "square", "last good", "usual for the week"
	At         time.Time // when Value was true; zero if it has no time
	Age        time.Duration
	IsFallback bool // it is not from the first source
}

// Source is one place to have a value from. Get returns it with the time when it
// was true, which is zero for what has none, such as an average of past years.
type Source[T any] struct {
	Name string
	Get  func(context.Context) (value T, at time.Time, err error)
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
		r := Result[T]{Value: value, Source: s.Name, At: at, IsFallback: i > 0}
		if !at.IsZero() {
			r.Age = max(0, now().Sub(at))
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
