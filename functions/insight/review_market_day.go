package insight

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/insight"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ReviewMarketDay says how a market day went and what it taught.
func ReviewMarketDay(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return reviewMarketDay{store.New(table, env.Now).Ledger}.operation(), nil
}

type reviewMarketDay struct{ ledger ledger }

type reviewMarketDayInput struct{ api.MarketDay }

type reviewMarketDayOutput struct{ Body insight.Review }

func (h reviewMarketDay) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "review-market-day",
		Method:      http.MethodGet,
		Path:        "/api/v1/insights/market-days/{date}/{venue}",
		Summary:     "How a market day went, and what it taught",
		Description: "For managers and owners.",
		Tags:        []string{"insight"},
	}, h.serve)
}

func (h reviewMarketDay) serve(ctx context.Context, caller tenant.Caller, in *reviewMarketDayInput) (*reviewMarketDayOutput, error) {
	date, err := in.Day()
	if err != nil {
		return nil, err
	}
	l, err := h.ledger(ctx, caller.Vendor, date, date, store.MarketDay{Date: date, Venue: in.Venue})
	if err != nil {
		return nil, err
	}
	if _, ok := l.Venues[in.Venue]; !ok {
		return nil, errs.New(errs.NotFound, "there is no such venue")
	}
	return &reviewMarketDayOutput{insight.ReviewDay(books(l), date, in.Venue, l.List, l.Report)}, nil
}
