package recommendation

import (
	"context"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/planner"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/weather"
)

// WhatIf makes a list for other circumstances, and keeps nothing.
func WhatIf(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return whatIf{store.New(table, env.Now).Planning, env.Now}.operation(), nil
}

type whatIf struct {
	planning func(ctx context.Context, v tenant.ID, first, last civil.Date, listed string) (*store.Planning, error)
	now      func() time.Time
}

type whatIfInput struct {
	api.MarketDay
	Body struct {
		TempC      *float64      `json:"tempC,omitempty" minimum:"-40" maximum:"50" doc:"Mean temperature of the selling hours, in degrees Celsius"`
		RainMM     *float64      `json:"rainMm,omitempty" minimum:"0" maximum:"200" doc:"Rain over the selling hours, in millimetres"`
		Attendance *int          `json:"attendance,omitempty" minimum:"0" maximum:"10000000" doc:"Visitors of an event nearby, besides those that are known"`
		Fee        *amount.Money `json:"fee,omitempty" minimum:"0" maximum:"100000000" doc:"What the stall costs, in the minor unit of the currency"`
		Items      []supposed    `json:"items,omitempty" maxItems:"200"`
	}
}

// supposed is a product in other circumstances.
type supposed struct {
	Product  string        `json:"product" pattern:"^[a-z0-9]{1,40}$"`
	Quantity *int          `json:"quantity,omitempty" minimum:"0" maximum:"1000000" doc:"How many you would bring; in whole packs, within floor and ceiling"`
	Price    *amount.Money `json:"price,omitempty" minimum:"1" maximum:"100000000" doc:"What one would cost; that fewer buy then is not known"`
}

type whatIfOutput struct {
	Body struct {
		Before recommendation.Totals `json:"before" doc:"As things are"`
		List   recommendation.Set    `json:"list" doc:"As it would be"`
	}
}

func (h whatIf) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID:   "what-if",
		Method:        http.MethodPost,
		Path:          "/api/v1/recommendations/{date}/{venue}/what-if",
		DefaultStatus: http.StatusOK,
		Summary:       "What the list would be in other circumstances",
		Description:   "Other weather, an event, another fee, price or quantity. Nothing is kept. Helpers see no money.",
		Tags:          []string{"recommendation"},
	}, h.serve)
}

func (h whatIf) serve(ctx context.Context, caller tenant.Caller, in *whatIfInput) (*whatIfOutput, error) {
	date, err := in.Day()
	if err != nil {
		return nil, err
	}
	today := api.Today(h.now())
	if date < today-hindsight || date > today+farthest {
		return nil, errs.InvalidField("path.date", "lists are made for days from %d days back to %d days ahead", hindsight, farthest)
	}
	p, err := h.planning(ctx, caller.Vendor, min(today, date), date, in.Venue)
	if err != nil {
		return nil, err
	}
	n, ok := p.Venues[in.Venue]
	if !ok {
		return nil, errs.New(errs.NotFound, "you have no venue %q", in.Venue)
	}
	day := market.Assumed(n, in.Venue, p.Exceptions, date)
	input := inputOf(p, h.now(), []market.Day{day})
	before, model := planner.Plan(input, []market.Day{day})
	if len(model) > 0 {
		input.Model = model // made once
	}
	if err := in.change(&input, &day, p.Products); err != nil {
		return nil, err
	}
	after, _ := planner.Plan(input, []market.Day{day})
	out := new(whatIfOutput)
	out.Body.Before, out.Body.List = visible(before[0], caller).Totals, visible(after[0].WithOverrides(nil).AsOf(h.now()), caller)
	return out, nil
}

// change puts what the request asks for into what a list is made of.
func (in *whatIfInput) change(input *planner.Input, day *market.Day, known map[string]catalog.Product) error {
	b := in.Body
	if b.TempC != nil || b.RainMM != nil {
		w := weather.Conditions{Window: weather.Window{TempC: math.NaN(), RainMM: math.NaN(), Chance: math.NaN(), GustKMH: math.NaN(), Code: weather.NoCode, Coverage: 1}, Source: weather.Asked}
		if c, ok := input.Weather.On(day.Venue, day.Date, input.Now); ok {
			w.TempC, w.RainMM = c.TempC, c.RainMM
		}
		if b.TempC != nil {
			w.TempC = *b.TempC
		}
		if b.RainMM != nil {
			w.RainMM = *b.RainMM
		}
		input.Asked = &w
	}
	if b.Attendance != nil {
		input.Events = append(slices.Clone(input.Events), event.Event{Name: "an event", Date: day.Date, Until: day.Date, Venue: day.Venue, Attendance: b.Attendance})
	}
	if b.Fee != nil {
		day.Fee = *b.Fee
	}
	input.Products, input.Quantities = maps.Clone(known), map[string]int{}
	for i, it := range b.Items {
		product, ok := known[it.Product]
		if !ok {
			return errs.InvalidField(fmt.Sprintf("body.items[%d].product", i), "you have no product %q", it.Product)
		}
		if it.Price != nil {
			product.Price = it.Price
		}
		if it.Quantity != nil {
			input.Quantities[it.Product] = *it.Quantity
		}
		input.Products[it.Product] = product
	}
	return nil
}
