package insight

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/feedback"
	"github.com/marketprep/marketprep/shared/insight"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// GetAccuracy sets the lists against what a vendor would do without them.
func GetAccuracy(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getAccuracy{store.New(table, env.Now).Ledger, env.Now}.operation(), nil
}

type getAccuracy struct {
	ledger ledger
	now    func() time.Time
}

type getAccuracyInput struct{ api.Days }

type getAccuracyOutput struct {
	Body struct {
		From       civil.Date       `json:"from"`
		To         civil.Date       `json:"to"`
		MarketDays int              `json:"marketDays" doc:"Market days reported"`
		All        insight.Accuracy `json:"all"`
		Months     []insight.Scored `json:"months" doc:"In order"`
		Venues     []insight.Scored `json:"venues" doc:"In order of name"`
		Products   []insight.Scored `json:"products" doc:"In order of name; always of the last year, as of the night before"`
	}
}

func (h getAccuracy) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "get-accuracy",
		Method:      http.MethodGet,
		Path:        "/api/v1/insights/accuracy",
		Summary:     "The lists against same as last week",
		Description: "By month, venue and product, from what you reported. The last 365 days unless you say which; products always over the last year. " +
			"At most 1,100 days at a time. For managers and owners.",
		Tags: []string{"insight"},
	}, h.serve)
}

func (h getAccuracy) serve(ctx context.Context, caller tenant.Caller, in *getAccuracyInput) (*getAccuracyOutput, error) {
	today := api.Today(h.now())
	from, to, err := in.Range(today-usualDays+1, today+1, mostDays)
	if err != nil {
		return nil, err
	}
	l, err := h.ledger(ctx, caller.Vendor, from, to, store.MarketDay{})
	if err != nil {
		return nil, err
	}
	out := new(getAccuracyOutput)
	out.Body.From, out.Body.To = from, to
	var all feedback.Counts
	months, venues := insight.Tally{}, insight.Tally{}
	for key, c := range l.Reported {
		day, venue, _ := strings.Cut(key, "#")
		date, err := civil.ParseDate(day)
		if err != nil {
			return nil, fmt.Errorf("insight: counts of %q: %w", key, err)
		}
		if date < from || date > to {
			continue
		}
		out.Body.MarketDays++
		all.Add(c)
		months.Add(insight.Month(date), c)
		venues.Add(venue, c)
	}
	out.Body.All, out.Body.Months, out.Body.Venues = insight.AccuracyOf(all), months.ByID(), venues.Venues(books(l))
	out.Body.Products = insight.Tally(l.Learned.Products).Products(books(l))
	return out, nil
}
