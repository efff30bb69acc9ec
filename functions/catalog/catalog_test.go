package catalog

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/tenant"
)

type body = map[string]any

// problem is what a refusal says.
type problem struct {
	Detail string
	Errors []struct{ Location string }
}

// fields are the parts of the request that a refusal names.
func (p problem) fields() string {
	var names []string
	for _, e := range p.Errors {
		names = append(names, e.Location)
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), " ")
}

// create adds a product and returns it.
func create(s *functiontest.System, caller tenant.Caller, b body) productView {
	var p productView
	s.Must(caller, CreateProduct, "POST", "/api/v1/products", b, &p)
	return p
}

// names are the names of all products, archived ones included.
func names(s *functiontest.System, caller tenant.Caller) []string {
	var list struct{ Items []productView }
	s.Must(caller, ListProducts, "GET", "/api/v1/products?archived=true", nil, &list)
	found := []string{}
	for _, p := range list.Items {
		found = append(found, p.Name)
	}
	slices.SortFunc(found, cmp.Compare[string])
	return found
}

func as(caller tenant.Caller, role tenant.Role) tenant.Caller {
	caller.Role = role
	return caller
}

func TestAProductIsCreatedShownAndListed(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	b := body{
		"name": "  Rye \t Sourdough ", "category": "Bread", "price": 900, "unitCost": 310, "salvage": 100, "packSize": 4, "floor": 0, "ceiling": 60, "crateSize": 12, "weightGrams": 850,
		"storage": "chilled", "carryOver": true, "core": true, "sku": "R-1", "aliases": []string{"Rye", "rye", "RYE  SOURDOUGH"},
	}
	var got productView
	a := s.Must(jane, CreateProduct, "POST", "/api/v1/products", b, &got)
	money := func(m amount.Money) *amount.Money { return &m }
	floor, ceiling, crate, weight := 0, 60, 12, 850
	want := productView{Hints: []string{}, Product: catalog.Product{
		ID: catalog.IDOf("rye sourdough"), Name: "Rye Sourdough", Category: "Bread", Price: money(900), UnitCost: money(310), Salvage: money(100),
		PackSize: 4, Floor: &floor, Ceiling: &ceiling, CrateSize: &crate, WeightGrams: &weight, Storage: "chilled", CarryOver: true, Core: true, SKU: "R-1", Aliases: []string{"Rye"},
	}}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("created (-want +got):\n%s", diff)
	}
	if a.Status != http.StatusCreated || a.Trips > 2 || a.Header.Get("Location") != "/api/v1/products/"+got.ID {
		t.Errorf("status %d after %d trips, at %s", a.Status, a.Trips, a.Header.Get("Location"))
	}
	var shown productView
	if a := s.Must(jane, GetProduct, "GET", a.Header.Get("Location"), nil, &shown); a.Trips != 1 {
		t.Errorf("get-product took %d trips", a.Trips)
	}
	if diff := gocmp.Diff(want, shown); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
	var list struct{ Items []productView }
	if a := s.Must(jane, ListProducts, "GET", "/api/v1/products", nil, &list); a.Trips != 1 {
		t.Errorf("list-products took %d trips", a.Trips)
	}
	if diff := gocmp.Diff([]productView{want}, list.Items); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
}

func TestListsAreNeverNull(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	if a := s.Must(jane, ListProducts, "GET", "/api/v1/products", nil, nil); string(a.Body) != `{"items":[]}`+"\n" {
		t.Errorf("no products: %s", a.Body)
	}
	a := s.Must(jane, CreateProduct, "POST", "/api/v1/products", body{"name": "Rye"}, nil)
	if want := `{"id":"` + catalog.IDOf("rye") + `","name":"Rye","category":"","aliases":[],"packSize":1,"storage":"ambient","carryOver":false,"core":false,"archived":false,"hints":[]}` + "\n"; string(a.Body) != want {
		t.Errorf("got  %s want %s", a.Body, want)
	}
}

func TestBadProductsAreRefused(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	create(s, jane, body{"name": "Rye", "aliases": []string{"Roggen"}})
	for name, c := range map[string]struct {
		body   any
		status int
		fields string
	}{
		"no name":             {body{}, 422, "body"},
		"blank name":          {body{"name": " \u200b\t "}, 422, "body.name"},
		"long name":           {body{"name": strings.Repeat("x", 101)}, 422, "body.name"},
		"known name":          {body{"name": " RYE "}, 409, "body.name"},
		"known as an alias":   {body{"name": "roggen"}, 409, "body.name"},
		"alias of another":    {body{"name": "Wheat", "aliases": []string{"x", "rye"}}, 409, "body.aliases"},
		"negative price":      {body{"name": "Wheat", "price": -1}, 422, "body.price"},
		"absurd price":        {body{"name": "Wheat", "price": 1_000_000_001}, 422, "body.price"},
		"half a cent":         {body{"name": "Wheat", "price": 1.5}, 422, "body.price"},
		"negative cost":       {body{"name": "Wheat", "unitCost": -1}, 422, "body.unitCost"},
		"negative salvage":    {body{"name": "Wheat", "salvage": -1}, 422, "body.salvage"},
		"salvage above price": {body{"name": "Wheat", "price": 5, "salvage": 6}, 422, "body.salvage"},
		"no pack":             {body{"name": "Wheat", "packSize": 0}, 422, "body.packSize"},
		"no crate":            {body{"name": "Wheat", "crateSize": 0}, 422, "body.crateSize"},
		"no weight":           {body{"name": "Wheat", "weightGrams": -1}, 422, "body.weightGrams"},
		"huge pack":           {body{"name": "Wheat", "packSize": 10_001}, 422, "body.packSize"},
		"floor above ceiling": {body{"name": "Wheat", "floor": 6, "ceiling": 5}, 422, "body.ceiling body.floor"},
		"huge ceiling":        {body{"name": "Wheat", "ceiling": 1_000_001}, 422, "body.ceiling"},
		"unknown storage":     {body{"name": "Wheat", "storage": "warm"}, 422, "body.storage"},
		"same as nothing":     {body{"name": "Wheat", "sameAs": "p000000000000"}, 422, "body.sameAs"},
		"unknown field":       {body{"name": "Wheat", "colour": "brown"}, 422, "body.colour"},
		"wrong type":          {body{"name": 7}, 422, "body.name"},
		"too many aliases":    {body{"name": "Wheat", "aliases": make([]string, 51)}, 422, "body.aliases"},
		"not JSON":            {`{"name":`, 400, ""},
		"a list":              {`[]`, 422, "body"},
	} {
		a := s.Call(jane, CreateProduct, "POST", "/api/v1/products", c.body)
		var p problem
		a.Read(t, &p)
		if a.Status != c.status || c.fields != "" && p.fields() != c.fields {
			t.Errorf("%s: %d about %q, want %d about %q: %s", name, a.Status, p.fields(), c.status, c.fields, a.Body)
		}
	}
	if diff := gocmp.Diff([]string{"Rye"}, names(s, jane)); diff != "" {
		t.Errorf("products afterwards (-want +got):\n%s", diff)
	}
}

func TestAChangeLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	before := create(s, jane, body{"name": "Rye", "category": "Bread", "price": 900, "unitCost": 300, "floor": 2, "packSize": 6, "core": true, "aliases": []string{"Roggen"}})
	var after productView
	a := s.Must(jane, UpdateProduct, "PATCH", "/api/v1/products/"+before.ID, body{"unitCost": nil, "ceiling": 9, "aliases": []string{}}, &after)
	want, nine := before, 9
	want.UnitCost, want.Ceiling, want.Aliases = nil, &nine, []string{}
	if diff := gocmp.Diff(want, after); diff != "" || a.Trips > 2 {
		t.Errorf("%d trips, updated (-want +got):\n%s", a.Trips, diff)
	}
	var p problem
	refused := s.Call(jane, UpdateProduct, "PATCH", "/api/v1/products/"+before.ID, body{"floor": 10})
	refused.Read(t, &p)
	if refused.Status != 422 || p.fields() != "body.ceiling body.floor" {
		t.Errorf("a floor above the ceiling of before: %s", refused.Body)
	}
}

func TestARenamedProductKeepsItsIDAndAnswersToItsOldName(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	rye := create(s, jane, body{"name": "Rye", "aliases": []string{"Dark Rye"}})
	var p productView
	s.Must(jane, UpdateProduct, "PATCH", "/api/v1/products/"+rye.ID, body{"name": "dark  rye"}, &p)
	if p.ID != rye.ID || p.Name != "dark rye" || !slices.Equal(p.Aliases, []string{"Rye"}) {
		t.Errorf("renamed: %+v", p)
	}
	if a := s.Call(jane, CreateProduct, "POST", "/api/v1/products", body{"name": "RYE"}); a.Status != 409 {
		t.Errorf("a second product under the old name: %d %s", a.Status, a.Body)
	}
	// Only when the old name is given up can another product have it, under another id.
	s.Must(jane, UpdateProduct, "PATCH", "/api/v1/products/"+rye.ID, body{"aliases": []string{}}, nil)
	second := create(s, jane, body{"name": "Rye"})
	if second.ID == rye.ID {
		t.Errorf("two products share the id %s", rye.ID)
	}
	if diff := gocmp.Diff([]string{"Rye", "dark rye"}, names(s, jane)); diff != "" {
		t.Errorf("products (-want +got):\n%s", diff)
	}
}

func TestSameAsMergesAndNeverRunsInACircle(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	a, b, c := create(s, jane, body{"name": "A"}), create(s, jane, body{"name": "B"}), create(s, jane, body{"name": "C"})
	same := func(of, as any) functiontest.Answer {
		return s.Call(jane, UpdateProduct, "PATCH", fmt.Sprint("/api/v1/products/", of), body{"sameAs": as})
	}
	var p productView
	if same(a.ID, b.ID).Read(t, &p); p.SameAs != b.ID || !p.Archived {
		t.Errorf("merged: %+v", p)
	}
	if got := same(b.ID, c.ID); got.Status != 200 {
		t.Errorf("B same as C: %s", got.Body)
	}
	for _, pair := range [][2]string{{c.ID, a.ID}, {c.ID, b.ID}, {c.ID, c.ID}, {b.ID, a.ID}} {
		if got := same(pair[0], pair[1]); got.Status != 422 {
			t.Errorf("a circle from %s to %s: %d", pair[0], pair[1], got.Status)
		}
	}
	p = productView{}
	if same(a.ID, nil).Read(t, &p); p.SameAs != "" || p.Archived {
		t.Errorf("taken back: %+v", p)
	}
}

func TestAnArchivedProductIsListedOnRequestOnly(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	rye := create(s, jane, body{"name": "Rye"})
	for range 2 { // and again: no harm
		var p productView
		a := s.Must(jane, ArchiveProduct, "POST", "/api/v1/products/"+rye.ID+"/archive", nil, &p)
		if !p.Archived || a.Status != http.StatusOK || a.Trips > 2 {
			t.Errorf("archived: %d after %d trips, %s", a.Status, a.Trips, a.Body)
		}
	}
	if a := s.Must(jane, ListProducts, "GET", "/api/v1/products", nil, nil); string(a.Body) != `{"items":[]}`+"\n" {
		t.Errorf("listed: %s", a.Body)
	}
	if diff := gocmp.Diff([]string{"Rye"}, names(s, jane)); diff != "" {
		t.Errorf("listed on request (-want +got):\n%s", diff)
	}
	var p productView
	s.Must(jane, UpdateProduct, "PATCH", "/api/v1/products/"+rye.ID, body{"archived": false}, &p)
	if p.Archived {
		t.Error("cannot be brought back")
	}
}

func TestEveryoneSeesTheirOwn(t *testing.T) {
	t.Parallel()
	s, jane, mary := functiontest.New(t, nil), functiontest.Owner(t, "jane"), functiontest.Owner(t, "mary")
	rye := create(s, jane, body{"name": "Rye", "price": 900, "unitCost": 300, "salvage": 1})
	path := "/api/v1/products/" + rye.ID
	if got := names(s, mary); len(got) != 0 {
		t.Errorf("another vendor sees %v", got)
	}
	wheat := create(s, mary, body{"name": "Wheat"})
	helper := as(jane, tenant.Helper)
	var p productView
	s.Must(helper, GetProduct, "GET", path, nil, &p)
	if p.Price == nil || p.UnitCost != nil || p.Salvage != nil {
		t.Errorf("a helper sees %+v", p)
	}
	for name, c := range map[string]struct {
		got  functiontest.Answer
		want int
	}{
		"another vendor's product": {s.Call(mary, GetProduct, "GET", path, nil), 404},
		"change another's":         {s.Call(mary, UpdateProduct, "PATCH", path, body{"price": 1}), 404},
		"archive another's":        {s.Call(mary, ArchiveProduct, "POST", path+"/archive", nil), 404},
		"same as another's":        {s.Call(mary, UpdateProduct, "PATCH", "/api/v1/products/"+wheat.ID, body{"sameAs": rye.ID}), 422},
		"helper creates":           {s.Call(helper, CreateProduct, "POST", "/api/v1/products", body{"name": "x"}), 403},
		"helper changes":           {s.Call(helper, UpdateProduct, "PATCH", path, body{"price": 1}), 403},
		"helper archives":          {s.Call(helper, ArchiveProduct, "POST", path+"/archive", nil), 403},
		"nobody lists":             {s.Call(tenant.Caller{}, ListProducts, "GET", "/api/v1/products", nil), 401},
		"nobody creates":           {s.Call(tenant.Caller{}, CreateProduct, "POST", "/api/v1/products", body{"name": "x"}), 401},
		"no id at all":             {s.Call(jane, GetProduct, "GET", "/api/v1/products/..%2F", nil), 422},
	} {
		if c.got.Status != c.want {
			t.Errorf("%s: %d, want %d: %s", name, c.got.Status, c.want, c.got.Body)
		}
	}
	s.Must(jane, GetProduct, "GET", path, nil, &p)
	if *p.Price != 900 || p.Archived {
		t.Errorf("afterwards it is %+v", p)
	}
}

func TestMoreThanEnoughProductsAreRefused(t *testing.T) {
	t.Parallel()
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	err := s.Store.EditProducts(t.Context(), jane.Vendor, func(products map[string]catalog.Product) error {
		for n := range catalog.MaxProducts {
			name := fmt.Sprintf("Product number %d of a vendor who has a great many", n)
			products[catalog.IDOf(name)] = catalog.Product{Name: name, Category: "Everything", Storage: catalog.Ambient, PackSize: 12}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if a := s.Call(jane, CreateProduct, "POST", "/api/v1/products", body{"name": "One more"}); a.Status != 409 || !strings.Contains(string(a.Body), "1000 products") {
		t.Errorf("one more: %d %s", a.Status, a.Body)
	}
	if a := s.Call(jane, ListProducts, "GET", "/api/v1/products", nil); a.Status != 200 || a.Trips != 1 {
		t.Errorf("listing takes %d trips, %d", a.Trips, a.Status)
	}
}

func TestManyCreateAtOnce(t *testing.T) {
	t.Parallel()
	const many = 20
	s, jane := functiontest.New(t, nil), functiontest.Owner(t, "jane")
	statuses := func(name func(int) string) map[int]int {
		var mu sync.Mutex
		var wg sync.WaitGroup
		count := map[int]int{}
		for n := range many {
			wg.Go(func() {
				a := s.Call(jane, CreateProduct, "POST", "/api/v1/products", body{"name": name(n)})
				mu.Lock()
				defer mu.Unlock()
				count[a.Status]++
			})
		}
		wg.Wait()
		return count
	}
	if diff := gocmp.Diff(map[int]int{201: many}, statuses(func(n int) string { return fmt.Sprint("Product ", n) })); diff != "" {
		t.Errorf("distinct products (-want +got):\n%s", diff)
	}
	if diff := gocmp.Diff(map[int]int{201: 1, 409: many - 1}, statuses(func(int) string { return "The same" })); diff != "" {
		t.Errorf("the same product (-want +got):\n%s", diff)
	}
	if got := names(s, jane); len(got) != many+1 {
		t.Errorf("%d products landed: %v", len(got), got)
	}
}
