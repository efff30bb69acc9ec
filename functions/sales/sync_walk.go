package sales

import (
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/store"
)

// What a sync asks a till for.
const (
	firstSync   = 3 * 366 * 24 * time.Hour // how far back the first one goes: what a forecast looks at
	overlap     = 10 * time.Minute         // with what was asked before: changes are not seen in order
	perSearch   = 10                       // locations that Square takes in one search
	perRecount  = 7                        // days that are counted again in one transaction
	mostRestart = 1                        // how often a walk begins again whose cursor is refused
)

// walk goes through the stages of the run from where it stands to its end. It
// fails with errPause when there is no time for another page.
func (w *walker) walk() error {
	var t order.Till
	if w.at.Stage < salesync.AtRecount {
		var err error
		if t, err = w.open(w.ctx, w.v); err != nil {
			return err
		}
	}
	if w.at.Stage == salesync.AtCatalog {
		if err := w.catalog(t); err != nil {
			return err
		}
		w.at.Stage, w.at.Cursor = salesync.AtOrders, ""
	}
	if w.at.Stage == salesync.AtOrders && w.run.Kind == salesync.Everything {
		if err := w.orders(t); err != nil {
			return err
		}
	}
	w.at.Stage, w.at.Cursor = salesync.AtRecount, ""
	return w.recount()
}

// outOfTime reports whether there is no time for another page. There is for the
// first: a worker that did nothing would put itself on the queue for ever.
func (w *walker) outOfTime() bool {
	w.pages++
	return w.pages > 1 && !w.deadline.IsZero() && w.deadline.Sub(w.now()) < reserve
}

// catalog takes in where the till stands and what changed in its catalog.
func (w *walker) catalog(t order.Till) error {
	if w.run.Kind == salesync.Everything && w.at.Cursor == "" {
		if err := w.locations(t); err != nil {
			return err
		}
	}
	for restarts := 0; ; {
		if w.outOfTime() {
			return errPause
		}
		page, err := t.Catalog(w.ctx, w.state.Catalog, w.at.Cursor)
		if w.restart(err, &restarts) {
			continue
		}
		if err != nil {
			return err
		}
		if w.at.Cursor == "" && page.LatestTime.After(w.at.Catalog) {
			w.at.Catalog = page.LatestTime.UTC()
		}
		next := w.at
		next.Cursor = page.Cursor
		if len(page.Items) > 0 {
			if err := w.page(store.TillPage{Items: page.Items}, next); err != nil {
				return err
			}
		}
		if w.at = next; page.Cursor == "" {
			return nil
		}
	}
}

// restart reports whether to begin a walk of pages again, whose cursor the till
// does not know any more.
func (w *walker) restart(err error, restarts *int) bool {
	if w.at.Cursor == "" || errs.KindOf(err) != errs.Conflict || *restarts == mostRestart {
		return false
	}
	*restarts++
	w.at.Cursor = ""
	return true
}

// locations keeps what is known of the till's locations. Orders are placed by
// them, so that it must be known before.
func (w *walker) locations(t order.Till) error {
	list, err := t.Locations(w.ctx)
	if err != nil {
		return err
	}
	locations := map[string]order.Location{}
	for _, l := range list {
		locations[l.ID] = l
	}
	if reflect.DeepEqual(locations, w.state.Locations) || len(locations) == 0 && len(w.state.Locations) == 0 {
		return nil
	}
	return w.edit(w.ctx, w.v, func(st *salesync.State) error {
		if err := w.mine(st); err != nil {
			return err
		}
		st.Locations = locations
		w.state.Locations = locations
		return nil
	})
}

// orders takes in the orders that changed since the last sync.
func (w *walker) orders(t order.Till) error {
	from := w.state.Watermark.Add(-overlap)
	if w.state.Watermark.IsZero() {
		from = w.at.Until.Add(-firstSync)
	}
	batches := slices.Collect(slices.Chunk(w.sellingAt(), perSearch))
	for restarts := 0; w.at.Batch < len(batches); {
		if w.outOfTime() {
			return errPause
		}
		page, err := t.SearchOrders(w.ctx, order.Query{Locations: batches[w.at.Batch], UpdatedFrom: from, UpdatedTo: w.at.Until, Cursor: w.at.Cursor})
		if w.restart(err, &restarts) {
			continue
		}
		if err != nil {
			return err
		}
		next := w.at
		if next.Cursor = page.Cursor; page.Cursor == "" {
			next.Batch++
			restarts = 0
		}
		if len(page.Orders) > 0 {
			if err := w.page(store.TillPage{Orders: page.Orders}, next); err != nil {
				return err
			}
		}
		w.at = next
	}
	return nil
}

// sellingAt are the locations whose orders are asked for: at first all, then those
// that are not closed for good.
func (w *walker) sellingAt() []string {
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(w.state.Locations)) {
		if w.state.Watermark.IsZero() || w.state.Locations[id].Active {
			ids = append(ids, id)
		}
	}
	return ids
}

// recount counts days again that were noted to be.
func (w *walker) recount() error {
	for len(w.state.Recount) > 0 {
		if w.outOfTime() {
			return errPause
		}
		if err := w.page(store.TillPage{Recount: perRecount}, w.at); err != nil {
			return err
		}
	}
	return nil
}

// page takes one page in, and notes with it where the next one begins. A page of
// what is known writes nothing.
func (w *walker) page(p store.TillPage, next salesync.Walk) error {
	return w.take(w.ctx, w.v, p, func(st *salesync.State, c salesync.Counts, last bool) error {
		if err := w.mine(st); err != nil {
			return err
		}
		if c != (salesync.Counts{}) {
			st.Find(w.at.Run).Counts.Add(c)
			if last {
				*st.Walk = next
			}
		}
		w.state.Recount = st.Recount
		return nil
	})
}
