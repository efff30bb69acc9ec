package event

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// DeleteEvent takes an event back.
func DeleteEvent(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return deleteEvent{store.New(table, env.Now).EditEvents}.operation(), nil
}

type deleteEvent struct{ edit editEvents }

type deleteEventInput struct {
	Event string `path:"event" pattern:"^[a-z0-9]{1,40}$" doc:"Id of the event" example:"e20260123456789ab"`
}

func (h deleteEvent) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID:   "delete-event",
		Method:        http.MethodDelete,
		Path:          "/api/v1/events/{event}",
		DefaultStatus: http.StatusNoContent,
		Summary:       "Take an event back",
		Description:   "One that is not there, or not any more, is taken back already. What a source told of stays away, though the source goes on telling of it.",
		Tags:          []string{"event"},
	}, h.serve)
}

func (h deleteEvent) serve(ctx context.Context, caller tenant.Caller, in *deleteEventInput) (*struct{}, error) {
	year, ok := event.YearOf(in.Event)
	if !ok {
		return nil, errs.New(errs.NotFound, "%q is not the id of an event", in.Event)
	}
	return nil, h.edit(ctx, caller.Vendor, year, func(_ map[string]venue.Venue, events map[string]event.Event) error {
		if !event.Remove(events, in.Event) {
			return store.ErrUnchanged
		}
		return nil
	})
}
