package salesync

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/order"
)

func money(m amount.Money) *amount.Money { return &m }

func item(id, name string, price amount.Money) order.Item {
	return order.Item{ID: id, Name: name, Category: "Bread", Price: &price, Updated: time.Unix(1, 0)}
}

func sells(variation, name string) order.Line {
	return order.Line{Kind: order.Goods, Variation: variation, Name: name, Units: amount.One}
}

func TestAProductIsMadeOnceAndKeepsItsHistory(t *testing.T) {
	t.Parallel()
	all := map[string]catalog.Product{}
	p := NewProducts(all)
	bread := p.Of(sells("V1", "Sourdough"))
	if again := p.Of(sells("V1", "  sourdough ")); again != bread || p.Made != 1 || all[bread].Name != "Sourdough" {
		t.Fatalf("%s and %s, %d made", bread, again, p.Made)
	}
	// Another variation of the same name is the same product; one without an id too.
	if other, typed := p.Of(sells("V2", "Sourdough")), p.Of(sells("", "Sourdough")); other != bread || typed != bread {
		t.Errorf("%s and %s, want %s", other, typed, bread)
	}
	// Square calls it something else, and it is still the same.
	p.Take(item("V1", "Country loaf", 700))
	if got := all[bread]; got.Name != "Country loaf" || *got.Price != 700 || !cmp.Equal(got.Aliases, []string{"Sourdough"}) {
		t.Errorf("renamed it is %+v", got)
	}
	p = NewProducts(all)
	for _, l := range []order.Line{sells("V1", "Country loaf"), sells("V1", "Sourdough"), sells("", "Sourdough"), sells("", "country LOAF")} {
		if id := p.Of(l); id != bread {
			t.Errorf("%+v is %s, want %s", l, id, bread)
		}
	}
	if p.Changed || len(all) != 1 {
		t.Errorf("what is known changed something: %v", all)
	}
}

func TestWhatTheVendorChangedStays(t *testing.T) {
	t.Parallel()
	all := map[string]catalog.Product{}
	p := NewProducts(all)
	p.Take(item("V1", "Sourdough", 650))
	id := p.Of(sells("V1", "Sourdough"))
	mine := all[id]
	mine.Rename("Our best loaf")
	mine.Price = money(900)
	all[id] = mine
	p = NewProducts(all)
	p.Take(item("V1", "Sourdough XL", 700))
	if got := all[id]; got.Name != "Our best loaf" || *got.Price != 900 || !cmp.Equal(got.Aliases, []string{"Sourdough", "Sourdough XL"}) {
		t.Errorf("it is %+v", got)
	}
}

func TestWhatTheTillNoLongerSellsIsArchived(t *testing.T) {
	t.Parallel()
	all := map[string]catalog.Product{}
	p := NewProducts(all)
	p.Take(item("V1", "Jam", 800))
	p.Take(item("V2", "Jam", 800))
	id := p.Of(sells("V1", "Jam"))
	p.Take(order.Item{ID: "V1", Deleted: true})
	p.Take(order.Item{ID: "unknown", Deleted: true})
	if all[id].Archived || len(all) != 1 {
		t.Error("a product that is sold in another variation is archived")
	}
	p.Take(order.Item{ID: "V2", Deleted: true})
	if !all[id].Archived {
		t.Error("a product that is not sold any more is not archived")
	}
	if old := p.Of(sells("V2", "Jam")); old != id {
		t.Errorf("its sales are %s's, want %s", old, id)
	}
	p.Take(item("V2", "Jam", 800))
	if all[id].Archived {
		t.Error("a product that is sold again is archived")
	}
}

func TestTwoProductsDoNotBecomeOneByName(t *testing.T) {
	t.Parallel()
	all := map[string]catalog.Product{}
	p := NewProducts(all)
	p.Take(item("V1", "Rye", 500))
	p.Take(item("V2", "Spelt", 500))
	p.Take(item("V2", "Rye", 500))
	if rye, spelt := p.Of(sells("V1", "Rye")), p.Of(sells("V2", "Rye")); rye == spelt || all[spelt].Name != "Spelt" {
		t.Errorf("%s and %s: %v", rye, spelt, all)
	}
}

func TestThereIsAnEndToProducts(t *testing.T) {
	t.Parallel()
	all := map[string]catalog.Product{}
	p := NewProducts(all)
	for i := range catalog.MaxProducts + 2 {
		p.Of(sells("", "Product "+string(rune('a'+i%26))+time.Unix(int64(i), 0).String()))
	}
	if len(all) != catalog.MaxProducts || p.Refused != 2 || p.Of(order.Line{Kind: order.CustomAmount}) != "" {
		t.Errorf("%d products, %d refused", len(all), p.Refused)
	}
}

func TestSpans(t *testing.T) {
	t.Parallel()
	var s State
	s.Again(Span{10, 12}, Span{1, 2}, Span{3, 3}, Span{11, 14})
	if diff := cmp.Diff([]Span{{1, 3}, {10, 14}}, s.Recount); diff != "" {
		t.Errorf("joined (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Span{{1, 3}, {10, 11}, {13, 14}}, Without(s.Recount, 12)); diff != "" {
		t.Errorf("without a day (-want +got):\n%s", diff)
	}
	days := s.Next(5)
	if len(days) != 5 || days[0] != 1 || days[4] != 11 {
		t.Errorf("next are %v", days)
	}
	if diff := cmp.Diff([]Span{{12, 14}}, s.Recount); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}
