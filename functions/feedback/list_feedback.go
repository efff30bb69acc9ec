package feedback

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/feedback"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ListFeedback shows what was reported, the newest market day first.
func ListFeedback(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return listFeedback{store.New(table, env.Now).FeedbackReports, env.Now}.operation(), nil
}

type listFeedback struct {
	reports func(ctx context.Context, v tenant.ID, from, to civil.Date, after string, limit int32) (store.Page[feedback.Report], error)
	now     func() time.Time
}

type listFeedbackInput struct {
	api.Days
	api.Page
}

type listFeedbackOutput struct {
	Body store.Page[feedback.Report]
}

func (h listFeedback) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "list-feedback",
		Method:      http.MethodGet,
		Path:        "/api/v1/feedback",
		Summary:     "What you reported, the newest market day first",
		Description: "The last 90 days unless you say which. At most 366 days at a time.",
		Tags:        []string{"feedback"},
	}, h.serve)
}

func (h listFeedback) serve(ctx context.Context, caller tenant.Caller, in *listFeedbackInput) (*listFeedbackOutput, error) {
	today := api.Today(h.now())
	from, to, err := in.Range(today-89, today+1, 366)
	if err != nil {
		return nil, err
	}
	page, err := h.reports(ctx, caller.Vendor, from, to, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return &listFeedbackOutput{page}, nil
}
