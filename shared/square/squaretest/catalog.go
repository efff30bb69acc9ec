package squaretest

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	listPage        = 100
	largestCatalog  = 1000
	mostCatalogIDs  = 1000
	mostLocationsOf = 300
)

// entry is an object of the catalog that a search may find.
type entry struct {
	kind, id string
	updated  time.Time
	deleted  bool
	wire     func() object
}

// catalog are all objects, by kind and id. Variations are among them although they
// are also part of their items.
func (of *seller) catalog() []entry {
	var all []entry
	for _, c := range of.categories {
		all = append(all, entry{"CATEGORY", c.ID, c.Updated, c.Deleted, c.wire})
	}
	for _, it := range of.items {
		all = append(all, entry{"ITEM", it.ID, it.Updated, it.Deleted, func() object { return it.wire(of.Currency) }})
		for _, v := range it.Variations {
			all = append(all, entry{"ITEM_VARIATION", v.ID, v.Updated, v.Deleted, func() object { return v.wire(it.ID, of.Currency) }})
		}
	}
	slices.SortFunc(all, func(a, b entry) int { return cmp.Or(strings.Compare(a.kind, b.kind), strings.Compare(a.id, b.id)) })
	return all
}

type catalogQuery struct {
	Types   []string `json:"object_types"`
	Begin   *string  `json:"begin_time"`
	Deleted bool     `json:"include_deleted_objects"`
	Limit   int      `json:"limit"`
}

func searchCatalog(c call) any {
	var body struct {
		catalogQuery
		Cursor string `json:"cursor"`
	}
	read(c.r, &body)
	q := body.catalogQuery
	limit := q.Limit
	if limit < 1 || limit > largestCatalog { // advisory
		limit = largestCatalog
	}
	at := c.resume(body.Cursor, q)
	begin := instant(q.Begin, time.Time{})
	// After a begin_time deleted objects come whether they are asked for or not.
	deleted := q.Deleted || q.Begin != nil
	all := c.catalog()
	var newest time.Time
	var found []entry
	for _, e := range all {
		if e.updated.After(newest) {
			newest = e.updated
		}
		listed := slices.Contains(q.Types, e.kind) || len(q.Types) == 0 && e.kind != "ITEM_VARIATION"
		if listed && (q.Begin == nil || e.updated.After(begin)) && (deleted || !e.deleted) {
			found = append(found, e)
		}
	}
	out := c.page(found, at, limit)
	if !newest.IsZero() {
		out["latest_time"] = stamp(newest)
	}
	return out
}

// page is the part of found that comes behind at.
func (c call) page(found []entry, at cursor, limit int) object {
	found = found[min(at.Skip, len(found)):]
	objects := []object{}
	for _, e := range found[:min(limit, len(found))] {
		objects = append(objects, e.wire())
	}
	out := object{"objects": objects}
	if len(objects) < len(found) {
		at.Skip += len(objects)
		out["cursor"] = at.String()
	}
	return out
}

func listCatalog(c call) any {
	q := c.r.URL.Query()
	types := strings.FieldsFunc(q.Get("types"), func(r rune) bool { return r == ',' })
	var found []entry
	for _, e := range c.catalog() {
		top := e.kind != "ITEM_VARIATION" && len(types) == 0
		if !e.deleted && (top || slices.Contains(types, e.kind)) {
			found = append(found, e)
		}
	}
	return c.page(found, c.resume(q.Get("cursor"), types), listPage)
}

func retrieveCatalog(c call) any {
	var body struct {
		IDs     []string `json:"object_ids"`
		Deleted bool     `json:"include_deleted_objects"`
	}
	read(c.r, &body)
	if n := len(body.IDs); n == 0 || n > mostCatalogIDs {
		panic(failField(http.StatusBadRequest, "BAD_REQUEST", "Between 1 and "+strconv.Itoa(mostCatalogIDs)+" object ids are required.", "object_ids"))
	}
	objects := []object{}
	for _, e := range c.catalog() {
		if slices.Contains(body.IDs, e.id) && (body.Deleted || !e.deleted) {
			objects = append(objects, e.wire())
		}
	}
	return object{"objects": objects}
}

func listLocations(c call) any {
	all := slices.Clone(c.Locations)
	slices.SortFunc(all, func(a, b Location) int { return strings.Compare(a.Name, b.Name) })
	out := []object{}
	for _, l := range all[:min(len(all), mostLocationsOf)] {
		out = append(out, l.wire(c.Seller))
	}
	return object{"locations": out}
}

func showMerchant(c call) any {
	m := object{
		"id": c.Merchant, "business_name": c.Name, "country": "US", "language_code": "en-US", "currency": c.Currency, "status": "ACTIVE",
		"created_at": "2021-12-10T19:25:52.484Z",
	}
	if len(c.Locations) > 0 {
		m["main_location_id"] = c.Locations[0].ID
	}
	return object{"merchant": m}
}

// merchants are all sellers, by id.
func (s *Server) merchants() []string { return slices.Sorted(maps.Keys(s.sellers)) }
