package venue

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/weather"
)

// Gazetteer returns the towns of a name or postcode, the likeliest first, with names
// in a language of two letters.
type Gazetteer = func(ctx context.Context, name, language string) ([]weather.Town, error)

// FindPlaces says where towns are.
func FindPlaces(open func(*boot.Env) (Gazetteer, error)) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) {
		find, err := open(env)
		if err != nil {
			return api.Operation{}, err
		}
		return findPlaces{find}.operation(), nil
	}
}

type findPlaces struct{ find Gazetteer }

type findPlacesInput struct {
	Name     string `query:"name" required:"true" minLength:"2" maxLength:"100" doc:"Town or postcode; a comma and a state or country may follow"`
	Language string `query:"language" default:"en" enum:"en,es,de" doc:"Language of the names"`
}

type findPlacesOutput struct {
	Body struct {
		Items []weather.Town `json:"items" doc:"The likeliest first, at most ten; empty: no such town is known"`
	}
}

func (h findPlaces) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "find-places",
		Method:      http.MethodGet,
		Path:        "/api/v1/places",
		Summary:     "Where a town is",
		Description: "Finds towns by name or postcode, to say where a venue is: the weather needs no more than the town. Streets are not known. " +
			"Place data by Open-Meteo.com and GeoNames (CC BY 4.0).",
		Tags: []string{"venue"},
	}, h.serve)
}

func (h findPlaces) serve(ctx context.Context, _ tenant.Caller, in *findPlacesInput) (*findPlacesOutput, error) {
	name := catalog.CleanName(in.Name)
	if name == "" {
		return nil, errs.InvalidField("query.name", "name a town or a postcode")
	}
	towns, err := h.find(ctx, name, in.Language)
	if err != nil {
		return nil, err
	}
	out := new(findPlacesOutput)
	out.Body.Items = towns
	return out, nil
}
