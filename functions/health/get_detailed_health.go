package health

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/secrets"
	"github.com/marketprep/marketprep/shared/store"
)

// GetDetailedHealth says to an operator how each part of the system is.
func GetDetailedHealth(open queue.Opener) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) { return newDetailedHealth(env, open) }
}

func newDetailedHealth(env *boot.Env, open queue.Opener) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	names := make(map[string]string)
	for _, name := range []string{"OPERATOR_KEY_SECRET", "SIGNING_KEY_SECRET", "FORECAST_QUEUE_URL", "DEAD_LETTERS_URL"} {
		if names[name], err = env.Require(name); err != nil {
			return api.Operation{}, err
		}
	}
	vault, err := env.AWS("SECRETS_MANAGER")
	if err != nil {
		return api.Operation{}, err
	}
	sqs, err := env.AWS("SQS")
	if err != nil {
		return api.Operation{}, err
	}
	clock := &serverClock{next: sqs.HTTPClient, now: env.Now}
	sqs.HTTPClient = clock
	s := store.New(table, env.Now)
	return getDetailedHealth{
		operatorKey: secrets.NewReader(vault, names["OPERATOR_KEY_SECRET"], env.Now).Value,
		signingKey:  secrets.NewReader(vault, names["SIGNING_KEY_SECRET"], env.Now).Value,
		waiting:     open(sqs, names["FORECAST_QUEUE_URL"]).Depth,
		dead:        open(sqs, names["DEAD_LETTERS_URL"]).Depth,
		runs:        s.LastRuns,
		breakers:    s.Breakers,
		skew:        clock.Skew,
		now:         env.Now,
	}.operation(), nil
}

type getDetailedHealth struct {
	operatorKey, signingKey func(context.Context) (string, error)
	waiting, dead           func(context.Context) (int, error)
	runs                    func(ctx context.Context, jobs ...string) (map[string]time.Time, error)
	breakers                func(ctx context.Context, providers ...string) (map[string]store.Breaker, error)
	skew                    func() (time.Duration, bool)
	now                     func() time.Time
}

type getDetailedHealthInput struct {
	Key string `header:"X-Operator-Key" maxLength:"200" doc:"The operator's key"`
}

type getDetailedHealthOutput struct {
	Status int
	Body   struct {
		State  State    `json:"state" enum:"ok,degraded,down"`
		Checks []result `json:"checks"`
	}
}

func (h getDetailedHealth) operation() api.Operation {
	return api.Public(huma.Operation{
		OperationID: "get-detailed-health",
		Method:      http.MethodGet,
		Path:        "/health/detailed",
		Summary:     "How each part of the system is, for operators",
		Tags:        []string{"health"},
	}, h.serve)
}

func (h getDetailedHealth) serve(ctx context.Context, in *getDetailedHealthInput) (*getDetailedHealthOutput, error) {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	key, err := h.operatorKey(ctx)
	if err != nil {
		return nil, err
	}
	// Hashes have the same length, so that comparing them tells nothing of it.
	want, got := sha256.Sum256([]byte(key)), sha256.Sum256([]byte(in.Key))
	if subtle.ConstantTimeCompare(want[:], got[:]) != 1 {
		return nil, errs.New(errs.Unauthorized, "show the operator's key in X-Operator-Key")
	}
	out := &getDetailedHealthOutput{Status: http.StatusOK}
	if out.Body.State, out.Body.Checks = run(ctx, h.checks(ctx), h.now); out.Body.State == Down {
		out.Status = http.StatusServiceUnavailable
	}
	return out, nil
}

// Queues deeper than these are late. A dead letter is somebody's list that was not made.
const (
	mostWaiting = 1000
	mostDead    = 0
)

// mostSkew is how far our clock may be off: tokens run out and work becomes due by it.
const mostSkew = 30 * time.Second

// checks are the looks at each part. What several of them need is read once, with
// ctx: the table answers two requests.
func (h getDetailedHealth) checks(ctx context.Context) []check {
	runs := sync.OnceValues(func() (map[string]time.Time, error) { return h.runs(ctx, slices.Sorted(maps.Keys(jobs))...) })
	waiting := sync.OnceValues(func() (int, error) { return h.waiting(ctx) })
	checks := []check{
		answers("table", Down, func(context.Context) error { _, err := runs(); return err }),
		answers("signing key", Down, func(ctx context.Context) error { _, err := h.signingKey(ctx); return err }),
		depth("forecast queue", mostWaiting, waiting),
		depth("dead letters", mostDead, func() (int, error) { return h.dead(ctx) }),
		{"clock", Degraded, func(context.Context) (State, string) {
			if _, err := waiting(); err != nil {
				return Degraded, err.Error()
			}
			return h.clock()
		}},
	}
	for _, job := range slices.Sorted(maps.Keys(jobs)) {
		checks = append(checks, known(job, runs, func(last map[string]time.Time) (State, string) { return ran(job, jobs[job], h.now(), last) }))
	}
	down := sync.OnceValues(func() (map[string]store.Breaker, error) { return h.breakers(ctx, Providers...) })
	for _, p := range Providers {
		checks = append(checks, known(p, down, func(down map[string]store.Breaker) (State, string) { return called(p, h.now(), down) }))
	}
	return checks
}

// known is a check of something that several checks read once.
func known[T any](name string, read func() (T, error), look func(T) (State, string)) check {
	return check{name, Degraded, func(context.Context) (State, string) {
		what, err := read()
		if err != nil {
			return Degraded, err.Error()
		}
		return look(what)
	}}
}

// clock compares our clock with the one of the service that answered last.
func (h getDetailedHealth) clock() (State, string) {
	skew, known := h.skew()
	switch {
	case !known:
		return Degraded, "no service says what time it is"
	case skew.Abs() > mostSkew:
		return Degraded, fmt.Sprintf("ahead of AWS by %s", skew)
	default:
		return OK, fmt.Sprintf("within %s of AWS", mostSkew)
	}
}

func depth(name string, most int, read func() (int, error)) check {
	return check{name, Degraded, func(context.Context) (State, string) {
		n, err := read()
		if err != nil {
			return Degraded, err.Error()
		}
		detail := fmt.Sprintf("%d messages", n)
		if n > most {
			return Degraded, detail
		}
		return OK, detail
	}}
}
