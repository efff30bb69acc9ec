package feedback_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/feedback"
)

func TestOwnNumbersThatWereRightThreeTimesMoveTheList(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	day := func(ago, chosen, recommended int, sold float64, soldOut bool, rating int) feedback.Report {
		return feedback.Report{Date: civil.DateOf(now) - civil.Date(ago), Venue: "v", Rating: rating, Entries: []feedback.Entry{{
			Product: "bread", Sold: sold, SoldOut: soldOut, Chosen: &chosen, Recommended: &recommended,
		}}}
	}
	for name, c := range map[string]struct {
		reports []feedback.Report
		want    map[string]float64
	}{
		"three times right":      {[]feedback.Report{day(7, 24, 20, 24, true, 0), day(14, 25, 20, 24, false, 4), day(21, 30, 20, 26, false, 3)}, map[string]float64{"v/bread": 1.25}},
		"less was right as well": {[]feedback.Report{day(7, 10, 20, 9, false, 0), day(14, 10, 20, 9, false, 0), day(21, 10, 20, 9, false, 0)}, map[string]float64{"v/bread": 1 / 1.5}},
		"twice right":            {[]feedback.Report{day(7, 24, 20, 24, false, 0), day(14, 24, 20, 24, false, 0)}, nil},
		"once wrong":             {[]feedback.Report{day(7, 24, 20, 24, false, 0), day(14, 24, 20, 24, false, 0), day(21, 24, 20, 24, false, 0), day(28, 24, 20, 19, false, 0)}, nil},
		"a list found useless":   {[]feedback.Report{day(7, 24, 20, 24, false, 0), day(14, 24, 20, 24, false, 0), day(21, 24, 20, 24, false, 2)}, nil},
		"long ago":               {[]feedback.Report{day(7, 24, 20, 24, false, 0), day(14, 24, 20, 24, false, 0), day(100, 24, 20, 24, false, 0)}, nil},
		"sold out with less":     {[]feedback.Report{day(7, 10, 20, 10, true, 0), day(14, 10, 20, 10, true, 0), day(21, 10, 20, 10, true, 0)}, nil},
	} {
		if diff := cmp.Diff(c.want, feedback.Aggregate(c.reports, now).Leanings); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
