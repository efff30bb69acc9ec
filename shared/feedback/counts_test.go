package feedback_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/feedback"
)

func TestTheScorecardComparesWithLastWeek(t *testing.T) {
	t.Parallel()
	entry := func(sold, expected, last float64) feedback.Entry {
		recommended := int(expected)
		return feedback.Entry{Sold: sold, Expected: &expected, LastTime: &last, Recommended: &recommended, Verdict: feedback.Accurate}
	}
	unknown := entry(5, 50, 50)
	unknown.Verdict = feedback.Unknown // it sold out of less than was recommended
	first := entry(9, 12, 0)
	first.LastTime = nil
	report := feedback.Report{Entries: []feedback.Entry{entry(20, 22, 30), entry(30, 27, 25), unknown, first}}
	s := report.Count().Stats()
	if diff := cmp.Diff([]float64{5.0 / 50, 15.0 / 50}, []float64{*s.Missed, *s.LastWeekMissed}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
