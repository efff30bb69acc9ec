package insight

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/insight"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// CompareVenues sets the venues side by side.
func CompareVenues(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return compareVenues{store.New(table, env.Now).Ledger, env.Now}.operation(), nil
}

type compareVenues struct {
	ledger ledger
	now    func() time.Time
}

type compareVenuesInput struct{ api.Days }

type compareVenuesOutput struct {
	Body struct {
		From   civil.Date      `json:"from"`
		To     civil.Date      `json:"to"`
		Venues []insight.Venue `json:"venues" doc:"The greatest revenue first"`
	}
}

func (h compareVenues) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "compare-venues",
		Method:      http.MethodGet,
		Path:        "/api/v1/insights/venues",
		Summary:     "Your venues side by side",
		Description: "The last 365 days unless you say which. At most 1,100 days at a time. For managers and owners.",
		Tags:        []string{"insight"},
	}, h.serve)
}

func (h compareVenues) serve(ctx context.Context, caller tenant.Caller, in *compareVenuesInput) (*compareVenuesOutput, error) {
	today := api.Today(h.now())
	from, to, err := in.Range(today-usualDays+1, today+1, mostDays)
	if err != nil {
		return nil, err
	}
	l, err := h.ledger(ctx, caller.Vendor, from, to, store.MarketDay{})
	if err != nil {
		return nil, err
	}
	out := new(compareVenuesOutput)
	out.Body.From, out.Body.To, out.Body.Venues = from, to, insight.Venues(books(l), from, to)
	return out, nil
}
