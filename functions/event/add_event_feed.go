package event

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/localevents"
	"github.com/marketprep/marketprep/shared/safefetch"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// AddEventFeed follows a calendar, or an organiser at Eventbrite.
func AddEventFeed(open func(*boot.Env) (localevents.Sources, error)) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) {
		table, err := env.Table()
		if err != nil {
			return api.Operation{}, err
		}
		sources, err := open(env)
		if err != nil {
			return api.Operation{}, err
		}
		return addEventFeed{store.New(table, env.Now).EditFair, gatherer{sources, env.Now}}.operation(), nil
	}
}

type addEventFeed struct {
	edit   editFair
	gather gatherer
}

type addEventFeedInput struct {
	Body struct {
		Name      string `json:"name" minLength:"1" maxLength:"120" example:"City calendar"`
		URL       string `json:"url,omitempty" maxLength:"2000" doc:"Address of a calendar (iCalendar, .ics); webcal:// is fine" example:"https://city.example/events.ics"`
		Organiser string `json:"organiser,omitempty" pattern:"^[0-9]{1,20}$" doc:"Number of an organiser at Eventbrite, instead of an address"`
		Venue     string `json:"venue,omitempty" pattern:"^[a-z0-9]{1,40}$" doc:"Id of the venue that its events are near, if they do not say where; absent: all"`
	}
}

type feedOutput struct{ Body feedView }

func (h addEventFeed) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID:   "add-event-feed",
		Method:        http.MethodPost,
		Path:          "/api/v1/event-feeds",
		DefaultStatus: http.StatusCreated,
		Summary:       "Follow a calendar of events near your markets",
		Description: "It is read at once, and every day from then on. What is no calendar is refused; what does not answer right now is followed all the same. " +
			"Events that say where they are count within 5 km of a venue; only those during its hours do.",
		Tags: []string{"event"},
	}, h.serve)
}

// patience is how long all sources together may take while a person waits.
const patience = 10 * time.Second

func (h addEventFeed) serve(ctx context.Context, caller tenant.Caller, in *addEventFeedInput) (*feedOutput, error) {
	feed := localevents.Feed{Name: catalog.CleanName(in.Body.Name), Organiser: in.Body.Organiser, Venue: in.Body.Venue, Added: h.gather.now().UTC()}
	if (in.Body.URL == "") == (in.Body.Organiser == "") {
		return nil, errs.InvalidField("body.url", "name either the address of a calendar or an organiser at Eventbrite")
	}
	if in.Body.URL != "" {
		var err error
		if feed.URL, err = safefetch.Normal(in.Body.URL); err != nil {
			return nil, errs.InvalidField("body.url", "%s", said(err))
		}
	}
	out := new(feedOutput)
	var read *news // once, though the table may ask for it again
	err := h.edit(ctx, caller.Vendor, func(f *store.Fair) error {
		if n, ok := f.Venues[feed.Venue]; feed.Venue != "" && (!ok || n.Archived) {
			return errs.InvalidField("body.venue", "you have no venue %q, or it is archived", feed.Venue)
		}
		added, err := localevents.Add(f.Feeds, feed)
		if err != nil {
			return err
		}
		if read == nil {
			ctx, cancel := context.WithTimeout(ctx, patience)
			defer cancel()
			first := h.gather.readFeed(ctx, added, localevents.SitesOf(f.Venues, f.Vendor.Location()), f.Vendor.Location())
			read = &first
		}
		if kind := errs.KindOf(read.err); read.err != nil && (kind == errs.Invalid || kind == errs.NotFound) {
			return errs.InvalidField("body.url", "%s", said(read.err))
		}
		h.gather.take(f, []news{*read})
		out.Body = viewOf(f.Feeds[added.ID], h.gather.now())
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
