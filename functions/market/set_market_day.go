package market

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// SetMarketDay adds, skips or changes one market day.
func SetMarketDay(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return setMarketDay{store.New(table, env.Now).EditMarkets}.operation(), nil
}

type setMarketDay struct {
	edit func(context.Context, tenant.ID, civil.Date, func(map[string]venue.Venue, map[string]market.Exception) error) error
}

type setMarketDayInput struct {
	api.MarketDay
	Body struct {
		Status    market.Status `json:"status,omitempty" enum:"planned,skipped" doc:"Whether you go; absent: as the venue's rule says"`
		Opens     string        `json:"opens,omitempty" minLength:"5" maxLength:"5" doc:"Start of selling, local time HH:MM; absent: the venue's"`
		Closes    string        `json:"closes,omitempty" minLength:"5" maxLength:"5" doc:"End of selling, local time HH:MM; absent: the venue's"`
		Fee       *amount.Money `json:"fee,omitempty" minimum:"0" maximum:"1000000000" doc:"What the stall costs, in the minor unit of the currency; absent: the venue's"`
		Visitors  *int          `json:"visitors,omitempty" minimum:"0" maximum:"1000000" doc:"Expected visitors; absent: the venue's"`
		Note      string        `json:"note,omitempty" maxLength:"500"`
		PreOrders []preOrder    `json:"preOrders,omitempty" maxItems:"500" doc:"What customers ordered beforehand: it comes on top of the list"`
	}
}

type preOrder struct {
	Product string `json:"product" pattern:"^[a-z0-9]{1,40}$" doc:"Id of the product"`
	Units   int    `json:"units" minimum:"1" maximum:"100000"`
}

type setMarketDayOutput struct{ Body marketDayView }

func (h setMarketDay) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "set-market-day",
		Method:      http.MethodPut,
		Path:        "/api/v1/market-days/{date}/{venue}",
		Summary:     "Add, skip or change one market day",
		Description: "Replaces what you said of the day before. An empty object takes all of it back: the venue's rule decides again, and if it " +
			"has no market on this day, the answer's status is none.",
		Tags: []string{"market"},
	}, h.serve)
}

func (h setMarketDay) serve(ctx context.Context, caller tenant.Caller, in *setMarketDayInput) (*setMarketDayOutput, error) {
	date, err := in.Day()
	if err != nil {
		return nil, err
	}
	e, err := in.exception()
	if err != nil {
		return nil, err
	}
	out := new(setMarketDayOutput)
	err = h.edit(ctx, caller.Vendor, date, func(venues map[string]venue.Venue, exceptions map[string]market.Exception) error {
		n, ok := venues[in.Venue]
		if !ok {
			return errs.New(errs.NotFound, "you have no venue %q", in.Venue)
		}
		if n.Archived {
			return errs.New(errs.Conflict, "%s is archived, so that it has no market days", n.Name)
		}
		day, err := market.Put(exceptions, n, date, e)
		out.Body = shown(day, caller.Role)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// exception is what the request says of the day.
func (in *setMarketDayInput) exception() (market.Exception, error) {
	b := in.Body
	e := market.Exception{Status: b.Status, Fee: b.Fee, Visitors: b.Visitors, Note: catalog.CleanName(b.Note)}
	for i, o := range b.PreOrders {
		if e.PreOrders == nil {
			e.PreOrders = map[string]int{}
		}
		if _, twice := e.PreOrders[o.Product]; twice {
			return e, errs.InvalidField(fmt.Sprintf("body.preOrders[%d].product", i), "%q is there twice", o.Product)
		}
		e.PreOrders[o.Product] = o.Units
	}
	var err error
	if e.Opens, err = optionalClock("body.opens", b.Opens); err != nil {
		return e, err
	}
	e.Closes, err = optionalClock("body.closes", b.Closes)
	return e, err
}

func optionalClock(location, text string) (*civil.Clock, error) {
	if text == "" {
		return nil, nil
	}
	c, err := api.Clock(location, text)
	return &c, err
}
