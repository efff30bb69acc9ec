package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/sale"
	"github.com/marketprep/marketprep/shared/salesmap"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
)

// stall gives v markets on Saturday mornings, and in the evenings of Wednesdays,
// in New York.
func stall(t *testing.T, s *store.Store, v tenant.ID) {
	t.Helper()
	if err := s.RegisterVendor(t.Context(), vendor.Vendor{ID: v.String(), Name: "Anna", TimeZone: "America/New_York", Currency: "USD"}, store.SignIn{Vendor: v.String(), User: "u1", Email: v.String() + "@example.com"}); err != nil {
		t.Fatal(err)
	}
	err := s.EditVenues(t.Context(), v, func(venues map[string]venue.Venue) error {
		venues["n1"] = venue.Venue{Name: "Riverside", Opens: 480, Closes: 780, Recurs: &venue.Recurrence{Weekdays: []string{"sat"}, Every: 1}}
		venues["n2"] = venue.Venue{Name: "Downtown", Opens: 960, Closes: 1200, Recurs: &venue.Recurrence{Weekdays: []string{"wed"}, Every: 1}}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func unchanged(*salesync.State, salesync.Counts, bool) error { return nil }

// history makes states of orders of some weeks: sales at the markets and beside
// them, in any state, most of them changed later.
func history(r *rand.Rand, n int) []order.Order {
	var all []order.Order
	zone, _ := civil.Zone("America/New_York")
	for i := range n {
		day := civil.NewDate(2026, 10, 3) + civil.Date(7*r.IntN(7))
		at := day.At(civil.Clock(480+r.IntN(300)), zone)
		switch r.IntN(4) {
		case 0:
			at = (day - 3).At(civil.Clock(960+r.IntN(240)), zone) // Downtown
		case 1:
			at = at.Add(time.Duration(r.IntN(7*24)) * time.Hour) // anywhere
		}
		o := order.Order{ID: fmt.Sprintf("o%d", i), Location: fmt.Sprintf("L%d", r.IntN(2)), Created: at.Add(-time.Duration(r.IntN(90)) * time.Minute).UTC(), Closed: at.UTC(), State: order.Completed, Currency: "USD"}
		for version := range int64(1 + r.IntN(3)) {
			o.Version, o.Updated = version+1, at.Add(time.Duration(version)*time.Hour).UTC()
			switch r.IntN(12) {
			case 0:
				o.State = order.Canceled
			case 1:
				o.Currency = "EUR"
			case 2:
				o.Closed = o.Closed.Add(7 * 24 * time.Hour)
			}
			o.Lines = nil
			for range 1 + r.IntN(3) {
				p := r.IntN(5)
				units := amount.Quantity(1+r.IntN(300)) * amount.One / 100
				o.Lines = append(o.Lines, order.Line{Kind: order.Goods, Variation: fmt.Sprintf("V%d", p), Name: fmt.Sprintf("Product %d", p), Units: units, Money: amount.Money(r.IntN(2000))})
			}
			o.Lines = append(o.Lines, order.Line{Kind: order.GiftCard, Units: amount.One, Money: 5000}, order.Line{Kind: order.CustomAmount, Units: amount.One, Money: 300})
			all = append(all, o)
		}
	}
	return all
}

// key is a product on a market day.
type key struct {
	Date    civil.Date
	Venue   string
	Product string
}

type total struct {
	Units amount.Quantity
	Money amount.Money
}

// oracle adds up what orders sold, the simple way: the last state of each, and
// where it was sold by the hour of the week. What waits is at venue "".
func oracle(orders []order.Order) map[key]total {
	newest := map[string]order.Order{}
	for _, o := range orders {
		if o.Version > newest[o.ID].Version {
			newest[o.ID] = o
		}
	}
	zone, _ := civil.Zone("America/New_York")
	sums := map[key]total{}
	for _, o := range newest {
		if o.State != order.Completed || o.Currency != "USD" {
			continue
		}
		local := o.Closed.In(zone)
		minute, place := local.Hour()*60+local.Minute(), ""
		switch {
		case local.Weekday() == time.Saturday && minute >= 420 && minute <= 840:
			place = "n1"
		case local.Weekday() == time.Wednesday && minute >= 900 && minute <= 1260:
			place = "n2"
		}
		for _, l := range o.Lines {
			k := key{civil.DateOf(local), place, l.Name}
			if l.Kind == order.GiftCard {
				continue
			}
			if place == "" {
				k.Product, l.Units = o.Location, 0
			}
			sums[k] = total{sums[k].Units + l.Units, sums[k].Money + l.Money}
		}
	}
	return sums
}

// stored is what the table says of the same.
func stored(t *testing.T, s *store.Store, v tenant.ID) map[key]total {
	t.Helper()
	sums := map[key]total{}
	from, to := civil.NewDate(2026, 9, 1).Month(), civil.NewDate(2026, 12, 1).Month()
	b, err := s.SalesMonths(t.Context(), v, []civil.Month{from, from + 1, from + 2, to})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range b.Months {
		for _, d := range m.Days {
			for _, l := range d.Lines {
				if l.Source == sale.Square {
					sums[key{d.Date, d.Venue, b.Products[l.Product].Name}] = total{l.Units, l.Revenue}
				}
			}
		}
	}
	waiting, err := s.Unmapped(t.Context(), v, from, to, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range waiting.Items {
		sums[key{w.Date, "", w.Location}] = total{0, w.Revenue}
	}
	return sums
}

func TestOrdersInAnyOrderAndTwiceAddUp(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	s := store.New(table, clock)
	for round := range 4 {
		r := rand.New(rand.NewPCG(uint64(round), 5))
		v := vendorID(t, fmt.Sprintf("anna%d", round))
		stall(t, s, v)
		orders := history(r, 250)
		want := oracle(orders)
		sent := append(slices.Clone(orders), orders[:len(orders)/3]...)
		if round > 0 {
			r.Shuffle(len(sent), func(i, j int) { sent[i], sent[j] = sent[j], sent[i] })
		}
		for page := range slices.Chunk(sent, 60) {
			if err := s.TakeTill(t.Context(), v, store.TillPage{Orders: page}, unchanged); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, stored(t, s, v)); diff != "" {
			t.Fatalf("round %d (-oracle +table):\n%s", round, diff)
		}
	}
}

func TestWhatIsKnownCostsNoWrite(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s, anna := store.New(table, clock), vendorID(t, "anna")
	stall(t, s, anna)
	page := store.TillPage{Orders: history(rand.New(rand.NewPCG(1, 1)), 80)}
	if err := s.TakeTill(t.Context(), anna, page, unchanged); err != nil {
		t.Fatal(err)
	}
	wire.Reset()
	if err := s.TakeTill(t.Context(), anna, page, unchanged); err != nil {
		t.Fatal(err)
	}
	for _, op := range wire.Operations() {
		if op != "BatchGetItem" {
			t.Errorf("orders that are known cost a %s", op)
		}
	}
}

func TestMappingRulesMoveOrders(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	s, anna := store.New(table, clock), vendorID(t, "anna")
	stall(t, s, anna)
	friday := time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)
	o := order.Order{
		ID: "1", Location: "L1", Created: friday, Closed: friday, Updated: friday, State: order.Completed, Currency: "USD",
		Lines: []order.Line{{Kind: order.Goods, Variation: "V1", Name: "Rye", Units: amount.One, Money: 500}},
	}
	if err := s.TakeTill(t.Context(), anna, store.TillPage{Orders: []order.Order{o}}, unchanged); err != nil {
		t.Fatal(err)
	}
	day := civil.NewDate(2026, 11, 20)
	count := func(ctx context.Context) map[key]total {
		if err := s.TakeTill(ctx, anna, store.TillPage{Recount: 7}, unchanged); err != nil {
			t.Fatal(err)
		}
		return stored(t, s, anna)
	}
	waits := map[key]total{{day, "", "L1"}: {0, 500}}
	if diff := cmp.Diff(waits, count(t.Context())); diff != "" {
		t.Errorf("at first (-want +got):\n%s", diff)
	}
	change := func(what string, want map[key]total, change func(*store.Mapping)) {
		t.Helper()
		err := s.EditMapping(t.Context(), anna, []civil.Month{day.Month()}, func(m *store.Mapping) error {
			change(m)
			m.Sync.Again(salesync.Span{From: day, To: day})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, count(t.Context())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	slot := salesmap.Slot{Date: day, Location: "L1"}
	change("assigned", map[key]total{{day, "n2", "Rye"}: {amount.One, 500}}, func(m *store.Mapping) { m.Assigned[slot] = "n2" })
	change("assigned elsewhere", map[key]total{{day, "n1", "Rye"}: {amount.One, 500}}, func(m *store.Mapping) { m.Assigned[slot] = "n1" })
	change("left out", map[key]total{}, func(m *store.Mapping) { m.Assigned[slot] = salesmap.LeftOut })
	change("by rule", map[key]total{{day, "n2", "Rye"}: {amount.One, 500}}, func(m *store.Mapping) {
		m.Rules = []salesmap.Rule{{Location: "L1", Weekdays: []string{"fri"}, From: 600, Until: 601, Venue: "n2"}}
	})
	change("by a rule that does not fit", map[key]total{}, func(m *store.Mapping) {
		m.Rules = []salesmap.Rule{{Location: "L1", Weekdays: []string{"fri"}, From: 601, Until: 700, Venue: "n2"}}
	})
}
