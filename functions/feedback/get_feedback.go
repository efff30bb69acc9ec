package feedback

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/feedback"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// GetFeedback shows what was reported of one market day.
func GetFeedback(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getFeedback{store.New(table, env.Now).Feedback}.operation(), nil
}

type getFeedback struct {
	report func(context.Context, tenant.ID, civil.Date, string) (feedback.Report, error)
}

type getFeedbackInput struct{ api.MarketDay }

func (h getFeedback) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "get-feedback",
		Method:      http.MethodGet,
		Path:        "/api/v1/feedback/{date}/{venue}",
		Summary:     "What you reported of one market day",
		Tags:        []string{"feedback"},
	}, h.serve)
}

func (h getFeedback) serve(ctx context.Context, caller tenant.Caller, in *getFeedbackInput) (*reportOutput, error) {
	date, err := in.Day()
	if err != nil {
		return nil, err
	}
	report, err := h.report(ctx, caller.Vendor, date, in.Venue)
	if err != nil {
		return nil, err
	}
	return &reportOutput{report}, nil
}
