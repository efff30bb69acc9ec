package order

import (
	"context"
	"time"
)

// Till is one vendor's till, as a sync reads it.
type Till interface {
	// Locations are all of them, those that are closed included.
	Locations(ctx context.Context) ([]Location, error)
	// Catalog is a page of what is sold, or of what of it changed after since, if that is not zero.
	Catalog(ctx context.Context, since time.Time, cursor string) (CatalogPage, error)
	// SearchOrders is a page of the orders that changed, those that changed first first.
	SearchOrders(ctx context.Context, q Query) (Page, error)
	// Orders are the orders with the given ids that there are.
	Orders(ctx context.Context, ids []string) ([]Order, error)
}

// CatalogPage is one page of the catalog. Cursor is empty on the last one.
// LatestTime, of the first page of a walk that came to its end, is where the next
// walk begins.
type CatalogPage struct {
	Items      []Item
	Cursor     string
	LatestTime time.Time
}

// Query asks for the orders that changed between two times, both included.
type Query struct {
	Locations              []string // 1 to 10
	UpdatedFrom, UpdatedTo time.Time
	Cursor                 string // of the page before, which must have been of the same query
}

// Page is one page of orders, by when they changed. Cursor is empty on the last one.
type Page struct {
	Orders  []Order
	Cursor  string
	Skipped int // orders without an id or a time, which cannot be kept
}
