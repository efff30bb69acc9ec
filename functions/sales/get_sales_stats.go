package sales

import (
	"cmp"
	"context"
	"maps"
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

// GetSalesStats sums sales up by venue, weekday and product.
func GetSalesStats(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getSalesStats{store.New(table, env.Now).SalesMonths, env.Now}.operation(), nil
}

type getSalesStats struct {
	sales func(context.Context, tenant.ID, []civil.Month) (*store.Books, error)
	now   func() time.Time
}

type getSalesStatsInput struct{ api.Days }

type getSalesStatsOutput struct {
	Body struct {
		From       civil.Date   `json:"from"`
		To         civil.Date   `json:"to"`
		MarketDays int          `json:"marketDays" doc:"Market days with sales"`
		Revenue    amount.Money `json:"revenue" doc:"In the minor unit of the currency"`
		Venues     []slotStats  `json:"venues" doc:"By venue and weekday, the greatest revenue first"`
		Products   []soldStats  `json:"products" doc:"By product, the greatest revenue first"`
	}
}

// slotStats are the sales at one venue on one weekday.
type slotStats struct {
	Venue      string       `json:"venue" doc:"Id of the venue"`
	VenueName  string       `json:"venueName"`
	Weekday    string       `json:"weekday"`
	MarketDays int          `json:"marketDays"`
	Revenue    amount.Money `json:"revenue"`
	PerDay     amount.Money `json:"perDay" doc:"Revenue per market day"`
}

// soldStats are the sales of one product.
type soldStats struct {
	Product     string       `json:"product" doc:"Id of the product; empty: amounts without one"`
	Name        string       `json:"name"`
	MarketDays  int          `json:"marketDays" doc:"Market days on which it was sold"`
	Units       float64      `json:"units"`
	Revenue     amount.Money `json:"revenue"`
	SoldOutDays int          `json:"soldOutDays" doc:"Market days on which it is known to have sold out"`
	UnitsPerDay float64      `json:"unitsPerDay" doc:"Units per market day on which it was sold"`
}

func (h getSalesStats) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "get-sales-stats",
		Method:      http.MethodGet,
		Path:        "/api/v1/sales/stats",
		Summary:     "Sales summed up by venue, weekday and product",
		Description: "The last 365 days unless you say which. At most 1,100 days at a time.",
		Tags:        []string{"sales"},
	}, h.serve)
}

func (h getSalesStats) serve(ctx context.Context, caller tenant.Caller, in *getSalesStatsInput) (*getSalesStatsOutput, error) {
	today := api.Today(h.now())
	from, to, err := in.Range(today-364, today+1, 1100)
	if err != nil {
		return nil, err
	}
	books, err := h.sales(ctx, caller.Vendor, monthsOf(from, to))
	if err != nil {
		return nil, err
	}
	s := summary{slots: map[slot]*slotStats{}, products: map[string]*soldStats{}}
	out := new(getSalesStatsOutput)
	out.Body.From, out.Body.To = from, to
	for _, m := range monthsOf(from, to) {
		for _, d := range books.Months[m].Days {
			if d.Date >= from && d.Date <= to {
				out.Body.MarketDays++
				out.Body.Revenue += s.add(d)
			}
		}
	}
	out.Body.Venues, out.Body.Products = s.list(books)
	return out, nil
}

type slot struct {
	venue   string
	weekday time.Weekday
}

type summary struct {
	slots    map[slot]*slotStats
	products map[string]*soldStats
}

// add adds a day and returns its revenue.
func (s summary) add(d sale.Day) amount.Money {
	var revenue amount.Money
	for _, l := range d.Totals() {
		revenue += l.Revenue
		p := s.products[l.Product]
		if p == nil {
			p = &soldStats{Product: l.Product}
			s.products[l.Product] = p
		}
		p.MarketDays++
		p.Units += l.Units.Units()
		p.Revenue += l.Revenue
		if l.SoldOut {
			p.SoldOutDays++
		}
	}
	k := slot{d.Venue, d.Date.Weekday()}
	if s.slots[k] == nil {
		s.slots[k] = &slotStats{Venue: k.venue, Weekday: k.weekday.String()}
	}
	s.slots[k].MarketDays++
	s.slots[k].Revenue += revenue
	return revenue
}

func (s summary) list(books *store.Books) ([]slotStats, []soldStats) {
	venues, products := []slotStats{}, []soldStats{}
	for v := range maps.Values(s.slots) {
		v.VenueName = venueName(books.Venues, v.Venue)
		v.PerDay = v.Revenue / amount.Money(v.MarketDays)
		venues = append(venues, *v)
	}
	for p := range maps.Values(s.products) {
		p.Name = productName(books.Products, p.Product)
		p.UnitsPerDay = p.Units / float64(p.MarketDays)
		products = append(products, *p)
	}
	slices.SortFunc(venues, func(a, b slotStats) int {
		return cmp.Or(cmp.Compare(b.Revenue, a.Revenue), cmp.Compare(a.Venue, b.Venue), cmp.Compare(a.Weekday, b.Weekday))
	})
	slices.SortFunc(products, func(a, b soldStats) int {
		return cmp.Or(cmp.Compare(b.Revenue, a.Revenue), cmp.Compare(a.Product, b.Product))
	})
	return venues, products
}
