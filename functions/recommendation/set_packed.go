package recommendation

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// SetPacked ticks what is packed.
func SetPacked(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return setPacked{store.New(table, env.Now).EditPacked, env.Now}.operation(), nil
}

type setPacked struct {
	edit func(ctx context.Context, v tenant.ID, date civil.Date, venue string, change func(recommendation.Set) ([]recommendation.Tick, error)) (recommendation.Set, error)
	now  func() time.Time
}

type setPackedInput struct {
	api.MarketDay
	Body struct {
		Ticks []recommendation.Tick `json:"ticks" minItems:"1" maxItems:"200"`
	}
}

func (h setPacked) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "set-packed",
		Method:      http.MethodPut,
		Path:        "/api/v1/recommendations/{date}/{venue}/packed",
		Summary:     "Tick what is packed",
		Description: "Products of the list, and equipment by its name. Ticks that come late, twice or out of order do no harm: of several about the same " +
			"thing the one that was made last counts. Answers with the list as it is then.",
		Tags: []string{"recommendation"},
	}, h.serve)
}

func (h setPacked) serve(ctx context.Context, caller tenant.Caller, in *setPackedInput) (*setOutput, error) {
	date, err := in.Day()
	if err != nil {
		return nil, err
	}
	ticks := slices.Clone(in.Body.Ticks)
	for i := range ticks {
		ticks[i].Equipment = catalog.CleanName(ticks[i].Equipment)
		if (ticks[i].Product == "") == (ticks[i].Equipment == "") {
			return nil, errs.InvalidField(fmt.Sprintf("body.ticks[%d].product", i), "a tick names either a product or a piece of equipment")
		}
	}
	set, err := h.edit(ctx, caller.Vendor, date, in.Venue, func(s recommendation.Set) ([]recommendation.Tick, error) {
		for i, t := range ticks {
			on := func(it recommendation.Item) bool { return it.Product == t.Product }
			if t.Product != "" && !slices.ContainsFunc(s.Items, on) {
				return nil, errs.InvalidField(fmt.Sprintf("body.ticks[%d].product", i), "%q is not on the list", t.Product)
			}
		}
		packed := recommendation.Pack(s.Packed, ticks, h.now())
		if len(packed) > recommendation.MaxTicks {
			return nil, errs.InvalidField("body.ticks", "at most %d things can be ticked for one market", recommendation.MaxTicks)
		}
		return packed, nil
	})
	if err != nil {
		return nil, err
	}
	return &setOutput{visible(set.AsOf(h.now()), caller)}, nil
}
