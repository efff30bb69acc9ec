package sales

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ListSales shows what was sold, by market day and product.
func ListSales(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return listSales{store.New(table, env.Now).SalesMonths, env.Now}.operation(), nil
}

type listSales struct {
	sales func(context.Context, tenant.ID, []civil.Month) (*store.Books, error)
	now   func() time.Time
}

type listSalesInput struct {
	api.Days
	Venue string `query:"venue" maxLength:"40" doc:"Id of the venue; absent: all of them"`
}

type listSalesOutput struct {
	Body struct {
		Items []soldDay `json:"items" doc:"Market days, the newest first"`
	}
}

// soldDay is what was sold on one market day.
type soldDay struct {
	Date      civil.Date   `json:"date"`
	Venue     string       `json:"venue" doc:"Id of the venue"`
	VenueName string       `json:"venueName"`
	Revenue   amount.Money `json:"revenue" doc:"In the minor unit of the currency"`
	Products  []soldItem   `json:"products"`
}

// soldItem is what was sold of one product.
type soldItem struct {
	Product   string       `json:"product" doc:"Id of the product; empty: amounts without one"`
	Name      string       `json:"name"`
	Units     float64      `json:"units"`
	Revenue   amount.Money `json:"revenue" doc:"In the minor unit of the currency"`
	SoldOut   bool         `json:"soldOut"`
	SoldOutAt *civil.Clock `json:"soldOutAt,omitempty"`
	LastSale  *civil.Clock `json:"lastSale,omitempty" doc:"Time of the last sale, if it is known"`
}

func (h listSales) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "list-sales",
		Method:      http.MethodGet,
		Path:        "/api/v1/sales",
		Summary:     "What was sold, by market day",
		Description: "The last 31 days unless you say which. At most 366 days at a time.",
		Tags:        []string{"sales"},
	}, h.serve)
}

func (h listSales) serve(ctx context.Context, caller tenant.Caller, in *listSalesInput) (*listSalesOutput, error) {
	today := api.Today(h.now())
	from, to, err := in.Range(today-30, today+1, 366)
	if err != nil {
		return nil, err
	}
	books, err := h.sales(ctx, caller.Vendor, monthsOf(from, to))
	if err != nil {
		return nil, err
	}
	out := new(listSalesOutput)
	out.Body.Items = []soldDay{}
	for _, m := range monthsOf(from, to) {
		for _, d := range books.Months[m].Days {
			if d.Date >= from && d.Date <= to && (in.Venue == "" || in.Venue == d.Venue) {
				out.Body.Items = append(out.Body.Items, sold(books, d))
			}
		}
	}
	slices.Reverse(out.Body.Items)
	return out, nil
}

func sold(books *store.Books, d sale.Day) soldDay {
	day := soldDay{Date: d.Date, Venue: d.Venue, VenueName: venueName(books.Venues, d.Venue), Products: []soldItem{}}
	for _, l := range d.Totals() {
		day.Revenue += l.Revenue
		day.Products = append(day.Products, soldItem{
			Product: l.Product, Name: productName(books.Products, l.Product), Units: l.Units.Units(), Revenue: l.Revenue,
			SoldOut: l.SoldOut, SoldOutAt: known(l.SoldOutAt), LastSale: known(l.Last),
		})
	}
	return day
}

func known(c civil.Clock) *civil.Clock {
	if c == sale.Unknown {
		return nil
	}
	return &c
}
