package square

import (
	"context"
	"slices"

	sdk "github.com/square/square-go-sdk"
	"github.com/square/square-go-sdk/option"

	"github.com/marketprep/marketprep/shared/order"
)

// What Square takes at once.
const (
	MaxLocations = 10  // of a search for orders
	PageSize     = 500 // orders of one page
	maxBatch     = 100 // orders asked for by their ids
)

// OrderQuery asks for the orders that changed, at 1 to MaxLocations locations.
type OrderQuery = order.Query

// OrderPage is one page of orders.
type OrderPage = order.Page

// SearchOrders returns a page of the orders that were paid for or given up, those
// that changed longest ago first. If it fails with errs.Conflict the walk must
// start again.
func (c *Client) SearchOrders(ctx context.Context, q OrderQuery) (OrderPage, error) {
	request := &sdk.SearchOrdersRequest{
		LocationIDs: q.Locations,
		Limit:       new(PageSize),
		Query: &sdk.SearchOrdersQuery{
			Filter: &sdk.SearchOrdersFilter{
				StateFilter:    &sdk.SearchOrdersStateFilter{States: []sdk.OrderState{sdk.OrderStateCompleted, sdk.OrderStateCanceled}},
				DateTimeFilter: &sdk.SearchOrdersDateTimeFilter{UpdatedAt: &sdk.TimeRange{StartAt: written(q.UpdatedFrom), EndAt: written(q.UpdatedTo)}},
			},
			Sort: &sdk.SearchOrdersSort{SortField: sdk.SearchOrdersSortFieldUpdatedAt, SortOrder: sdk.SortOrderAsc.Ptr()},
		},
	}
	if q.Cursor != "" {
		request.Cursor = &q.Cursor
	}
	out, err := c.read(ctx, func(o ...option.RequestOption) error {
		_, err := c.calls.searchOrders(ctx, request, o...)
		return err //nolint:wrapcheck // authorized names it
	})
	if err != nil {
		return OrderPage{}, err
	}
	page := OrderPage{Cursor: out.Cursor}
	page.Orders, page.Skipped = orders(out.Orders)
	return page, nil
}

// Orders returns the orders with the given ids, whatever their state. Those that
// Square does not know are absent.
func (c *Client) Orders(ctx context.Context, ids []string) ([]order.Order, error) {
	var all []order.Order
	for part := range slices.Chunk(ids, maxBatch) {
		out, err := c.read(ctx, func(o ...option.RequestOption) error {
			_, err := c.calls.getOrders(ctx, &sdk.BatchGetOrdersRequest{OrderIDs: part}, o...)
			return err //nolint:wrapcheck // authorized names it
		})
		if err != nil {
			return nil, err
		}
		found, _ := orders(out.Orders)
		all = append(all, found...)
	}
	return all, nil
}

// read makes a call whose answer is orders.
func (c *Client) read(ctx context.Context, call func(...option.RequestOption) error) (wireOrders, error) {
	return authorized(ctx, c, func(o ...option.RequestOption) (out wireOrders, err error) {
		err = call(append(o, option.WithHTTPClient(decoding{c.HTTP, &out}))...)
		return out, err
	})
}

func orders(from []*wireOrder) (all []order.Order, skipped int) {
	all = make([]order.Order, 0, len(from))
	for _, f := range from {
		if o, ok := mapOrder(f); ok {
			all = append(all, o)
		} else {
			skipped++
		}
	}
	return all, skipped
}
