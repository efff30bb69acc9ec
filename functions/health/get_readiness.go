package health

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/store"
)

// GetReadiness says whether requests can be answered: whether the table does.
func GetReadiness(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getReadiness{store.New(table, env.Now).LastRuns, env.Now}.operation(), nil
}

type getReadiness struct {
	runs func(ctx context.Context, jobs ...string) (map[string]time.Time, error)
	now  func() time.Time
}

func (h getReadiness) operation() api.Operation {
	return api.Public(huma.Operation{
		OperationID: "get-readiness",
		Method:      http.MethodGet,
		Path:        "/health/ready",
		Summary:     "Whether requests can be answered",
		Tags:        []string{"health"},
	}, h.serve)
}

func (h getReadiness) serve(ctx context.Context, _ *struct{}) (*stateOutput, error) {
	s, _ := run(ctx, []check{answers("table", Down, func(ctx context.Context) error {
		_, err := h.runs(ctx, "enqueue-due-forecasts")
		return err
	})}, h.now)
	return state(s), nil
}
