package feedback

import (
	"math"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
)

// How a vendor's own numbers move the next list: so many of the last days, and how
// much more often right than wrong they must have been.
const (
	leanDays  civil.Date = 90
	leanFrom             = 3
	leanRange            = 1.5 // the most that the list is moved by, as a factor
)

// LeaningKey is the key of a product at a venue in Accuracy.Leanings.
func LeaningKey(venue, product string) string { return venue + "/" + product }

// right reports whether the vendor's own number was nearer to what was wanted than the
// recommended one. known is false if there was none, or if it cannot be told.
func (e Entry) right() (right, known bool) {
	if e.Chosen == nil || e.Recommended == nil || *e.Chosen == *e.Recommended {
		return false, false
	}
	chosen, recommended := float64(*e.Chosen), float64(*e.Recommended)
	if e.SoldOut {
		// At least so much was wanted: more was right, and less wrong only if more than
		// that would have been sold, which nobody knows.
		return chosen > recommended, chosen > recommended && e.Sold > recommended
	}
	return math.Abs(chosen-e.Sold) < math.Abs(recommended-e.Sold), true
}

// leanings are the factors by which the recommendations for products at venues are to
// be moved, because the vendor's own numbers of the last 90 days were right three
// times more often than wrong: the median of chosen over recommended.
func leanings(reports []Report, now time.Time) map[string]float64 {
	type record struct {
		balance int
		ratios  []float64
	}
	records := map[string]*record{}
	for _, r := range reports {
		if r.Date < civil.DateOf(now)-leanDays || r.Rating > 0 && r.Rating < Trusted {
			continue
		}
		for _, e := range r.Entries {
			right, known := e.right()
			if !known {
				continue
			}
			k := LeaningKey(r.Venue, e.Product)
			if records[k] == nil {
				records[k] = new(record)
			}
			if !right {
				records[k].balance--
				continue
			}
			records[k].balance++
			records[k].ratios = append(records[k].ratios, float64(*e.Chosen)/max(float64(*e.Recommended), 1))
		}
	}
	var factors map[string]float64
	for k, r := range records {
		if r.balance < leanFrom {
			continue
		}
		if factors == nil {
			factors = map[string]float64{}
		}
		slices.Sort(r.ratios)
		factors[k] = min(max(r.ratios[len(r.ratios)/2], 1/leanRange), leanRange)
	}
	return factors
}
