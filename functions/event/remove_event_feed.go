package event

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// RemoveEventFeed follows a calendar no longer.
func RemoveEventFeed(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return removeEventFeed{store.New(table, env.Now).EditFair, env.Now}.operation(), nil
}

type removeEventFeed struct {
	edit editFair
	now  func() time.Time
}

type removeEventFeedInput struct {
	Feed string `path:"feed" pattern:"^[a-z0-9]{1,40}$" doc:"Id of what you follow"`
}

func (h removeEventFeed) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID:   "remove-event-feed",
		Method:        http.MethodDelete,
		Path:          "/api/v1/event-feeds/{feed}",
		DefaultStatus: http.StatusNoContent,
		Summary:       "Follow a calendar no longer",
		Description:   "Its coming events go with it; those that were stay, for sales were made beside them. What is gone already is no error.",
		Tags:          []string{"event"},
	}, h.serve)
}

func (h removeEventFeed) serve(ctx context.Context, caller tenant.Caller, in *removeEventFeedInput) (*struct{}, error) {
	err := h.edit(ctx, caller.Vendor, func(f *store.Fair) error {
		feed, ok := f.Feeds[in.Feed]
		if !ok || feed.URL+feed.Organiser == "" {
			return nil
		}
		delete(f.Feeds, in.Feed)
		f.FeedsChanged = true
		f.Replace(feed.SourceOf(), nil, civil.DateOf(h.now().In(f.Vendor.Location())))
		return nil
	})
	return nil, err
}
