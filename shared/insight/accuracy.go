package insight

import (
	"cmp"
	"maps"
	"slices"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/feedback"
)

// Accuracy is how well lists were, against what a vendor would do without them.
type Accuracy struct {
	feedback.Stats
	Money *Money `json:"money,omitempty" doc:"What misses have cost; absent: of no product that could be scored are price and cost known"`
}

// Money is what misses have cost: the profit of sales that were missed, and the loss
// on units too many. Of what sold out it counts what is certain.
type Money struct {
	Entries  int          `json:"entries" doc:"Products and days that could be scored"`
	List     amount.Money `json:"list" doc:"Had you brought what the list recommended"`
	LastWeek amount.Money `json:"lastWeek" doc:"Had you brought as many as were sold on the same weekday before"`
	LastFour amount.Money `json:"lastFour" doc:"Had you brought the mean of the last four such days"`
}

// AccuracyOf are the shares of c.
func AccuracyOf(c feedback.Counts) Accuracy {
	a := Accuracy{Stats: c.Stats()}
	if c.Priced > 0 {
		a.Money = &Money{c.Priced, rounded(c.Cost), rounded(c.LastCost), rounded(c.FourCost)}
	}
	return a
}

// Scored is the accuracy of one venue, product or month.
type Scored struct {
	ID   string `json:"id" doc:"Of the venue or product; of a month YYYY-MM"`
	Name string `json:"name"`
	Accuracy
}

// Tally is counts by id.
type Tally map[string]feedback.Counts

// Add adds c to what id counts.
func (t Tally) Add(id string, c feedback.Counts) {
	sum := t[id]
	sum.Add(c)
	t[id] = sum
}

// ByID are the scores of t in order of id.
func (t Tally) ByID() []Scored {
	scores := []Scored{}
	for _, id := range slices.Sorted(maps.Keys(t)) {
		scores = append(scores, Scored{id, id, AccuracyOf(t[id])})
	}
	return scores
}

// Venues are the scores of t, whose ids are those of venues, in order of name.
func (t Tally) Venues(b Books) []Scored { return t.named(b.venueName) }

// Products are the scores of t, whose ids are those of products, in order of name.
func (t Tally) Products(b Books) []Scored {
	joined := Tally{}
	for id, c := range t {
		root, _ := b.product(id)
		joined.Add(root, c)
	}
	return joined.named(func(id string) string { _, name := b.product(id); return name })
}

func (t Tally) named(name func(string) string) []Scored {
	scores := t.ByID()
	for i := range scores {
		scores[i].Name = name(scores[i].ID)
	}
	slices.SortStableFunc(scores, func(a, b Scored) int { return cmp.Compare(a.Name, b.Name) })
	return scores
}

// Month is the month of a market day as a Tally of months names it.
func Month(d civil.Date) string { return d.Month().String() }
