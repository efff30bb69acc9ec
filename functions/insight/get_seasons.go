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

// GetSeasons shows how sales run over the year.
func GetSeasons(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getSeasons{store.New(table, env.Now).Ledger, env.Now}.operation(), nil
}

type getSeasons struct {
	ledger ledger
	now    func() time.Time
}

type getSeasonsInput struct {
	api.Days
	By      string `query:"by" enum:"venue,product" default:"venue" doc:"A series for each venue, or for each product"`
	Product string `query:"product" maxLength:"40" doc:"Id of the one product that counts; absent: all"`
	Venue   string `query:"venue" maxLength:"40" doc:"Id of the one venue that counts; absent: all"`
	Limit   int    `query:"limit" minimum:"1" maximum:"50" default:"12" doc:"How many series to show"`
}

type getSeasonsOutput struct {
	Body struct {
		From   civil.Date       `json:"from"`
		To     civil.Date       `json:"to"`
		Series []insight.Series `json:"series" doc:"The greatest revenue first"`
	}
}

func (h getSeasons) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "get-seasons",
		Method:      http.MethodGet,
		Path:        "/api/v1/insights/seasons",
		Summary:     "Sales by week, per venue or product",
		Description: "The last two years unless you say which days. At most 1,100 days at a time. For managers and owners.",
		Tags:        []string{"insight"},
	}, h.serve)
}

func (h getSeasons) serve(ctx context.Context, caller tenant.Caller, in *getSeasonsInput) (*getSeasonsOutput, error) {
	today := api.Today(h.now())
	from, to, err := in.Range(today-2*usualDays+1, today+1, mostDays)
	if err != nil {
		return nil, err
	}
	l, err := h.ledger(ctx, caller.Vendor, from, to, store.MarketDay{})
	if err != nil {
		return nil, err
	}
	cut := insight.Cut{Product: in.Product, Venue: in.Venue, ByProduct: in.By == "product"}
	out := new(getSeasonsOutput)
	out.Body.From, out.Body.To, out.Body.Series = from, to, insight.Seasons(books(l), cut, from, to, in.Limit)
	return out, nil
}
