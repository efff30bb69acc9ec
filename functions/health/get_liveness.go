package health

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
)

// GetLiveness says that functions run at all. It needs nothing.
func GetLiveness(*boot.Env) (api.Operation, error) { return getLiveness{}.operation(), nil }

type getLiveness struct{}

type stateOutput struct {
	Status int
	Body   struct {
		State State `json:"state" enum:"ok,degraded,down"`
	}
}

// state is the answer that says s: 503 if it is down.
func state(s State) *stateOutput {
	out := &stateOutput{Status: http.StatusOK}
	if s == Down {
		out.Status = http.StatusServiceUnavailable
	}
	out.Body.State = s
	return out
}

func (h getLiveness) operation() api.Operation {
	return api.Public(huma.Operation{
		OperationID: "get-liveness",
		Method:      http.MethodGet,
		Path:        "/health/live",
		Summary:     "Whether functions run",
		Tags:        []string{"health"},
	}, h.serve)
}

func (h getLiveness) serve(context.Context, *struct{}) (*stateOutput, error) { return state(OK), nil }
