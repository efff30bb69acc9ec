package sales

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ListUnmappedSales lists the till's orders of which nobody knows at which market
// they were sold.
func ListUnmappedSales(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	s := store.New(table, env.Now)
	return listUnmappedSales{s.Unmapped, s.Sync, env.Now}.operation(), nil
}

type listUnmappedSales struct {
	unmapped func(ctx context.Context, v tenant.ID, from, to civil.Month, after string, limit int32) (store.Page[store.Unmapped], error)
	sync     func(ctx context.Context, v tenant.ID) (salesync.State, error)
	now      func() time.Time
}

type listUnmappedSalesInput struct {
	After string `query:"after" maxLength:"200" doc:"Next of the page before"`
}

type listUnmappedSalesOutput struct {
	Body struct {
		Items []unmappedSales `json:"items" doc:"By day and location, the oldest first"`
		Next  string          `json:"next,omitempty" doc:"Ask for the next page with after; absent on the last one"`
	}
}

// unmappedSales are the orders of one location and day that are at no market.
type unmappedSales struct {
	Date         civil.Date   `json:"date"`
	Location     string       `json:"location" doc:"Id of the till's location"`
	LocationName string       `json:"locationName"`
	Orders       int          `json:"orders"`
	Revenue      amount.Money `json:"revenue" doc:"In the minor unit of the currency"`
	First        time.Time    `json:"first" doc:"When the first of them was paid"`
	Last         time.Time    `json:"last"`
}

func (h listUnmappedSales) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID: "list-unmapped-sales",
		Method:      http.MethodGet,
		Path:        "/api/v1/sales/unmapped",
		Summary:     "Sales of the till that are at no market",
		Description: "They count for no list until you assign them, or a rule places them.",
		Tags:        []string{"sales"},
	}, h.serve)
}

// monthsPerPage is how many months one page looks through. A month takes up to
// 400 kB, of which one read returns three.
const monthsPerPage = 48

func (h listUnmappedSales) serve(ctx context.Context, caller tenant.Caller, in *listUnmappedSalesInput) (*listUnmappedSalesOutput, error) {
	page, err := h.unmapped(ctx, caller.Vendor, civil.First.Month(), (api.Today(h.now()) + 1).Month(), in.After, monthsPerPage)
	if err != nil {
		return nil, err
	}
	st, err := h.sync(ctx, caller.Vendor)
	if err != nil {
		return nil, err
	}
	out := new(listUnmappedSalesOutput)
	out.Body.Items, out.Body.Next = []unmappedSales{}, page.Next
	for _, w := range page.Items {
		out.Body.Items = append(out.Body.Items, unmappedSales{
			Date: w.Date, Location: w.Location, LocationName: cmp.Or(st.Locations[w.Location].Name, w.Location),
			Orders: w.Orders, Revenue: w.Revenue, First: w.First, Last: w.Last,
		})
	}
	return out, nil
}
