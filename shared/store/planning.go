package store

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/localevents"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/weather"
)

// PlanningMonths is how many months of sales a list rests on.
const PlanningMonths = 37

// Planning is everything that a vendor's lists rest on.
type Planning struct {
	Books
	Events     []event.Event
	Exceptions map[string]market.Exception // by market.Key
	Feeds      map[string]localevents.Feed // who tells of events
	Model      []byte                      // the last good fit; empty: none
	Leanings   map[string]float64          // feedback.Accuracy.Leanings
	Weather    *weather.Book               // nil: none
	TillRead   time.Time                   // until when the till's sales are known; zero: no till is connected

	// Of the list that was asked for: the vendor's own numbers by product, its version,
	// 0 if there was none, and what members saw of it, by user.
	Overrides   map[string]recommendation.Override
	ListVersion int
	Seen        map[string]recommendation.Known
}

// modelItem is the last good fit as stored.
type modelItem struct {
	dynamo.Key
	Model []byte
}

// Planning returns what lists for days from first to last rest on, in one round
// trip: the sales of PlanningMonths up to the month of first, and the calendar
// and events of the years between. If listed is the id of a venue, what the vendor
// changed on the list of last there is read too.
func (s *Store) Planning(ctx context.Context, v tenant.ID, first, last civil.Date, listed string) (*Planning, error) {
	var months []civil.Month
	for m := first.Month() - PlanningMonths + 1; m <= first.Month(); m++ {
		months = append(months, m)
	}
	listKey, modelKey, learned := vendorKey(v, recSK(last, listed)), vendorKey(v, modelSK), vendorKey(v, accuracySK)
	keys := append(namesKeys(v), listKey, modelKey, learned, vendorKey(v, weatherSK), vendorKey(v, syncSK), vendorKey(v, squareSK), vendorKey(v, feedsSK))
	for _, m := range months {
		keys = append(keys, vendorKey(v, salesSK(m)))
	}
	var markets, events []dynamo.Key
	for year := first.Year(); year <= last.Year(); year++ {
		markets = append(markets, vendorKey(v, marketsSK(year)))
	}
	for year := event.FirstYear(months[0].First()); year <= last.Year(); year++ {
		events = append(events, vendorKey(v, eventsSK(year)))
	}
	batch, err := s.table.GetBatch(ctx, slices.Concat(keys, markets, events))
	if err != nil {
		return nil, err
	}
	books, err := readBooks(batch, v, months)
	if err != nil {
		return nil, err
	}
	p := &Planning{Books: *books, Exceptions: map[string]market.Exception{}}
	if err := p.readCalendar(batch, markets, events); err != nil {
		return nil, err
	}
	var model modelItem
	if _, err := batch.Read(modelKey, &model); err != nil {
		return nil, err
	}
	var list setItem
	if _, err := batch.Read(listKey, &list); err != nil {
		return nil, err
	}
	var accuracy accuracyItem
	if _, err := batch.Read(learned, &accuracy); err != nil {
		return nil, err
	}
	if p.Weather, err = readBook(batch, v); err != nil {
		return nil, err
	}
	if p.TillRead, err = readTillRead(batch, v); err != nil {
		return nil, err
	}
	feeds, err := readDocument[localevents.Feed](batch, vendorKey(v, feedsSK))
	if err != nil {
		return nil, err
	}
	p.Leanings, p.Feeds = accuracy.Leanings, withIDs(feeds.Entries, setFeedID)
	p.Model, p.Overrides, p.ListVersion = model.Model, list.Overrides, list.Version
	p.Seen, err = list.seen()
	return p, err
}

// readTillRead returns until when the sales of v's till are known; the zero time if
// none is connected.
func readTillRead(batch dynamo.Batch, v tenant.ID) (time.Time, error) {
	var square squareItem
	if found, err := batch.Read(vendorKey(v, squareSK), &square); err != nil || !found || square.State == SquareDisconnected {
		return time.Time{}, err
	}
	sync, err := readSync(batch, v)
	return sync.Watermark, err
}

func (p *Planning) readCalendar(batch dynamo.Batch, markets, events []dynamo.Key) error {
	for _, k := range markets {
		d, err := readDocument[market.Exception](batch, k)
		if err != nil {
			return err
		}
		maps.Copy(p.Exceptions, d.Entries)
	}
	for _, k := range events {
		d, err := readDocument[event.Event](batch, k)
		if err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(d.Entries)) {
			e := d.Entries[id]
			e.ID = id
			p.Events = append(p.Events, e)
		}
	}
	return nil
}

// Plan is what SavePlan writes.
type Plan struct {
	Sets    []recommendation.Set
	Model   []byte        // the fit they were made with; empty: the one that is there
	Weather *weather.Book // what they say of the weather; nil: what is there

	// Seen is what members know of the one list in Sets, by user; nil: what is there.
	Seen map[string]recommendation.Known
}

// SavePlan writes p, in one round trip per hundred lists. The vendor's own numbers on
// lists that were there before stay. If there are lists, letters may be due.
func (s *Store) SavePlan(ctx context.Context, v tenant.ID, p Plan) error {
	tx := new(dynamo.Tx)
	if len(p.Model) > 0 && len(p.Model) <= maxBlob {
		tx.Put(modelItem{vendorKey(v, modelSK), p.Model})
	}
	if p.Weather != nil {
		book, err := packBook(v, p.Weather)
		if err != nil {
			return err
		}
		if len(book.Book) <= maxBlob {
			tx.Put(book)
		}
	}
	for _, set := range p.Sets {
		if tx.Len() == dynamo.MaxTx-1 { // room for the letters
			if err := s.table.Write(ctx, tx); err != nil {
				return err
			}
			tx = new(dynamo.Tx)
		}
		change, err := setChange(set, p.Seen)
		if err != nil {
			return err
		}
		tx.Update(vendorKey(v, recSK(set.Date, set.Venue)), change)
	}
	if len(p.Sets) > 0 {
		s.due(tx, v, LetterWork)
	}
	if tx.Len() == 0 {
		return nil
	}
	return s.table.Write(ctx, tx)
}

// setChange writes set over whatever list there is, and leaves the overrides; and who
// saw it, unless seen says it.
func setChange(set recommendation.Set, seen map[string]recommendation.Known) (dynamo.Change, error) {
	packed, err := deflate(set)
	if err != nil {
		return dynamo.Change{}, err
	}
	change := dynamo.Change{
		Set:         map[string]any{"Set": packed},
		SetIfAbsent: map[string]any{"Overrides": map[string]recommendation.Override{}},
		Add:         map[string]int{"Version": 1},
	}
	saw := map[string][]byte{}
	for user, k := range seen {
		if saw[user], err = deflate(k); err != nil {
			return dynamo.Change{}, err
		}
	}
	if seen != nil {
		change.Set["Seen"] = saw
	} else {
		change.SetIfAbsent["Seen"] = saw
	}
	if len(set.Items) == 0 {
		change.Remove = []string{"Products"}
		return change, nil
	}
	var products dynamo.StringSet
	for _, it := range set.Items {
		products = append(products, it.Product)
	}
	change.Set["Products"] = products
	return change, nil
}
