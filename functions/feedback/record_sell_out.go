package feedback

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// RecordSellOut notes that a product sold out: one tap at the stall.
func RecordSellOut(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return recordSellOut{store.New(table, env.Now).EditSales, env.Now}.operation(), nil
}

type recordSellOut struct {
	edit func(context.Context, tenant.ID, []civil.Month, func(*store.Books) error) error
	now  func() time.Time
}

type recordSellOutInput struct {
	Body struct {
		Date    string `json:"date" format:"date" maxLength:"10" doc:"Market day, YYYY-MM-DD"`
		Venue   string `json:"venue" pattern:"^[a-z0-9]{1,40}$" doc:"Id of the venue"`
		Product string `json:"product" maxLength:"40" doc:"Id of the product"`
		At      string `json:"at,omitempty" maxLength:"5" doc:"When, local time HH:MM; absent: unknown"`
		Undo    bool   `json:"undo,omitempty" doc:"It did not sell out after all"`
	}
}

func (h recordSellOut) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "record-sell-out",
		Method:      http.MethodPost,
		Path:        "/api/v1/sell-outs",
		Summary:     "Note that a product sold out",
		Description: "More was wanted than was sold, which the next list must know. Noting it again replaces the time.",
		Tags:        []string{"feedback"}, DefaultStatus: http.StatusNoContent,
	}, h.serve)
}

func (h recordSellOut) serve(ctx context.Context, caller tenant.Caller, in *recordSellOutInput) (*struct{}, error) {
	reported := ReportedDay{Date: in.Body.Date, Venue: in.Body.Venue}
	day, err := reported.day("body", h.now())
	if err != nil {
		return nil, err
	}
	at := sale.Unknown
	if in.Body.At != "" {
		if at, err = api.Clock("body.at", in.Body.At); err != nil {
			return nil, err
		}
	}
	return nil, h.edit(ctx, caller.Vendor, []civil.Month{day.Date.Month()}, func(b *store.Books) error {
		if _, ok := b.Venues[day.Venue]; !ok {
			return errs.InvalidField("body.venue", "you have no venue %q", day.Venue)
		}
		if _, ok := b.Products[in.Body.Product]; !ok {
			return errs.InvalidField("body.product", "you have no product %q", in.Body.Product)
		}
		line := b.Day(day.Date, day.Venue).Line(in.Body.Product, sale.Noted)
		line.SoldOut, line.SoldOutAt = !in.Body.Undo, at
		if in.Body.Undo {
			line.SoldOutAt = sale.Unknown
		}
		return nil
	})
}
