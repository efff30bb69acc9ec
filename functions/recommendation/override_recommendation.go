package recommendation

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// OverrideRecommendation sets the vendor's own number for one product.
func OverrideRecommendation(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return overrideRecommendation{store.New(table, env.Now).OverrideRecommendation, env.Now}.operation(), nil
}

type overrideRecommendation struct {
	override func(ctx context.Context, v tenant.ID, date civil.Date, venue, product string, o *recommendation.Override) (recommendation.Set, error)
	now      func() time.Time
}

type overrideRecommendationInput struct {
	api.MarketDay
	Product string `path:"product" pattern:"^[a-z0-9]{1,40}$" doc:"Id of the product"`
	Body    struct {
		Quantity *int   `json:"quantity" nullable:"true" minimum:"0" maximum:"1000000" doc:"Your own number; null takes it back"`
		Reason   string `json:"reason,omitempty" maxLength:"300" doc:"Why, for you to read later"`
	}
}

func (h overrideRecommendation) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "override-recommendation",
		Method:      http.MethodPatch,
		Path:        "/api/v1/recommendations/{date}/{venue}/{product}",
		Summary:     "Set your own number for a product",
		Description: "Both numbers are kept. Answers with the list as it is then.",
		Tags:        []string{"recommendation"},
	}, h.serve)
}

func (h overrideRecommendation) serve(ctx context.Context, caller tenant.Caller, in *overrideRecommendationInput) (*setOutput, error) {
	date, err := in.Day()
	if err != nil {
		return nil, err
	}
	var o *recommendation.Override
	if in.Body.Quantity != nil {
		o = &recommendation.Override{Quantity: *in.Body.Quantity, Reason: catalog.CleanName(in.Body.Reason), At: h.now().UTC()}
	}
	set, err := h.override(ctx, caller.Vendor, date, in.Venue, in.Product, o)
	if err != nil {
		return nil, err
	}
	return &setOutput{visible(set, caller)}, nil
}
