package square_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/square"
	"github.com/marketprep/marketprep/shared/square/squaretest"
)

func november(day int) time.Time { return time.Date(2026, 11, day, 8, 0, 0, 0, time.UTC) }

// stock fills the seller's catalog.
func (w *world) stock() {
	w.PutCategories(merchant, squaretest.Category{ID: "C1", Name: "Bread", Updated: november(1)})
	w.PutItems(merchant,
		squaretest.Item{ID: "I1", Name: "Sourdough", Category: "C1", Updated: november(2), Variations: []squaretest.Variation{{ID: "V1", Name: "Whole", Price: 900}, {ID: "V2", Name: "Half", Price: 500}}},
		squaretest.Item{ID: "I2", Name: "Flowers", Updated: november(2), Variations: []squaretest.Variation{{ID: "V3", Name: "Regular"}}},
		squaretest.Item{ID: "I3", Name: "Gift card", Type: "GIFT_CARD", Updated: november(2), Variations: []squaretest.Variation{{ID: "V4", Name: "Any"}}},
		squaretest.Item{ID: "I4", Name: "Fruit cake", Type: "TELEPATHY", Archived: true, Updated: november(2), Variations: []squaretest.Variation{{ID: "V5", Name: "Slice", Price: 400}}},
		squaretest.Item{ID: "I5", Name: "Gone", Deleted: true, Updated: november(2), Variations: []squaretest.Variation{{ID: "V6", Deleted: true}}},
	)
}

// walk reads the catalog to its end.
func walk(t *testing.T, c *square.Client, since time.Time) (items []order.Item, latest time.Time) {
	t.Helper()
	cursor := ""
	for {
		page, err := c.Catalog(t.Context(), since, cursor)
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, page.Items...)
		if cursor == "" {
			latest = page.LatestTime
		}
		if cursor = page.Cursor; cursor == "" {
			return items, latest
		}
	}
}

func cents(m amount.Money) *amount.Money { return &m }

func TestTheWholeCatalog(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.stock()
	got, latest := walk(t, w.reader(), time.Time{})
	want := []order.Item{
		{ID: "V1", Name: "Sourdough (Whole)", Category: "Bread", Price: cents(900), Updated: november(2)},
		{ID: "V2", Name: "Sourdough (Half)", Category: "Bread", Price: cents(500), Updated: november(2)},
		{ID: "V3", Name: "Flowers", Updated: november(2)},
		{ID: "V5", Name: "Fruit cake (Slice)", Price: cents(400), Deleted: true, Updated: november(2)},
	}
	if diff := cmp.Diff(want, got); diff != "" || !latest.Equal(november(2)) {
		t.Errorf("latest %v (-want +got):\n%s", latest, diff)
	}
}

func TestWhatChangedInTheCatalog(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.stock()
	_, latest := walk(t, w.reader(), time.Time{})
	w.Forget()
	if items, again := walk(t, w.reader(), latest); len(items) != 0 || !again.Equal(latest) {
		t.Errorf("nothing changed: %v, %v", items, again)
	}
	if diff := cmp.Diff(map[string]int{"POST /v2/catalog/search": 1}, w.Requests()); diff != "" {
		t.Errorf("calls although nothing changed (-want +got):\n%s", diff)
	}
	// A price alone, which does not touch its item; and flowers are no longer sold.
	w.PutItems(merchant, squaretest.Item{ID: "I1", Name: "Sourdough", Category: "C1", Updated: november(2), Variations: []squaretest.Variation{{ID: "V1", Name: "Whole", Price: 950, Updated: november(20)}, {ID: "V2", Name: "Half", Price: 500}}})
	w.at = november(22)
	w.DeleteItem(merchant, "I2")
	got, latest := walk(t, w.reader(), latest)
	want := []order.Item{
		{ID: "V1", Name: "Sourdough (Whole)", Category: "Bread", Price: cents(950), Updated: november(20)},
		{ID: "V3", Deleted: true, Updated: november(22)},
	}
	if diff := cmp.Diff(want, got); diff != "" || !latest.Equal(november(22)) {
		t.Errorf("latest %v (-want +got):\n%s", latest, diff)
	}
}

// What is sent twice in one answer counts in its highest version.
func TestTheNewestOfTwoVersionsCounts(t *testing.T) {
	t.Parallel()
	variation := func(version, price int) string {
		return fmt.Sprintf(`{"type":"ITEM_VARIATION","id":"V1","version":%d,"item_variation_data":{"item_id":"I1","name":"Whole","price_money":{"amount":%d,"currency":"USD"}}}`, version, price)
	}
	for name, nested := range map[string][2]string{"within the item": {variation(2, 950), variation(1, 900)}, "beside the item": {variation(1, 900), variation(2, 950)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				fmt.Fprintf(w, `{"objects":[{"type":"ITEM","id":"I1","item_data":{"name":"Rye","variations":[%s]}},%s,{"type":"HOLOGRAM","id":"H"}]}`, nested[0], nested[1])
			}))
			t.Cleanup(server.Close)
			c := square.NewClient(square.Options{BaseURL: server.URL, HTTP: server.Client(), Token: func(context.Context) (string, error) { return "t", nil }})
			got, _ := walk(t, c, november(1))
			if diff := cmp.Diff([]order.Item{{ID: "V1", Name: "Rye (Whole)", Price: cents(950)}}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestALargeCatalogComesInPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const many = 1500
	for i := range many {
		category := fmt.Sprintf("C%d", i%200)
		w.PutCategories(merchant, squaretest.Category{ID: category, Name: "Category " + category, Updated: november(1)})
		w.PutItems(merchant, squaretest.Item{ID: fmt.Sprintf("I%04d", i), Name: fmt.Sprint("Item ", i), Category: category, Updated: november(2), Variations: []squaretest.Variation{{ID: fmt.Sprintf("V%04d", i), Price: 100}}})
	}
	got, _ := walk(t, w.reader(), time.Time{})
	for i, it := range got {
		want := order.Item{ID: fmt.Sprintf("V%04d", i), Name: fmt.Sprint("Item ", i), Category: fmt.Sprintf("Category C%d", i%200), Price: cents(100), Updated: november(2)}
		if diff := cmp.Diff(want, it); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	}
	// Two pages, and the names of 200 categories at once.
	want := map[string]int{"POST /v2/catalog/search": 2, "POST /v2/catalog/batch-retrieve": 1}
	if diff := cmp.Diff(want, w.Requests()); len(got) != many || diff != "" {
		t.Errorf("%d items (-want +got):\n%s", len(got), diff)
	}
}
