package planner

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a vendor would go by without a list: last time, and the mean of the last four.
func TestAListSaysWhatWasSoldBefore(t *testing.T) {
	t.Parallel()
	_, items := listOf(t, stall(map[string][]float64{
		"bread": append(steady(90, 20), 10, 20, 30, 40),
		"cakes": append(steady(8, 20), 8, -1, -1, 8), // twice none was sold
		"rolls": {6, 12},
	}))
	type before struct{ LastTime, LastFour float64 }
	got := map[string]before{}
	for id, it := range items {
		got[id] = before{*it.LastTime, *it.LastFour}
	}
	// The rolls were not there yet on two of the four days.
	want := map[string]before{"bread": {40, 25}, "cakes": {8, 4}, "rolls": {12, 4.5}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
