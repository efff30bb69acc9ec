package sales

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// RecordSales takes down what was sold by hand: cash, tokens, a till of its own.
func RecordSales(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return recordSales{store.New(table, env.Now).EditSales, env.Now}.operation(), nil
}

type recordSales struct {
	edit func(context.Context, tenant.ID, []civil.Month, func(*store.Books) error) error
	now  func() time.Time
}

type recordSalesInput struct {
	Body struct {
		Date  string        `json:"date" format:"date" maxLength:"10" doc:"Market day, YYYY-MM-DD"`
		Venue string        `json:"venue" maxLength:"40" doc:"Id of the venue"`
		Items []handCounted `json:"items" minItems:"1" maxItems:"1000"`
	}
}

// handCounted is what was sold of one product beside the till.
type handCounted struct {
	Product   string   `json:"product" maxLength:"40" doc:"Id of the product"`
	Units     float64  `json:"units" minimum:"0" maximum:"1000000" doc:"Units sold"`
	Revenue   *int64   `json:"revenue,omitempty" minimum:"0" maximum:"100000000000" doc:"In the minor unit of the currency; absent: units times the product's price"`
	Brought   *float64 `json:"brought,omitempty" minimum:"0" maximum:"1000000" doc:"Units brought"`
	SoldOut   bool     `json:"soldOut,omitempty"`
	SoldOutAt string   `json:"soldOutAt,omitempty" maxLength:"5" doc:"When it sold out, local time HH:MM"`
}

type recordSalesOutput struct{ Body soldDay }

func (h recordSales) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "record-sales",
		Method:      http.MethodPost,
		Path:        "/api/v1/sales",
		Summary:     "Record sales of a market day by hand",
		Description: "What you record comes on top of what the till or a file says of the day. Recording the same product and day again replaces " +
			"what you recorded before, so that a request may be sent twice. Answers with the whole day.",
		Tags: []string{"sales"},
	}, h.serve)
}

func (h recordSales) serve(ctx context.Context, caller tenant.Caller, in *recordSalesInput) (*recordSalesOutput, error) {
	date, err := api.Date("body.date", in.Body.Date)
	if err != nil {
		return nil, err
	}
	if date > api.Today(h.now())+1 {
		return nil, errs.InvalidField("body.date", "%s has not been yet", date)
	}
	out := new(recordSalesOutput)
	err = h.edit(ctx, caller.Vendor, []civil.Month{date.Month()}, func(b *store.Books) error {
		if _, ok := b.Venues[in.Body.Venue]; !ok {
			return errs.InvalidField("body.venue", "you have no venue %q", in.Body.Venue)
		}
		day := b.Day(date, in.Body.Venue)
		for i, item := range in.Body.Items {
			line, err := item.line(b, fmt.Sprintf("body.items[%d]", i))
			if err != nil {
				return err
			}
			*day.Line(item.Product, sale.Manual) = line
		}
		out.Body = sold(b, *day)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// line is the line that c, which stands at location in the request, makes.
func (c handCounted) line(b *store.Books, location string) (sale.Line, error) {
	l := sale.NewLine(c.Product, sale.Manual)
	product, ok := b.Products[c.Product]
	if !ok {
		return l, errs.InvalidField(location+".product", "you have no product %q", c.Product)
	}
	l.Units = amount.FromUnits(c.Units)
	switch {
	case c.Revenue != nil:
		l.Revenue = amount.Money(*c.Revenue)
	case product.Price != nil:
		l.Revenue = amount.Money(c.Units * float64(*product.Price))
	}
	if c.Brought != nil {
		if *c.Brought < c.Units {
			return l, errs.InvalidField(location+".brought", "you cannot have brought fewer than you sold")
		}
		l.Brought = amount.FromUnits(*c.Brought)
	}
	l.SoldOut = c.SoldOut || c.SoldOutAt != ""
	if c.SoldOutAt != "" {
		at, err := api.Clock(location+".soldOutAt", c.SoldOutAt)
		if err != nil {
			return l, err
		}
		l.SoldOutAt = at
	}
	return l, nil
}
