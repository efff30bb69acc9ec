package market

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ListMarketDays shows the vendor's calendar.
func ListMarketDays(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return listMarketDays{store.New(table, env.Now).MarketYears, env.Now}.operation(), nil
}

type listMarketDays struct {
	years func(ctx context.Context, v tenant.ID, from, to int) (store.Markets, error)
	now   func() time.Time
}

type listMarketDaysInput struct{ api.Days }

type listMarketDaysOutput struct {
	Body struct {
		From  civil.Date      `json:"from"`
		To    civil.Date      `json:"to"`
		Items []marketDayView `json:"items" doc:"Market days in order of day and opening, those you skip included"`
	}
}

// How many days are shown unless the request says so, and at most.
const (
	usualDays = 61
	mostDays  = 366
)

func (h listMarketDays) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "list-market-days",
		Method:      http.MethodGet,
		Path:        "/api/v1/market-days",
		Summary:     "Your calendar of market days",
		Description: "Today and the next 60 days, in your time zone, unless you say which. At most 366 days at a time. Helpers see no fees.",
		Tags:        []string{"market"},
	}, h.serve)
}

func (h listMarketDays) serve(ctx context.Context, caller tenant.Caller, in *listMarketDaysInput) (*listMarketDaysOutput, error) {
	from, to, err := in.Ahead(api.Today(h.now()), usualDays, mostDays)
	if err != nil {
		return nil, err
	}
	// The vendor's time zone, read with the rest, may move today by a day.
	markets, err := h.years(ctx, caller.Vendor, (from - 1).Year(), (to + 1).Year())
	if err != nil {
		return nil, err
	}
	from, to, err = in.Ahead(civil.DateOf(h.now().In(markets.Vendor.Location())), usualDays, mostDays)
	if err != nil {
		return nil, err
	}
	out := new(listMarketDaysOutput)
	out.Body.From, out.Body.To, out.Body.Items = from, to, []marketDayView{}
	for _, d := range market.Calendar(markets.Venues, markets.Exceptions, from, to) {
		out.Body.Items = append(out.Body.Items, shown(d, caller.Role))
	}
	return out, nil
}
