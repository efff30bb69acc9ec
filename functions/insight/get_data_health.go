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
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// GetDataHealth says what is missing from the data.
func GetDataHealth(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getDataHealth{store.New(table, env.Now).Ledger, env.Now}.operation(), nil
}

type getDataHealth struct {
	ledger ledger
	now    func() time.Time
}

type getDataHealthOutput struct {
	Body struct {
		Score float64       `json:"score" minimum:"0" maximum:"1" doc:"Share of the kinds of gaps that there are not"`
		Gaps  []insight.Gap `json:"gaps" doc:"What is missing, the most urgent first"`
	}
}

func (h getDataHealth) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "get-data-health",
		Method:      http.MethodGet,
		Path:        "/api/v1/insights/data-health",
		Summary:     "What is missing from your data, and what to do next",
		Description: "Products count if they were sold in the last 90 days, market days without a report those of the last 28. For managers and owners.",
		Tags:        []string{"insight"},
	}, h.serve)
}

func (h getDataHealth) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*getDataHealthOutput, error) {
	today := api.Today(h.now())
	l, err := h.ledger(ctx, caller.Vendor, today-90, today, store.MarketDay{})
	if err != nil {
		return nil, err
	}
	till := insight.Till{
		Connected: l.Square.State == store.SquareConnected, Lost: l.Square.State == store.SquareReconnect,
		Read: l.Sync.Watermark,
	}
	for _, span := range l.Sync.Waits {
		till.Waiting += int(span.To-span.From) + 1
	}
	reported := func(d civil.Date, venue string) bool { _, ok := l.Reported[market.Key(d, venue)]; return ok }
	out := new(getDataHealthOutput)
	out.Body.Gaps = insight.Gaps(books(l), till, reported, h.now())
	out.Body.Score = insight.Score(out.Body.Gaps)
	return out, nil
}
