package squaretest

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

// Seller is an account at Square.
type Seller struct {
	Merchant  string
	Name      string
	Currency  string // of all its money; empty: USD
	Locations []Location
}

// Location is one of a seller's. Lat and Lon are nil of one without an address.
type Location struct {
	ID, Name, Zone string
	Inactive       bool
	Lat, Lon       *float64
}

// Category groups items.
type Category struct {
	ID, Name string
	Updated  time.Time
	Deleted  bool
}

// Item is something in the catalog. It is sold as its variations.
type Item struct {
	ID, Name   string
	Category   string // id
	Type       string // empty: REGULAR
	Archived   bool
	Deleted    bool
	Updated    time.Time
	Variations []Variation
}

// Variation is what orders refer to.
type Variation struct {
	ID, Name string
	Price    int64 // 0: it varies
	Updated  time.Time
	Deleted  bool
}

// Order is a sale or a return. Raw, if any, is sent instead of what the other
// fields say; they still decide which searches find it.
type Order struct {
	ID, Location string
	State        string // empty: COMPLETED
	Source       string // empty: Point of Sale
	Version      int    // 0: none, as of a point of sale

	Created, Updated, Closed time.Time // Updated empty: Closed, that empty: Created

	Lines   []Line
	Returns []Line // of one earlier order, ReturnOf
	Of      string // id of the order that Returns were sold with

	Raw json.RawMessage
}

// Line is a line of an order or of a return.
type Line struct {
	Type            string // empty: ITEM
	Variation       string // id
	Name, Price     string // of the item; of the variation
	Quantity        string // empty: 1
	Each            int64  // price of one unit
	Discount, Taxes int64  // of the whole line
}

// seller is an account with its books.
type seller struct {
	Seller
	categories map[string]Category
	items      map[string]Item
	orders     map[string]*Order
	sorted     map[string][]*Order // by time, by the field that it is sorted by; empty after a change
}

// AddSeller makes an account, or changes it.
func (s *Server) AddSeller(a Seller) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a.Currency = cmp.Or(a.Currency, "USD")
	if old := s.sellers[a.Merchant]; old != nil {
		old.Seller = a
		return
	}
	s.sellers[a.Merchant] = &seller{Seller: a, categories: map[string]Category{}, items: map[string]Item{}, orders: map[string]*Order{}}
}

// change alters the books of a seller who must exist.
func (s *Server) change(merchant string, f func(*seller)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := s.sellers[merchant]
	if of == nil {
		panic("squaretest: there is no seller " + merchant)
	}
	f(of)
}

// PutOrders adds orders to a seller's account, or changes those whose ids are there.
func (s *Server) PutOrders(merchant string, orders ...Order) {
	s.change(merchant, func(of *seller) {
		for _, o := range orders {
			o.State, o.Source = cmp.Or(o.State, "COMPLETED"), cmp.Or(o.Source, "Point of Sale")
			if o.Updated.IsZero() {
				o.Updated = o.Closed
			}
			if o.Updated.IsZero() {
				o.Updated = o.Created
			}
			of.orders[o.ID] = &o
		}
		of.sorted = nil
	})
}

// PutCategories adds categories to a seller's catalog, or changes them.
func (s *Server) PutCategories(merchant string, categories ...Category) {
	s.change(merchant, func(of *seller) {
		for _, c := range categories {
			of.categories[c.ID] = c
		}
	})
}

// PutItems adds items to a seller's catalog, or changes them.
func (s *Server) PutItems(merchant string, items ...Item) {
	s.change(merchant, func(of *seller) {
		for _, it := range items {
			for i := range it.Variations {
				if it.Variations[i].Updated.IsZero() {
					it.Variations[i].Updated = it.Updated
				}
			}
			of.items[it.ID] = it
		}
	})
}

// DeleteItem deletes an item with all its variations.
func (s *Server) DeleteItem(merchant, id string) {
	s.change(merchant, func(of *seller) {
		it := of.items[id]
		it.Deleted, it.Updated = true, s.now()
		it.Variations = slices.Clone(it.Variations)
		for i := range it.Variations {
			it.Variations[i].Deleted, it.Variations[i].Updated = true, it.Updated
		}
		of.items[id] = it
	})
}

// by are a seller's orders in the order of a field: CREATED_AT, UPDATED_AT or CLOSED_AT.
func (of *seller) by(field string) []*Order {
	if sorted, ok := of.sorted[field]; ok {
		return sorted
	}
	all := make([]*Order, 0, len(of.orders))
	for _, o := range of.orders {
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b *Order) int {
		return cmp.Or(a.at(field).Compare(b.at(field)), cmp.Compare(a.ID, b.ID))
	})
	if of.sorted == nil {
		of.sorted = map[string][]*Order{}
	}
	of.sorted[field] = all
	return all
}

func (o *Order) at(field string) time.Time {
	switch field {
	case "CREATED_AT":
		return o.Created
	case "CLOSED_AT":
		return o.Closed
	default:
		return o.Updated
	}
}
