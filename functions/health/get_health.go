package health

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/store"
)

// GetHealth says how the system is in one word: whether the table answers and the
// jobs run.
func GetHealth(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getHealth{store.New(table, env.Now).LastRuns, env.Now}.operation(), nil
}

type getHealth struct {
	runs func(ctx context.Context, jobs ...string) (map[string]time.Time, error)
	now  func() time.Time
}

func (h getHealth) operation() api.Operation {
	return api.Public(huma.Operation{
		OperationID: "get-health",
		Method:      http.MethodGet,
		Path:        "/health",
		Summary:     "How the system is: ok, degraded or down",
		Tags:        []string{"health"},
	}, h.serve)
}

func (h getHealth) serve(ctx context.Context, _ *struct{}) (*stateOutput, error) {
	s, _ := run(ctx, []check{{"table and jobs", Down, func(ctx context.Context) (State, string) {
		last, err := h.runs(ctx, slices.Collect(maps.Keys(jobs))...)
		if err != nil {
			return Down, err.Error()
		}
		sum := OK
		for job, every := range jobs {
			s, _ := ran(job, every, h.now(), last)
			sum = worse(sum, s)
		}
		return sum, ""
	}}}, h.now)
	return state(s), nil
}
