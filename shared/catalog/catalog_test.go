package catalog

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/errs"
)

func TestSpellingsOfOneName(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"Crème Brûlée", "  crème   brûlée ", "CRÈME\u00a0BRÛLÉE", "Cre\u0300me Bru\u0302le\u0301e", "Crème\tBrûlée\r\n"} {
		if Key(s) != Key("Crème Brûlée") || IDOf(s) != IDOf("Crème Brûlée") {
			t.Errorf("%q is another product", s)
		}
	}
	if Key("Rye 1kg") == Key("Rye 2kg") || IDOf("Rye") == IDOf("Wheat") {
		t.Error("two products are one")
	}
}

func TestCleanName(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"  Rye \t bread ": "Rye bread", "a\x00b\u200bc": "abc", "\u202eevil": "evil", " \n ": "", "Cre\u0300me": "Crème", "Piña 🍍": "Piña 🍍", "a\xffb": "a\ufffdb",
	} {
		if got := CleanName(s); got != want {
			t.Errorf("CleanName(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestAnOwnNameWinsOverAnAlias(t *testing.T) {
	t.Parallel()
	names := NamesOf(map[string]Product{"p1": {Name: "Rye", Aliases: []string{"Wheat", "Roggen"}}, "p2": {Name: "wheat"}})
	if diff := cmp.Diff(Names{"rye": "p1", "roggen": "p1", "wheat": "p2"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestRoot(t *testing.T) {
	t.Parallel()
	products := map[string]Product{"a": {SameAs: "b"}, "b": {SameAs: "c"}, "c": {}, "d": {SameAs: "gone"}, "x": {SameAs: "y"}, "y": {SameAs: "x"}, "z": {SameAs: "z"}}
	for id, want := range map[string]string{"a": "c", "b": "c", "c": "c", "d": "d", "z": "z", "none": "none"} {
		if got := Root(products, id); got != want {
			t.Errorf("Root(%s) = %s, want %s", id, got, want)
		}
	}
	if got := Root(products, "x"); got != "x" && got != "y" { // it ends
		t.Errorf("Root in a circle is %s", got)
	}
}

func TestPutRefuses(t *testing.T) {
	t.Parallel()
	money := func(m amount.Money) *amount.Money { return &m }
	units := func(n int) *int { return &n }
	good := Product{ID: "p1", Name: "Rye"}
	for name, c := range map[string]struct {
		change func(*Product)
		want   errs.Kind
	}{
		"nothing":                  {func(*Product) {}, ""},
		"its own name as alias":    {func(p *Product) { p.Aliases = []string{"RYE"} }, ""},
		"costs more than it sells": {func(p *Product) { p.Price, p.UnitCost = money(5), money(6) }, ""},
		"floor is ceiling":         {func(p *Product) { p.Floor, p.Ceiling = units(5), units(5) }, ""},
		"floor above ceiling":      {func(p *Product) { p.Floor, p.Ceiling = units(6), units(5) }, errs.Invalid},
		"salvage above price":      {func(p *Product) { p.Price, p.Salvage = money(5), money(6) }, errs.Invalid},
		"no name":                  {func(p *Product) { p.Name = "" }, errs.Invalid},
		"name of another":          {func(p *Product) { p.Name = "wheat" }, errs.Conflict},
		"alias of another":         {func(p *Product) { p.Name = "Weizen" }, errs.Conflict},
		"takes another's name":     {func(p *Product) { p.Aliases = []string{"WHEAT"} }, errs.Conflict},
		"same as another":          {func(p *Product) { p.SameAs = "p2" }, ""},
		"same as itself":           {func(p *Product) { p.SameAs = "p1" }, errs.Invalid},
		"same as nothing":          {func(p *Product) { p.SameAs = "p9" }, errs.Invalid},
		"same as one of its own":   {func(p *Product) { p.SameAs = "p4" }, errs.Invalid},
		"51 aliases":               {func(p *Product) { p.Aliases = make([]string, MaxAliases+1) }, errs.Invalid},
	} {
		products := map[string]Product{"p1": good, "p2": {ID: "p2", Name: "Wheat", Aliases: []string{"weizen"}}, "p3": {ID: "p3", Name: "C", SameAs: "p1"}, "p4": {ID: "p4", Name: "D", SameAs: "p3"}}
		p := good
		c.change(&p)
		err := Put(products, p)
		if (err != nil) != (c.want != "") || err != nil && errs.KindOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		want := p
		if err != nil {
			want = good
		}
		if diff := cmp.Diff(want, products["p1"]); diff != "" {
			t.Errorf("%s: the product afterwards (-want +got):\n%s", name, diff)
		}
	}
}

func TestAliasesThatSalesBroughtDoNotStandInTheWay(t *testing.T) {
	t.Parallel()
	p := Product{ID: "p1", Name: "Rye"}
	for n := range MaxAliases + 10 {
		p.Aliases = append(p.Aliases, fmt.Sprint("Rye ", n))
	}
	products := map[string]Product{"p1": p}
	p.Core = true
	if err := Put(products, p); err != nil {
		t.Error(err)
	}
	if p.Rename("Roggen"); errs.KindOf(Put(products, p)) != errs.Invalid {
		t.Error("one more alias is accepted")
	}
}

func TestTheCatalogIsFull(t *testing.T) {
	t.Parallel()
	products := map[string]Product{}
	for n := range MaxProducts {
		name := fmt.Sprint("Product ", n)
		if err := Put(products, Product{ID: NewID(products, name), Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	err := Put(products, Product{ID: "p1", Name: "One more"})
	if errs.KindOf(err) != errs.Conflict || !strings.Contains(err.Error(), "1000 products") || len(products) != MaxProducts {
		t.Errorf("one more: %v", err)
	}
	p := products[IDOf("product 7")]
	if p.Rename("Product seven"); Put(products, p) != nil {
		t.Error("a full catalog cannot be changed")
	}
}

func TestHints(t *testing.T) {
	t.Parallel()
	money := func(m amount.Money) *amount.Money { return &m }
	ceiling := 5
	for want, p := range map[string]Product{
		"":        {Price: money(9), UnitCost: money(3), Salvage: money(1)},
		"loses":   {Price: money(3), UnitCost: money(4)},
		"ceiling": {Price: money(9), UnitCost: money(3), Salvage: money(3)},
		" ":       {},
		"  ":      {Price: money(9), UnitCost: money(3), Salvage: money(3), Ceiling: &ceiling},
	} {
		got := strings.Join(p.Hints(), " ")
		if w := strings.TrimSpace(want); (got == "") != (w == "") || !strings.Contains(got, w) {
			t.Errorf("hints of %+v: %q, want %q", p, got, w)
		}
	}
}
