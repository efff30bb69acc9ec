package health

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
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
	return getDetailedHealth{
		operatorKey: secrets.NewReader(vault, names["OPERATOR_KEY_SECRET"], env.Now).Value,
		signingKey:  secrets.NewReader(vault, names["SIGNING_KEY_SECRET"], env.Now).Value,
		waiting:     open(sqs, names["FORECAST_QUEUE_URL"]).Depth,
		dead:        open(sqs, names["DEAD_LETTERS_URL"]).Depth,
		runs:        store.New(table, env.Now).LastRuns,
		now:         env.Now,
		started:     env.Now(),
	}.operation(), nil
}

type getDetailedHealth struct {
	operatorKey, signingKey func(context.Context) (string, error)
	waiting, dead           func(context.Context) (int, error)
	runs                    func(ctx context.Context, jobs ...string) (map[string]time.Time, error)
	now                     func() time.Time
	started                 time.Time
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
	if out.Body.State, out.Body.Checks = run(ctx, h.checks(), h.now); out.Body.State == Down {
		out.Status = http.StatusServiceUnavailable
	}
	return out, nil
}

// Queues deeper than these are late. A dead letter is somebody's list that was not made.
const (
	mostWaiting = 1000
	mostDead    = 0
)

func (h getDetailedHealth) checks() []check {
	checks := []check{
		answers("table", Down, func(ctx context.Context) error { _, err := h.runs(ctx, "enqueue-due-forecasts"); return err }),
		answers("signing key", Down, func(ctx context.Context) error { _, err := h.signingKey(ctx); return err }),
		depth("forecast queue", mostWaiting, h.waiting),
		depth("dead letters", mostDead, h.dead),
	}
	for _, job := range []string{"enqueue-due-forecasts", "run-forecast", "aggregate-feedback"} {
		checks = append(checks, check{job, func(ctx context.Context) (State, string) {
			last, err := h.runs(ctx, job)
			if err != nil {
				return Degraded, err.Error()
			}
			return ran(job, jobs[job], h.now(), last)
		}})
	}
	return append(checks, check{"this function", func(context.Context) (State, string) {
		return OK, "up for " + h.now().Sub(h.started).Round(time.Second).String()
	}})
}

func depth(name string, most int, read func(context.Context) (int, error)) check {
	return check{name, func(ctx context.Context) (State, string) {
		n, err := read(ctx)
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
