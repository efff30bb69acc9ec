package event

import (
	"cmp"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// CreateEvent adds something that happens near the markets.
func CreateEvent(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return createEvent{store.New(table, env.Now).EditEvents}.operation(), nil
}

// editEvents is store.EditEvents.
type editEvents func(ctx context.Context, v tenant.ID, year int, change func(map[string]venue.Venue, map[string]event.Event) error) error

type createEvent struct{ edit editEvents }

type createEventInput struct {
	Body struct {
		Name       string `json:"name" minLength:"1" maxLength:"120" example:"Harvest festival"`
		Date       string `json:"date" format:"date" maxLength:"10" doc:"First day, YYYY-MM-DD"`
		Until      string `json:"until,omitempty" format:"date" maxLength:"10" doc:"Last day, YYYY-MM-DD, at most 59 days later; absent: the first"`
		Venue      string `json:"venue,omitempty" pattern:"^[a-z0-9]{1,40}$" doc:"Id of the venue that it is near; absent: all of them"`
		Attendance *int   `json:"attendance,omitempty" minimum:"0" maximum:"10000000" doc:"Expected visitors of the event; absent: unknown, and then it changes no number"`
	}
}

type createEventOutput struct {
	Body event.Event
}

func (h createEvent) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID:   "create-event",
		Method:        http.MethodPost,
		Path:          "/api/v1/events",
		DefaultStatus: http.StatusCreated,
		Summary:       "Add something that happens near your markets",
		Description:   "The same name, first day and venue are the same event, which can be added once.",
		Tags:          []string{"event"},
	}, h.serve)
}

func (h createEvent) serve(ctx context.Context, caller tenant.Caller, in *createEventInput) (*createEventOutput, error) {
	e := event.Event{Name: catalog.CleanName(in.Body.Name), Venue: in.Body.Venue, Attendance: in.Body.Attendance, Source: event.Own}
	var err error
	if e.Date, err = api.Date("body.date", in.Body.Date); err != nil {
		return nil, err
	}
	if e.Until, err = api.Date("body.until", cmp.Or(in.Body.Until, in.Body.Date)); err != nil {
		return nil, err
	}
	out := new(createEventOutput)
	err = h.edit(ctx, caller.Vendor, e.Date.Year(), func(venues map[string]venue.Venue, events map[string]event.Event) error {
		if n, ok := venues[e.Venue]; e.Venue != "" && (!ok || n.Archived) {
			return errs.InvalidField("body.venue", "you have no venue %q, or it is archived", e.Venue)
		}
		added, err := event.Add(events, e)
		out.Body = added
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
