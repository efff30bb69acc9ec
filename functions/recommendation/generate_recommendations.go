package recommendation

import (
	"context"
	"maps"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/planner"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// GenerateRecommendations makes lists from what is known now.
func GenerateRecommendations(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	s := store.New(table, env.Now)
	return generateRecommendations{s.Planning, s.SavePlan, env.Now}.operation(), nil
}

type generateRecommendations struct {
	planning func(ctx context.Context, v tenant.ID, first, last civil.Date, listed string) (*store.Planning, error)
	save     func(ctx context.Context, v tenant.ID, p store.Plan) error
	now      func() time.Time
}

type generateRecommendationsInput struct {
	Body struct {
		Date  string `json:"date,omitempty" format:"date" maxLength:"10" doc:"Market day, YYYY-MM-DD; absent: those of the next seven days"`
		Venue string `json:"venue,omitempty" pattern:"^[a-z0-9]{1,40}$" doc:"Id of the venue; absent: all that have a market"`
	}
}

type generateRecommendationsOutput struct {
	Body struct {
		Items []setSummary        `json:"items" doc:"The lists that were made, in short and in order of day"`
		List  *recommendation.Set `json:"list,omitempty" doc:"The whole list, if you named day and venue"`
	}
}

// How far back and ahead a list may be asked for, and for how many days lists are
// kept ready, in days. A list for a day that has been shows what it would have been.
const (
	hindsight civil.Date = 31
	farthest  civil.Date = 60
	keptReady civil.Date = 7
)

// mostSets is how many lists one request may make.
const mostSets = 60

func (h generateRecommendations) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID:   "generate-recommendations",
		Method:        http.MethodPost,
		Path:          "/api/v1/recommendations",
		Summary:       "Make lists from what is known now",
		Description:   "Your own numbers on lists that were there before stay. A day that is no market day of a venue may be asked for by naming both.",
		Tags:          []string{"recommendation"},
		DefaultStatus: http.StatusOK,
	}, h.serve)
}

func (h generateRecommendations) serve(ctx context.Context, caller tenant.Caller, in *generateRecommendationsInput) (*generateRecommendationsOutput, error) {
	today := api.Today(h.now())
	first, last := today, today+keptReady
	if in.Body.Date != "" {
		date, err := api.Date("body.date", in.Body.Date)
		if err != nil {
			return nil, err
		}
		if date < today-hindsight || date > today+farthest {
			return nil, errs.InvalidField("body.date", "lists are made for days from %d days back to %d days ahead", hindsight, farthest)
		}
		first, last = date, date
	}
	single := in.Body.Date != "" && in.Body.Venue != ""
	listed := ""
	if single {
		listed = in.Body.Venue
	}
	p, err := h.planning(ctx, caller.Vendor, min(today, first), last, listed)
	if err != nil {
		return nil, err
	}
	days, err := wanted(p, first, last, in.Body.Venue, single)
	if err != nil {
		return nil, err
	}
	sets, model := plan(p, h.now(), days)
	save := store.Plan{Sets: sets, Model: model}
	if single && caller.User != "" { // who asks sees the list: a letter need not tell that it moved
		save.Seen = maps.Clone(p.Seen)
		if save.Seen == nil {
			save.Seen = map[string]recommendation.Known{}
		}
		save.Seen[caller.User] = sets[0].KnownAt(h.now())
	}
	if err := h.save(ctx, caller.Vendor, save); err != nil {
		return nil, err
	}
	out := new(generateRecommendationsOutput)
	out.Body.Items = summaries(sets, caller, h.now())
	if single {
		set := visible(sets[0].AsOf(h.now()), caller).WithOverrides(p.Overrides)
		set.Version = p.ListVersion + 1
		out.Body.List = &set
	}
	return out, nil
}

// wanted are the market days that a request is for.
func wanted(p *store.Planning, first, last civil.Date, venueID string, single bool) ([]market.Day, error) {
	if venueID != "" {
		n, ok := p.Venues[venueID]
		if !ok {
			return nil, errs.InvalidField("body.venue", "you have no venue %q", venueID)
		}
		if single {
			return []market.Day{market.Assumed(n, venueID, p.Exceptions, first)}, nil
		}
	}
	var days []market.Day
	for _, d := range market.Calendar(p.Venues, p.Exceptions, first, last) {
		if d.Status == market.Planned && (venueID == "" || venueID == d.Venue) {
			days = append(days, d)
		}
	}
	if len(days) > mostSets {
		return nil, errs.InvalidField("body.venue", "you have %d market days then: name a day or a venue", len(days))
	}
	return days, nil
}

// plan makes the lists for days from p.
func plan(p *store.Planning, now time.Time, days []market.Day) ([]recommendation.Set, []byte) {
	var markets []market.Day
	for _, d := range days {
		if len(markets) == 0 || markets[len(markets)-1].Date < d.Date {
			markets = append(markets, market.Calendar(p.Venues, p.Exceptions, d.Date, d.Date)...)
		}
	}
	return planner.Plan(inputOf(p, now, markets), days)
}

// inputOf is what lists are made of, with all markets of their days.
func inputOf(p *store.Planning, now time.Time, markets []market.Day) planner.Input {
	return planner.Input{
		Vendor: p.Vendor, Products: p.Products, Venues: p.Venues, Months: p.Months, Events: p.Events, Model: p.Model, Leanings: p.Leanings, Markets: markets,
		Feeds: p.Feeds, Weather: p.Weather, TillRead: p.TillRead, Now: now,
	}
}
