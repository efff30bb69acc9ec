package event

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/localevents"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// FetchEvents reads all sources of events nearby now.
func FetchEvents(open func(*boot.Env) (localevents.Sources, error)) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) {
		table, err := env.Table()
		if err != nil {
			return api.Operation{}, err
		}
		sources, err := open(env)
		if err != nil {
			return api.Operation{}, err
		}
		return fetchEvents{store.New(table, env.Now).EditFair, gatherer{sources, env.Now}}.operation(), nil
	}
}

type fetchEvents struct {
	edit   editFair
	gather gatherer
}

func (h fetchEvents) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID:   "fetch-events",
		Method:        http.MethodPost,
		Path:          "/api/v1/events/fetch",
		DefaultStatus: http.StatusOK,
		Summary:       "Ask all sources for events near your markets now",
		Description:   "Takes ten seconds at most. What did not answer by then keeps the events that it told of before, and says so. They are asked every day in any case.",
		Tags:          []string{"event"},
	}, h.serve)
}

func (h fetchEvents) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*feedsOutput, error) {
	out := new(feedsOutput)
	err := h.gather.refresh(ctx, h.edit, caller.Vendor, everything, func(f *store.Fair) { out.Body.Items = viewsOf(f.Feeds, h.gather.now()) })
	if err != nil {
		return nil, err
	}
	return out, nil
}

// refresh reads the sources of v that wanted says and keeps what they say; then is told
// of the result.
func (g gatherer) refresh(ctx context.Context, edit editFair, v tenant.ID, wanted func(localevents.Feed, time.Time) bool, then func(*store.Fair)) error {
	var all []news // once, though the table may ask for it again
	asked := false
	return edit(ctx, v, func(f *store.Fair) error {
		if !asked {
			limited, cancel := context.WithTimeout(ctx, patience)
			defer cancel()
			var err error
			if all, err = g.gather(limited, f, wanted); err != nil {
				return err
			}
			asked = true
		}
		g.take(f, all)
		then(f)
		return nil
	})
}
