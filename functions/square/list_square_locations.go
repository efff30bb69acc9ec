package square

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/resilience"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ListSquareLocations lists the locations that the vendor set up at Square.
func ListSquareLocations(open Opener) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) { return newListSquareLocations(env, open) }
}

func newListSquareLocations(env *boot.Env, open Opener) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	accounts, err := open(env)
	if err != nil {
		return api.Operation{}, err
	}
	s := store.New(table, env.Now)
	return listSquareLocations{s.Square, accounts.LocationsOf, s.KeepSquareLocations, s.LoseSquare, env.Now}.operation(), nil
}

type listSquareLocations struct {
	connection readConnection
	locations  func(ctx context.Context, v tenant.ID) ([]order.Location, error)
	keep       func(ctx context.Context, v tenant.ID, locations []order.Location) error
	lose       loseConnection
	now        func() time.Time
}

// lastGood is how old locations may be that are shown while Square does not answer.
const lastGood = 24 * time.Hour

type location struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	TimeZone  string   `json:"timeZone" example:"America/New_York"`
	Currency  string   `json:"currency" example:"USD"`
	Country   string   `json:"country" example:"US"`
	Active    bool     `json:"active" doc:"Whether it is in use; a closed one still has sales"`
	Latitude  *float64 `json:"latitude,omitempty"`
	Longitude *float64 `json:"longitude,omitempty"`
}

type listSquareLocationsOutput struct {
	Body struct {
		Items      []location `json:"items"`
		IsFallback bool       `json:"isFallback" doc:"Square did not answer: these are the last that it told"`
		Source     string     `json:"source" enum:"square,cached"`
		AgeSeconds int        `json:"ageSeconds" doc:"How long ago Square told them"`
	}
}

func (h listSquareLocations) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "list-square-locations",
		Method:      http.MethodGet,
		Path:        "/api/v1/square/locations",
		Summary:     "Your locations at Square",
		Description: "While Square does not answer, the last that it told, if that was within a day.",
		Tags:        []string{"square"},
	}, h.serve)
}

func (h listSquareLocations) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*listSquareLocationsOutput, error) {
	c, err := h.connection(ctx, caller.Vendor)
	switch {
	case errs.KindOf(err) == errs.NotFound || err == nil && c.State == store.SquareDisconnected:
		return nil, errs.New(errs.Conflict, "Square is not connected: the owner of the account must connect it first")
	case err != nil:
		return nil, err
	case c.State == store.SquareReconnect:
		return nil, connectAgain(nil)
	}
	began := h.now()
	var live error
	found, err := resilience.First(ctx, "squareLocations", h.now,
		resilience.Source[[]order.Location]{Name: "square", Get: func(ctx context.Context) (l []order.Location, at time.Time, err error) {
			l, live = h.live(ctx, caller.Vendor)
			return l, h.now(), live
		}},
		resilience.Source[[]order.Location]{Name: "cached", Get: func(context.Context) ([]order.Location, time.Time, error) {
			if h.now().Sub(c.Read) > lastGood {
				return nil, c.Read, live
			}
			return c.Locations, c.Read, nil
		}})
	switch {
	case lost(live):
		if err := h.lose(ctx, caller.Vendor, began); err != nil {
			return nil, err
		}
		return nil, connectAgain(live)
	case err != nil:
		return nil, errs.Wrap(errs.Unavailable, err, "Square does not answer right now: try again in a moment")
	}
	return shown(found), nil
}

// live asks Square, and remembers what it tells.
func (h listSquareLocations) live(ctx context.Context, v tenant.ID) ([]order.Location, error) {
	locations, err := h.locations(ctx, v)
	if errs.KindOf(err) == errs.NotFound {
		return nil, errs.Wrap(errs.Unauthorized, err, "there are no tokens")
	}
	if err != nil {
		return nil, err
	}
	return locations, h.keep(ctx, v, locations)
}

func shown(found resilience.Result[[]order.Location]) *listSquareLocationsOutput {
	out := new(listSquareLocationsOutput)
	out.Body.Items = []location{}
	for _, l := range found.Value {
		out.Body.Items = append(out.Body.Items, location{l.ID, l.Name, l.Zone, l.Currency, l.Country, l.Active, l.Lat, l.Lon})
	}
	out.Body.IsFallback, out.Body.Source, out.Body.AgeSeconds = found.IsFallback, found.Source, found.AgeSeconds
	return out
}
