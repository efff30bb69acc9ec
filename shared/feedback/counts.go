package feedback

import "math"

// Counts sum up reports, so that those of a day, a month and a year add.
type Counts struct {
	Entries    int
	Accurate   int
	Overstock  int
	Understock int
	Ranged     int     // entries with a known range
	Inside     int     // of them, sold within it
	Sold       float64 // units of entries with a recommendation
	AbsError   float64 // units, sum of |sold - recommended|
	Scored     float64 // units sold of entries with an expectation and a last time
	Missed     float64 // units, sum of |sold - expected| over them
	LastMissed float64 // units, sum of |sold - last time| over them
	FourScored float64 // units sold of scored entries with a mean of the last four times
	FourMissed float64 // units, sum of |sold - that mean| over them
	Priced     int     // entries of which the cost of a miss is known, scored against both
	Cost       float64 // minor units, sum of what the recommended quantities missed by
	LastCost   float64 // the same, had last time's been brought
	FourCost   float64 // the same, had the mean of the last four times been brought
	Wasted     float64 // units
	Ratings    int
	RatingSum  int
}

// Count sums r up.
func (r Report) Count() Counts {
	var c Counts
	for _, e := range r.Entries {
		c.entry(e)
	}
	if r.Rating > 0 {
		c.Ratings, c.RatingSum = 1, r.Rating
	}
	return c
}

func (c *Counts) entry(e Entry) {
	c.Entries++
	c.Wasted += e.Wasted
	switch e.Verdict {
	case Accurate:
		c.Accurate++
	case Overstock:
		c.Overstock++
	case Understock:
		c.Understock++
	}
	if inside, known := e.Inside(); known {
		c.Ranged++
		if inside {
			c.Inside++
		}
	}
	if e.Expected != nil && e.LastTime != nil && e.Verdict != Unknown {
		c.Scored += e.Sold
		c.Missed += math.Abs(e.Sold - *e.Expected)
		c.LastMissed += math.Abs(e.Sold - *e.LastTime)
		c.four(e)
	}
	if e.Recommended != nil && e.Verdict != Unknown {
		c.Sold += e.Sold
		c.AbsError += math.Abs(e.Sold - float64(*e.Recommended))
	}
}

// four scores e, which can be scored against last time, against the last four times
// and in money.
func (c *Counts) four(e Entry) {
	if e.LastFour == nil {
		return
	}
	c.FourScored += e.Sold
	c.FourMissed += math.Abs(e.Sold - *e.LastFour)
	if e.Stakes == nil || e.Recommended == nil {
		return
	}
	c.Priced++
	c.Cost += e.cost(float64(*e.Recommended))
	c.LastCost += e.cost(math.Round(*e.LastTime))
	c.FourCost += e.cost(math.Round(*e.LastFour))
}

// Add adds o to c.
func (c *Counts) Add(o Counts) {
	c.Entries += o.Entries
	c.Accurate += o.Accurate
	c.Overstock += o.Overstock
	c.Understock += o.Understock
	c.Ranged += o.Ranged
	c.Inside += o.Inside
	c.Sold += o.Sold
	c.AbsError += o.AbsError
	c.Scored += o.Scored
	c.Missed += o.Missed
	c.LastMissed += o.LastMissed
	c.FourScored += o.FourScored
	c.FourMissed += o.FourMissed
	c.Priced += o.Priced
	c.Cost += o.Cost
	c.LastCost += o.LastCost
	c.FourCost += o.FourCost
	c.Wasted += o.Wasted
	c.Ratings += o.Ratings
	c.RatingSum += o.RatingSum
}

// Stats are Counts as shares. A share of nothing is absent.
type Stats struct {
	Entries        int      `json:"entries" doc:"Products reported, one per market day"`
	Judged         int      `json:"judged" doc:"Of them, with a recommendation that can be judged"`
	AccuracyRate   *float64 `json:"accuracyRate,omitempty" doc:"Share sold within 20 % of the recommended quantity"`
	OverstockRate  *float64 `json:"overstockRate,omitempty" doc:"Share sold more than 20 % below it"`
	UnderstockRate *float64 `json:"understockRate,omitempty" doc:"Share sold more than 20 % above it"`
	InRange        *float64 `json:"inRange,omitempty" doc:"Share sold within the 80 % range"`
	WAPE           *float64 `json:"wape,omitempty" doc:"Sum of |sold - recommended| over sum of sold"`
	Missed         *float64 `json:"missed,omitempty" doc:"Scorecard: sum of |sold - expected| over sum of sold"`
	LastWeekMissed *float64 `json:"lastWeekMissed,omitempty" doc:"Scorecard: the same, had you brought as many as were sold on the same weekday before"`
	FourMissed     *float64 `json:"lastFourMissed,omitempty" doc:"Scorecard: the same, had you brought the mean of the last four such days"`
	Wasted         float64  `json:"thrownAway" doc:"Units"`
	MeanRating     *float64 `json:"meanRating,omitempty" doc:"Mean of the ratings given, 1 to 5"`
}

// Stats are the shares of c.
func (c Counts) Stats() Stats {
	judged := c.Accurate + c.Overstock + c.Understock
	return Stats{
		Entries: c.Entries, Judged: judged, Wasted: c.Wasted,
		AccuracyRate:   share(float64(c.Accurate), float64(judged)),
		OverstockRate:  share(float64(c.Overstock), float64(judged)),
		UnderstockRate: share(float64(c.Understock), float64(judged)),
		InRange:        share(float64(c.Inside), float64(c.Ranged)),
		WAPE:           share(c.AbsError, c.Sold),
		Missed:         share(c.Missed, c.Scored),
		LastWeekMissed: share(c.LastMissed, c.Scored),
		FourMissed:     share(c.FourMissed, c.FourScored),
		MeanRating:     share(float64(c.RatingSum), float64(c.Ratings)),
	}
}

func share(part, whole float64) *float64 {
	if whole == 0 {
		return nil
	}
	s := part / whole
	return &s
}
