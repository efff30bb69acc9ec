package store

import (
	"context"
	"maps"
	"slices"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/event"
	"github.com/marketprep/marketprep/shared/feedback"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/tenant"
)

// Ledger is what a vendor sold over some months, with what is known of the days.
type Ledger struct {
	Planning
	Reported map[string]feedback.Counts // counts of every report, by market.Key
	Learned  feedback.Accuracy          // what the nightly aggregation made
	Sync     salesync.State
	Square   Square // State is empty if there never was a connection

	// Of the market day that was asked for; nil if there is none.
	List   *recommendation.Set
	Report *feedback.Report
}

// Ledger reads the sales, the calendar, the events and the reports of the months from
// one day to another (at most 40), and all that was kept of one market day of them
// unless on names no venue: one round trip.
func (s *Store) Ledger(ctx context.Context, v tenant.ID, from, to civil.Date, on MarketDay) (*Ledger, error) {
	var months []civil.Month
	keys := append(namesKeys(v), vendorKey(v, accuracySK), vendorKey(v, weatherSK), vendorKey(v, syncSK), vendorKey(v, squareSK))
	for m := from.Month(); m <= to.Month(); m++ {
		months = append(months, m)
		keys = append(keys, vendorKey(v, salesSK(m)), vendorKey(v, statsSK(m)))
	}
	var markets, events, day []dynamo.Key
	for year := from.Year(); year <= to.Year(); year++ {
		markets = append(markets, vendorKey(v, marketsSK(year)))
	}
	for year := event.FirstYear(from); year <= to.Year(); year++ {
		events = append(events, vendorKey(v, eventsSK(year)))
	}
	if on.Venue != "" {
		day = append(day, vendorKey(v, recSK(on.Date, on.Venue)), vendorKey(v, feedbackSK(on.Date, on.Venue)))
	}
	batch, err := s.table.GetBatch(ctx, slices.Concat(keys, markets, events, day))
	if err != nil {
		return nil, err
	}
	books, err := readBooks(batch, v, months)
	if err != nil {
		return nil, err
	}
	l := &Ledger{Reported: map[string]feedback.Counts{}}
	l.Books, l.Exceptions = *books, map[string]market.Exception{}
	if err := l.readCalendar(batch, markets, events); err != nil {
		return nil, err
	}
	if err := l.readDay(batch, day); err != nil {
		return nil, err
	}
	return l, l.readLearned(batch, v, months)
}

// readDay reads list and report of the day with the given keys, if there are any.
func (l *Ledger) readDay(batch dynamo.Batch, keys []dynamo.Key) error {
	if len(keys) == 0 {
		return nil
	}
	var err error
	if l.List, err = readSet(batch, keys[0]); err != nil {
		return err
	}
	var report reportItem
	found, err := batch.Read(keys[1], &report)
	if found {
		l.Report = &report.Report
	}
	return err
}

func (l *Ledger) readLearned(batch dynamo.Batch, v tenant.ID, months []civil.Month) error {
	for _, m := range months {
		d, err := readDocument[feedback.Counts](batch, vendorKey(v, statsSK(m)))
		if err != nil {
			return err
		}
		maps.Copy(l.Reported, d.Entries)
	}
	var accuracy accuracyItem
	if _, err := batch.Read(vendorKey(v, accuracySK), &accuracy); err != nil {
		return err
	}
	l.Learned = accuracy.Accuracy
	var err error
	if l.Weather, err = readBook(batch, v); err != nil {
		return err
	}
	var square squareItem
	if _, err := batch.Read(vendorKey(v, squareSK), &square); err != nil {
		return err
	}
	l.Square = square.read()
	sync, err := readSync(batch, v)
	l.Sync = sync.State
	return err
}
