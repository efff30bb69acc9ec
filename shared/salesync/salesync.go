// Package salesync is how far the sync of a vendor's till has come: what was
// asked for, what is under way, what came of it, and when the next is due.
package salesync

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/ident"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/venue"
)

// Kind says what a run is to do.
type Kind string

// The kinds of runs.
const (
	Everything Kind = "sales"    // locations, catalog and orders
	Catalog    Kind = "products" // the catalog alone
	Mapping    Kind = "mapping"  // place orders again that are known already
)

// Status is how far a run has come.
type Status string

// The states of a run.
const (
	Queued  Status = "queued"
	Running Status = "running"
	Done    Status = "done"
	Failed  Status = "failed"
)

// Run is one synchronisation.
type Run struct {
	ID       string     `json:"id"`
	Kind     Kind       `json:"kind" enum:"sales,products,mapping"`
	Status   Status     `json:"status" enum:"queued,running,done,failed"`
	Asked    time.Time  `json:"asked"`
	Started  *time.Time `json:"started,omitempty" dynamodbav:",omitempty"`
	Finished *time.Time `json:"finished,omitempty" dynamodbav:",omitempty"`
	Counts   Counts     `json:"counts"`
	Problems []string   `json:"problems" dynamodbav:",omitempty" doc:"What went wrong, or was left out, in words"`
}

// Counts say what a run changed. What was known already is not counted.
type Counts struct {
	Orders     int `json:"orders" dynamodbav:",omitempty" doc:"Orders that were new or had changed"`
	Voided     int `json:"voided" dynamodbav:",omitempty" doc:"Orders among them that are no sales (any more)"`
	Foreign    int `json:"otherCurrency" dynamodbav:",omitempty" doc:"Orders among them in another currency than yours: they are left out"`
	MarketDays int `json:"marketDays" dynamodbav:",omitempty" doc:"Days that were counted again"`
	Products   int `json:"newProducts" dynamodbav:",omitempty" doc:"Products that were seen for the first time"`
	Refused    int `json:"refused" dynamodbav:",omitempty" doc:"Lines and items for which there was no room for another product, and orders without a time"`
}

// Add adds what one page changed.
func (c *Counts) Add(o Counts) {
	c.Orders += o.Orders
	c.Voided += o.Voided
	c.Foreign += o.Foreign
	c.MarketDays += o.MarketDays
	c.Products += o.Products
	c.Refused += o.Refused
}

// State is what is known of the sync of one vendor.
type State struct {
	Lease     time.Time                 // until when a worker has it
	Watermark time.Time                 // orders that changed before it are known
	Catalog   time.Time                 // and what changed in the catalog before this
	First     civil.Date                // day of the oldest order; 0: none
	Locations map[string]order.Location // of the till, by id
	Walk      *Walk                     // where the run that is under way stands
	Recount   []Span                    // days that must be counted again
	Waits     []Span                    // days with orders that are at no market
	Placed    string                    // mark of the venues that orders were last placed at
	Runs      []Run                     // newest first
	Asked     int                       // how many runs were ever asked for
}

// Walk is where a run stands.
type Walk struct {
	Run     string
	Until   time.Time // orders that changed later are the next run's
	Catalog time.Time // what the catalog's walk found to be the newest change
	Stage   Stage
	Batch   int    // of locations
	Cursor  string // of the next page; empty: the first
}

// Stage is a part of a run. Its numbers are stored.
type Stage int

// The stages, in order.
const (
	AtCatalog Stage = 1
	AtOrders  Stage = 2
	AtRecount Stage = 3
)

// Span is some days, both ends included.
type Span struct{ From, To civil.Date }

// keptRuns is how many runs can be looked up.
const keptRuns = 20

// Find is the run with the given id; nil if it is not known, or no longer.
func (s *State) Find(id string) *Run {
	i := slices.IndexFunc(s.Runs, func(r Run) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return &s.Runs[i]
}

// Ask puts a run of a kind on the list, with an id of its own unless id is given,
// and returns it. If one of the kind is waiting already, it is that one: asking
// twice is asking once.
func (s *State) Ask(kind Kind, id string, now time.Time) Run {
	for _, r := range s.Runs {
		if r.ID == id && id != "" || r.Kind == kind && r.Status == Queued {
			return r
		}
	}
	if id == "" {
		// Who is cut off and asks again has asked once.
		id = ident.Of("y", strconv.Itoa(s.Asked), now.UTC().Format(time.RFC3339Nano))
	}
	s.Asked++
	r := Run{ID: id, Kind: kind, Status: Queued, Asked: now.UTC(), Problems: []string{}}
	s.Runs = slices.Insert(s.Runs, 0, r)
	s.forget()
	return r
}

// forget drops the oldest runs that are over.
func (s *State) forget() {
	for i := len(s.Runs) - 1; i > 0 && len(s.Runs) > keptRuns; i-- {
		if s.Runs[i].Finished != nil {
			s.Runs = slices.Delete(s.Runs, i, i+1)
		}
	}
}

// Begin makes the oldest run that waits the one that is under way, unless one is
// under way already, and returns it; nil if there is nothing to do.
func (s *State) Begin(now time.Time) *Run {
	if s.Walk != nil {
		if r := s.Find(s.Walk.Run); r != nil {
			r.Status = Running
			return r
		}
		s.Walk = nil
	}
	for i := len(s.Runs) - 1; i >= 0; i-- {
		r := &s.Runs[i]
		if r.Status != Queued {
			continue
		}
		at := now.UTC()
		r.Status, r.Started = Running, &at
		s.Walk = &Walk{Run: r.ID, Until: at, Stage: AtCatalog}
		if r.Kind == Mapping {
			s.Walk.Stage = AtRecount
		}
		return r
	}
	return nil
}

// Finish ends the run that is under way, with what it must say if anything.
func (s *State) Finish(now time.Time, failed bool, problems ...string) {
	r := s.Find(s.Walk.Run)
	at := now.UTC()
	r.Status, r.Finished = Done, &at
	if failed {
		r.Status = Failed
	}
	for _, p := range problems {
		r.Note(p)
	}
	s.Walk = nil
}

// Again notes that days must be counted again.
func (s *State) Again(spans ...Span) { s.Recount = Join(s.Recount, spans...) }

// Join is all days of both, in order, in as few spans as there can be.
func Join(spans []Span, more ...Span) []Span {
	all := append(slices.Clone(spans), more...)
	slices.SortFunc(all, func(a, b Span) int { return int(a.From - b.From) })
	var joined []Span
	for _, span := range all {
		if n := len(joined); n > 0 && span.From <= joined[n-1].To+1 {
			joined[n-1].To = max(joined[n-1].To, span.To)
			continue
		}
		joined = append(joined, span)
	}
	return joined
}

// Without is the days of spans except d.
func Without(spans []Span, d civil.Date) []Span {
	var left []Span
	for _, span := range spans {
		if d < span.From || d > span.To {
			left = append(left, span)
			continue
		}
		if span.From < d {
			left = append(left, Span{span.From, d - 1})
		}
		if span.To > d {
			left = append(left, Span{d + 1, span.To})
		}
	}
	return left
}

// Next takes the first days, at most n, off those that must be counted again.
func (s *State) Next(n int) []civil.Date {
	var days []civil.Date
	for len(days) < n && len(s.Recount) > 0 {
		span := &s.Recount[0]
		days = append(days, span.From)
		if span.From++; span.From > span.To {
			s.Recount = s.Recount[1:]
		}
	}
	return days
}

// Note adds what went wrong, once, for a run that is tried again.
func (r *Run) Note(problem string) {
	if problem != "" && !slices.Contains(r.Problems, problem) {
		r.Problems = append(r.Problems, problem)
	}
}

// MarkOf stands for where and when the given venues sell: it is another as soon as
// orders might be placed elsewhere.
func MarkOf(venues map[string]venue.Venue) string {
	parts := []string{}
	for _, id := range slices.Sorted(maps.Keys(venues)) {
		n := venues[id]
		parts = append(parts, fmt.Sprintf("%s %q %q %s %d %d %t %+v", id, n.Name, n.Aliases, n.TimeZone, n.Opens, n.Closes, n.Archived, recurrence(n.Recurs)))
	}
	return ident.Of("m", parts...)
}

// recurrence is r without pointers, whose values say nothing.
func recurrence(r *venue.Recurrence) string {
	if r == nil {
		return ""
	}
	first, last := civil.Date(0), civil.Date(0)
	if r.First != nil {
		first = *r.First
	}
	if r.Last != nil {
		last = *r.Last
	}
	return fmt.Sprint(r.Weekdays, r.Every, first, last, r.From, r.Until)
}
