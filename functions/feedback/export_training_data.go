package feedback

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/planner"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ExportTrainingData hands out the rows that the demand model is fitted to.
func ExportTrainingData(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return exportTrainingData{store.New(table, env.Now).Planning, env.Now}.operation(), nil
}

type exportTrainingData struct {
	planning func(ctx context.Context, v tenant.ID, first, last civil.Date, listed string) (*store.Planning, error)
	now      func() time.Time
}

type exportTrainingDataOutput struct {
	Body struct {
		Items []planner.TrainingRow `json:"items"`
	}
}

// mostTrainingDays is how many days are handed out at a time: 50 products at five
// markets a week are then less than half of what a Lambda may answer.
const mostTrainingDays = 184

func (h exportTrainingData) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "export-training-data",
		Method:      http.MethodGet,
		Path:        "/api/v1/feedback/training-data",
		Summary:     "The very rows that forecasts rest on",
		Description: "Sales as the model reads them: renamed products joined, sources added up, feedback that is trusted taken in, days on which a " +
			"product was on offer in vain filled in. The last 90 days unless you say which; at most 184 days at a time.",
		Tags: []string{"feedback"},
	}, h.serve)
}

func (h exportTrainingData) serve(ctx context.Context, caller tenant.Caller, in *struct{ api.Days }) (*exportTrainingDataOutput, error) {
	today := api.Today(h.now())
	from, to, err := in.Range(today-89, today, mostTrainingDays)
	if err != nil {
		return nil, err
	}
	p, err := h.planning(ctx, caller.Vendor, today, today, "")
	if err != nil {
		return nil, err
	}
	out := new(exportTrainingDataOutput)
	out.Body.Items = planner.Training(planner.Input{
		Vendor: p.Vendor, Products: p.Products, Venues: p.Venues, Months: p.Months, Events: p.Events, Now: h.now(),
	}, from, to)
	return out, nil
}
