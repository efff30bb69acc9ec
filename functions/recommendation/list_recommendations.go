package recommendation

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ListRecommendations shows the lists of several market days, without their items.
func ListRecommendations(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return listRecommendations{store.New(table, env.Now).Recommendations, env.Now}.operation(), nil
}

type listRecommendations struct {
	sets func(ctx context.Context, v tenant.ID, from, to civil.Date, after string, limit int32) (store.Page[recommendation.Set], error)
	now  func() time.Time
}

type listRecommendationsInput struct {
	api.Days
	api.Page
}

type listRecommendationsOutput struct {
	Body struct {
		Items []setSummary `json:"items" doc:"In order of day"`
		Next  string       `json:"next,omitempty" doc:"Pass it as after to read on; absent on the last page"`
	}
}

// setSummary is a list without its items.
type setSummary struct {
	Date      civil.Date             `json:"date"`
	Venue     string                 `json:"venue" doc:"Id of the venue"`
	VenueName string                 `json:"venueName"`
	Generated time.Time              `json:"generated"`
	Method    recommendation.Method  `json:"method" enum:"model,lastModel,heuristic"`
	Products  int                    `json:"products" doc:"How many products are on it"`
	Totals    recommendation.Totals  `json:"totals"`
	RestsOn   recommendation.RestsOn `json:"restsOn"`
}

func (h listRecommendations) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "list-recommendations",
		Method:      http.MethodGet,
		Path:        "/api/v1/recommendations",
		Summary:     "Lists of several market days, in short",
		Description: "From today for 14 days unless you say which. At most 366 days at a time.",
		Tags:        []string{"recommendation"},
	}, h.serve)
}

func (h listRecommendations) serve(ctx context.Context, caller tenant.Caller, in *listRecommendationsInput) (*listRecommendationsOutput, error) {
	today := api.Today(h.now())
	from, to, err := in.Range(today-1, today+14, 366)
	if err != nil {
		return nil, err
	}
	page, err := h.sets(ctx, caller.Vendor, from, to, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := new(listRecommendationsOutput)
	out.Body.Items, out.Body.Next = summaries(page.Items, caller, h.now()), page.Next
	return out, nil
}

// summaries are sets without their items, as caller may see them at now.
func summaries(sets []recommendation.Set, caller tenant.Caller, now time.Time) []setSummary {
	out := make([]setSummary, len(sets))
	for i, s := range sets {
		s = visible(s.AsOf(now), caller)
		out[i] = setSummary{
			Date: s.Date, Venue: s.Venue, VenueName: s.VenueName, Generated: s.Generated, Method: s.Method,
			Products: len(s.Items), Totals: s.Totals, RestsOn: s.RestsOn,
		}
	}
	return out
}
