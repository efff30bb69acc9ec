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
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
)

// GetRecommendations shows the list for one market day.
func GetRecommendations(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	s := store.New(table, env.Now)
	return getRecommendations{s.Recommendation, s.SeeRecommendation, env.Now}.operation(), nil
}

type getRecommendations struct {
	set func(context.Context, tenant.ID, civil.Date, string) (recommendation.Set, error)
	see func(ctx context.Context, v tenant.ID, date civil.Date, venue, user string, k recommendation.Known) error
	now func() time.Time
}

type getRecommendationsInput struct{ api.MarketDay }

// setOutput is one list.
type setOutput struct{ Body recommendation.Set }

func (h getRecommendations) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "get-recommendations",
		Method:      http.MethodGet,
		Path:        "/api/v1/recommendations/{date}/{venue}",
		Summary:     "The list for one market day",
		Tags:        []string{"recommendation"},
	}, h.serve)
}

func (h getRecommendations) serve(ctx context.Context, caller tenant.Caller, in *getRecommendationsInput) (*setOutput, error) {
	date, err := in.Day()
	if err != nil {
		return nil, err
	}
	set, err := h.set(ctx, caller.Vendor, date, in.Venue)
	if err != nil {
		return nil, err
	}
	if known := set.KnownAt(h.now()); caller.User != "" && !known.Same(set.Seen[caller.User]) {
		// So that a letter can tell what has moved since. Who looks has the list anyway.
		if err := h.see(ctx, caller.Vendor, date, in.Venue, caller.User, known); err != nil {
			telemetry.FromContext(ctx).Count("notSeen", 1)
		}
	}
	return &setOutput{visible(set.AsOf(h.now()), caller)}, nil
}

// visible is what caller may see of s: no money for helpers.
func visible(s recommendation.Set, caller tenant.Caller) recommendation.Set {
	if caller.Role.AtLeast(tenant.Manager) {
		return s
	}
	return s.WithoutMoney()
}
