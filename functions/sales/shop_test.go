package sales

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/queue"
	"github.com/marketprep/marketprep/shared/tenant"
)

// shop is a till with Square's rules of paging: ten locations, pages in the order
// of change, cursors that belong to one query.
type shop struct {
	mu        sync.Mutex
	locations []order.Location
	items     []order.Item
	orders    []order.Order // by when they changed
	page      int
	calls     []string
	fail      func(call string) error
}

func (s *shop) open(context.Context, tenant.ID) (order.Till, error) { return s, nil }

func (s *shop) called(call string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, call)
	if s.fail != nil {
		return s.fail(call)
	}
	return nil
}

func (s *shop) Locations(context.Context) ([]order.Location, error) {
	if err := s.called("Locations"); err != nil {
		return nil, err
	}
	return slices.Clone(s.locations), nil
}

func (s *shop) Catalog(_ context.Context, since time.Time, cursor string) (order.CatalogPage, error) {
	if err := s.called("Catalog"); err != nil {
		return order.CatalogPage{}, err
	}
	page := order.CatalogPage{LatestTime: since}
	from, _ := strconv.Atoi(cursor)
	changed := slices.DeleteFunc(slices.Clone(s.items), func(i order.Item) bool { return !i.Updated.After(since) })
	for _, i := range changed {
		if i.Updated.After(page.LatestTime) {
			page.LatestTime = i.Updated
		}
	}
	until := min(from+s.page, len(changed))
	page.Items = changed[from:until]
	if until < len(changed) {
		page.Cursor = strconv.Itoa(until)
	}
	return page, nil
}

func (s *shop) SearchOrders(_ context.Context, q order.Query) (order.Page, error) {
	if err := s.called("SearchOrders"); err != nil {
		return order.Page{}, err
	}
	if len(q.Locations) == 0 || len(q.Locations) > 10 {
		return order.Page{}, fmt.Errorf("square refuses a search of %d locations", len(q.Locations))
	}
	name := fmt.Sprint(q.Locations, q.UpdatedFrom.Unix(), q.UpdatedTo.Unix())
	from := 0
	if q.Cursor != "" {
		if n, err := fmt.Sscanf(q.Cursor, name+"@%d", &from); n != 1 || err != nil {
			return order.Page{}, errs.New(errs.Conflict, "this cursor is of another search")
		}
	}
	var page order.Page
	for i := from; i < len(s.orders); i++ {
		o := s.orders[i]
		if o.Updated.Before(q.UpdatedFrom) || o.Updated.After(q.UpdatedTo) || !slices.Contains(q.Locations, o.Location) {
			continue
		}
		if len(page.Orders) == s.page {
			page.Cursor = fmt.Sprintf("%s@%d", name, i)
			break
		}
		page.Orders = append(page.Orders, o)
	}
	return page, nil
}

func (s *shop) Orders(_ context.Context, ids []string) ([]order.Order, error) {
	if err := s.called("Orders"); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(s.orders), func(o order.Order) bool { return !slices.Contains(ids, o.ID) }), nil
}

// season gives the shop n orders of the Saturdays before now, half of them with a
// second state that is newer, and a catalog of five products.
func season(now time.Time, n int) *shop {
	zone, _ := civil.Zone("America/New_York")
	r := rand.New(rand.NewPCG(uint64(n), 7))
	s := &shop{page: 500, locations: []order.Location{{ID: "L1", Name: "The van", Zone: "America/New_York", Currency: "USD", Active: true}}}
	for i := range 5 {
		s.items = append(s.items, order.Item{ID: fmt.Sprintf("V%d", i), Name: fmt.Sprintf("Product %d", i), Updated: now.Add(-time.Hour)})
	}
	last := civil.NewDate(2026, 11, 21)
	for i := range n {
		day := last - civil.Date(7*(i*100/max(n, 1)))
		at := day.At(civil.Clock(480+r.IntN(300)), zone).UTC()
		o := order.Order{ID: fmt.Sprintf("o%d", i), Location: "L1", Created: at, Closed: at, Updated: at, State: order.Completed, Currency: "USD"}
		for range 1 + r.IntN(2) {
			p := r.IntN(5)
			o.Lines = append(o.Lines, order.Line{Kind: order.Goods, Variation: fmt.Sprintf("V%d", p), Name: fmt.Sprintf("Product %d", p), Units: amount.Quantity(1+r.IntN(3)) * amount.One, Money: 700})
		}
		s.orders = append(s.orders, o)
	}
	slices.SortStableFunc(s.orders, func(a, b order.Order) int {
		return cmp.Or(a.Updated.Compare(b.Updated), cmp.Compare(a.ID, b.ID))
	})
	return s
}

// sent is a queue that keeps what it is sent.
type sent struct {
	mu       sync.Mutex
	messages []queue.Message
	total    int // messages ever sent
}

func (q *sent) Send(_ context.Context, messages []queue.Message) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.messages, q.total = append(q.messages, messages...), q.total+len(messages)
	return nil
}

func (q *sent) Depth(context.Context) (int, error) { return len(q.messages), nil }

// take takes the messages off the queue.
func (q *sent) take() []queue.Message {
	q.mu.Lock()
	defer q.mu.Unlock()
	m := q.messages
	q.messages = nil
	return m
}
