package squaretest

import (
	"cmp"
	"net/http"
	"slices"
	"sort"
	"time"
)

// What Square takes.
const (
	mostLocations = 10
	defaultPage   = 500
	largestPage   = 1000
	mostOrderIDs  = 100
)

type timeRange struct {
	Start *string `json:"start_at"`
	End   *string `json:"end_at"`
}

type orderQuery struct {
	Locations []string `json:"location_ids"`
	Limit     *int     `json:"limit"`
	Entries   bool     `json:"return_entries"`
	Query     struct {
		Filter struct {
			State *struct {
				States []string `json:"states"`
			} `json:"state_filter"`
			Source *struct {
				Names []string `json:"source_names"`
			} `json:"source_filter"`
			Time *struct {
				Created *timeRange `json:"created_at"`
				Updated *timeRange `json:"updated_at"`
				Closed  *timeRange `json:"closed_at"`
			} `json:"date_time_filter"`
		} `json:"filter"`
		Sort struct {
			Field string `json:"sort_field"`
			Order string `json:"sort_order"`
		} `json:"sort"`
	} `json:"query"`
}

func searchOrders(c call) any {
	var body struct {
		orderQuery
		Cursor string `json:"cursor"`
	}
	read(c.r, &body)
	q := body.orderQuery
	limit := c.check(q)
	field := cmp.Or(q.Query.Sort.Field, "CREATED_AT")
	at := c.resume(body.Cursor, q)
	from, to := q.between(field, at.End)
	found, more := c.find(q, field, from, to, at, limit)
	out := object{}
	if q.Entries {
		out["order_entries"] = entries(found)
	} else {
		out["orders"] = c.wire(found)
	}
	if more {
		last := found[len(found)-1]
		at.After, at.ID = last.at(field), last.ID
		out["cursor"] = at.String()
	}
	return out
}

// check refuses a query that Square refuses, and returns the size of a page.
func (c call) check(q orderQuery) int {
	if n := len(q.Locations); n == 0 {
		panic(failField(http.StatusBadRequest, "MISSING_REQUIRED_PARAMETER", "At least one location id is required.", "location_ids"))
	} else if n > mostLocations {
		panic(failField(http.StatusBadRequest, "ARRAY_LENGTH_TOO_LONG", "At most 10 location ids are allowed.", "location_ids"))
	}
	for _, id := range q.Locations {
		if !slices.ContainsFunc(c.Locations, func(l Location) bool { return l.ID == id }) {
			panic(fail(http.StatusForbidden, "FORBIDDEN", "You do not have permission to access location "+id+"."))
		}
	}
	limit := defaultPage
	if q.Limit != nil {
		limit = *q.Limit
	}
	if limit < 1 || limit > largestPage {
		panic(failField(http.StatusBadRequest, "VALUE_TOO_HIGH", "The limit must be between 1 and 1000.", "limit"))
	}
	if field := q.Query.Sort.Field; !slices.Contains([]string{"", "CREATED_AT", "UPDATED_AT", "CLOSED_AT"}, field) {
		panic(failField(http.StatusBadRequest, "INVALID_ENUM_VALUE", field+" is not a sort field.", "query.sort.sort_field"))
	}
	if s := q.Query.Filter.State; s != nil {
		for _, state := range s.States {
			if !slices.Contains([]string{"OPEN", "COMPLETED", "CANCELED", "DRAFT"}, state) {
				panic(failField(http.StatusBadRequest, "INVALID_ENUM_VALUE", state+" is not a state.", "query.filter.state_filter.states"))
			}
		}
	}
	return limit
}

// between are the ends of the time range, both included. The range must be about
// the field that is sorted by.
func (q orderQuery) between(field string, end time.Time) (from, to time.Time) {
	to = end
	t := q.Query.Filter.Time
	if t == nil {
		return from, to
	}
	ranges := 0
	var of *timeRange
	for name, r := range map[string]*timeRange{"CREATED_AT": t.Created, "UPDATED_AT": t.Updated, "CLOSED_AT": t.Closed} {
		if r == nil {
			continue
		}
		if ranges++; name == field {
			of = r
		}
	}
	if ranges > 1 {
		panic(fail(http.StatusBadRequest, "CONFLICTING_PARAMETERS", "Only one time range is allowed."))
	}
	if of == nil {
		panic(failField(http.StatusBadRequest, "BAD_REQUEST", "The sort field must be the one of the time filter.", "query.sort.sort_field"))
	}
	from, to = instant(of.Start, from), instant(of.End, to)
	if to.Before(from) {
		panic(fail(http.StatusBadRequest, "INVALID_TIME_RANGE", "start_at must be before end_at."))
	}
	return from, to
}

func instant(s *string, otherwise time.Time) time.Time {
	if s == nil {
		return otherwise
	}
	t, err := time.Parse(time.RFC3339Nano, *s)
	if err != nil {
		panic(fail(http.StatusBadRequest, "INVALID_TIME", *s+" is not a time."))
	}
	return t
}

// find returns the next page of a walk, and whether there is one behind it.
func (c call) find(q orderQuery, field string, from, to time.Time, at cursor, limit int) (found []*Order, more bool) {
	all := c.by(field)
	first := sort.Search(len(all), func(i int) bool { return !all[i].at(field).Before(from) })
	last := sort.Search(len(all), func(i int) bool { return all[i].at(field).After(to) })
	all = all[first:max(first, last)]
	if q.Query.Sort.Order != "ASC" { // newest first is what Square does unless told otherwise
		all = slices.Clone(all)
		slices.Reverse(all)
	}
	skip := 0
	if at.ID != "" {
		skip = sort.Search(len(all), func(i int) bool {
			after := cmp.Or(all[i].at(field).Compare(at.After), cmp.Compare(all[i].ID, at.ID))
			if q.Query.Sort.Order != "ASC" {
				after = -after
			}
			return after > 0
		})
	}
	for _, o := range all[skip:] {
		if !q.matches(o) {
			continue
		}
		if len(found) == limit {
			return found, true
		}
		found = append(found, o)
	}
	return found, false
}

func (q orderQuery) matches(o *Order) bool {
	if !slices.Contains(q.Locations, o.Location) {
		return false
	}
	if s := q.Query.Filter.State; s != nil && len(s.States) > 0 && !slices.Contains(s.States, o.State) {
		return false
	}
	if s := q.Query.Filter.Source; s != nil && len(s.Names) > 0 && !slices.Contains(s.Names, o.Source) {
		return false
	}
	return true
}

func (c call) wire(found []*Order) []any {
	out := make([]any, 0, len(found))
	for _, o := range found {
		out = append(out, o.wire(c.Currency))
	}
	return out
}

func entries(found []*Order) []object {
	out := []object{}
	for _, o := range found {
		out = append(out, object{"order_id": o.ID, "location_id": o.Location, "version": max(o.Version, 1)})
	}
	return out
}

func retrieveOrders(c call) any {
	var body struct {
		IDs []string `json:"order_ids"`
	}
	read(c.r, &body)
	if n := len(body.IDs); n == 0 || n > mostOrderIDs {
		panic(failField(http.StatusBadRequest, "BAD_REQUEST", "Between 1 and 100 order ids are required.", "order_ids"))
	}
	var found []*Order
	for _, id := range body.IDs {
		if o := c.orders[id]; o != nil {
			found = append(found, o)
		}
	}
	return object{"orders": c.wire(found)}
}

func showOrder(c call) any {
	o := c.orders[c.r.PathValue("id")]
	if o == nil {
		panic(fail(http.StatusNotFound, "NOT_FOUND", "Order not found."))
	}
	return object{"order": o.wire(c.Currency)}
}
