package recommendation

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWhatIsKnownOfAListAddsUp(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 26, 18, 0, 0, 0, time.FixedZone("", -5*3600))
	warm := 21.0
	s := Set{
		RestsOn: RestsOn{Events: []string{"Harvest festival"}, Conditions: &Conditions{TempC: &warm, Code: 2}},
		Items: []Item{{
			Product: "bread", Recommend: 36, PreOrdered: 6, Learned: 2, Expected: 31.04, ExpectedSold: 28.88, Bring: 40,
			Reasons: []Reason{{Kind: "base", Units: 25}, {Kind: "weather", Units: -4.1}, {Kind: "event", Units: 8}, {Kind: "holiday", Units: 2.1}},
		}},
	}
	want := Known{
		At: at.UTC(), Event: []string{"Harvest festival"}, Sky: &KnownSky{TempC: &warm, Code: 2},
		Items: map[string]KnownItem{"bread": {Recommend: 30, Sold: 28.9, Weather: -4.1, Events: 10.1, Sales: 27}},
	}
	got := s.KnownAt(at)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s.Items[0].Override, s.Items[0].Bring = &Override{Quantity: 99}, 99
	if !got.Same(s.KnownAt(at.Add(time.Hour))) {
		t.Error("a vendor's own number is news to them")
	}
	s.Items[0].Recommend++
	if got.Same(s.KnownAt(at)) {
		t.Error("another number is no news")
	}
}

func TestTheLargestNumbersAreKnown(t *testing.T) {
	t.Parallel()
	var s Set
	for n := range MaxKnown + 50 {
		s.Items = append(s.Items, Item{Product: fmt.Sprint("p", n), Recommend: n})
	}
	got := s.KnownAt(time.Time{}).Items
	if _, small := got["p49"]; small || len(got) != MaxKnown || got["p50"].Recommend != 50 {
		t.Errorf("%d are known, the smallest too: %t", len(got), small)
	}
}
