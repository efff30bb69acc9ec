package sales

import (
	"context"
	"time"

	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/tenant"
)

// till is what a sync asks of the till of one vendor.
type till interface {
	Locations(ctx context.Context) ([]order.Location, error)
	Catalog(ctx context.Context, since time.Time, cursor string) (catalogPage, error)
	SearchOrders(ctx context.Context, q orderQuery) (orderPage, error)
}

// openTill opens v's till. It fails with errs.NotFound if v connected none.
type openTill func(ctx context.Context, v tenant.ID) (till, error)

// catalogPage is one page of what changed in the catalog.
type catalogPage struct {
	Items      []order.Item
	Cursor     string    // empty on the last page
	LatestTime time.Time // of the newest change
}

// orderQuery asks for the orders of at most ten locations that changed from one
// time to another, both included.
type orderQuery struct {
	Locations              []string
	UpdatedFrom, UpdatedTo time.Time
	Cursor                 string
}

// orderPage is one page of orders, those that changed first first.
type orderPage struct {
	Orders []order.Order
	Cursor string // empty on the last page
}
