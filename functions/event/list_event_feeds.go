package event

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ListEventFeeds shows who tells of events nearby.
func ListEventFeeds(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return listEventFeeds{store.New(table, env.Now).Fair, env.Now}.operation(), nil
}

type listEventFeeds struct {
	fair func(ctx context.Context, v tenant.ID) (*store.Fair, error)
	now  func() time.Time
}

type feedsOutput struct {
	Body struct {
		Items []feedView `json:"items" doc:"What you follow, and the services that are asked for all"`
	}
}

func (h listEventFeeds) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "list-event-feeds",
		Method:      http.MethodGet,
		Path:        "/api/v1/event-feeds",
		Summary:     "Who tells of events near your markets, and how fresh that is",
		Tags:        []string{"event"},
	}, h.serve)
}

func (h listEventFeeds) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*feedsOutput, error) {
	f, err := h.fair(ctx, caller.Vendor)
	if err != nil {
		return nil, err
	}
	out := new(feedsOutput)
	out.Body.Items = viewsOf(f.Feeds, h.now())
	return out, nil
}
