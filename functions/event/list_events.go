package event

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ListEvents shows what else happens near the markets.
func ListEvents(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return listEvents{store.New(table, env.Now).EventYears, env.Now}.operation(), nil
}

type listEvents struct {
	years func(ctx context.Context, v tenant.ID, from, to int) (store.Events, error)
	now   func() time.Time
}

type listEventsInput struct {
	api.Days
	Venue string `query:"venue" pattern:"^[a-z0-9]{1,40}$" doc:"Id of the venue they are near, those near every venue included; absent: all"`
}

type listEventsOutput struct {
	Body struct {
		From  civil.Date    `json:"from"`
		To    civil.Date    `json:"to"`
		Items []event.Event `json:"items" doc:"Events that happen on one of the days, in order of their first day"`
	}
}

// How many days are shown unless the request says so, and at most.
const (
	usualDays = 61
	mostDays  = 366
)

func (h listEvents) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "list-events",
		Method:      http.MethodGet,
		Path:        "/api/v1/events",
		Summary:     "What else happens near your markets",
		Description: "Today and the next 60 days, in your time zone, unless you say which. At most 366 days at a time.",
		Tags:        []string{"event"},
	}, h.serve)
}

func (h listEvents) serve(ctx context.Context, caller tenant.Caller, in *listEventsInput) (*listEventsOutput, error) {
	from, to, err := in.Ahead(api.Today(h.now()), usualDays, mostDays)
	if err != nil {
		return nil, err
	}
	// The vendor's time zone, read with the rest, may move today by a day.
	events, err := h.years(ctx, caller.Vendor, event.FirstYear(from-1), (to + 1).Year())
	if err != nil {
		return nil, err
	}
	if _, ok := events.Venues[in.Venue]; in.Venue != "" && !ok {
		return nil, errs.InvalidField("query.venue", "you have no venue %q", in.Venue)
	}
	from, to, err = in.Ahead(civil.DateOf(h.now().In(events.Vendor.Location())), usualDays, mostDays)
	if err != nil {
		return nil, err
	}
	out := new(listEventsOutput)
	out.Body.From, out.Body.To = from, to
	out.Body.Items = event.Between(events.Events, from, to, in.Venue)
	return out, nil
}
