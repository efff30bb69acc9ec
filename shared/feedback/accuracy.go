package feedback

import "time"

// Accuracy is how lists turned out over the last year, by venue and by product.
type Accuracy struct {
	Made     time.Time
	All      Counts
	Venues   map[string]Counts  // by venue id
	Products map[string]Counts  // by product id
	Leanings map[string]float64 `dynamodbav:",omitempty"` // see Lean; by LeaningKey
}

// Aggregate sums reports up.
func Aggregate(reports []Report, now time.Time) Accuracy {
	a := Accuracy{Made: now, Venues: map[string]Counts{}, Products: map[string]Counts{}}
	for _, r := range reports {
		day := r.Count()
		a.All.Add(day)
		venue := a.Venues[r.Venue]
		venue.Add(day)
		a.Venues[r.Venue] = venue
		for _, e := range r.Entries {
			product := a.Products[e.Product]
			product.entry(e)
			a.Products[e.Product] = product
		}
	}
	a.Leanings = leanings(reports, now)
	return a
}
