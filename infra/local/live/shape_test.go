package live

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatTwoAnswersDoNotShare(t *testing.T) {
	t.Parallel()
	shape := func(answers ...string) Shape {
		s := Shape{}
		for _, a := range answers {
			if err := s.Add([]byte(a)); err != nil {
				t.Fatal(err)
			}
		}
		return s
	}
	provider := shape(`{"orders":[{"id":"1","total":5,"note":null},{"id":"2","tip":1}],"cursor":"x"}`, `{"orders":[]}`)
	fake := shape(`{"orders":[{"id":1,"total":5,"note":"n","version":1}]}`)
	want := Difference{
		Kinds: []string{".orders[].id: [string] there, [number] in the fake"}, Missing: []string{".orders[].version"}, Further: []string{".cursor", ".orders[].tip"},
	}
	if diff := cmp.Diff(want, Compare(provider, fake)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := shape().Add([]byte("<html>")); err == nil {
		t.Error("a page has a shape")
	}
}
