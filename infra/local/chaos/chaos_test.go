package chaos

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTalliesAreAddedUp(t *testing.T) {
	t.Parallel()
	out := strings.Join([]string{
		"=== RUN   TestOne", "    one_test.go:3: " + mark + "lists: of two: " + Tally{10, 1, 0, 2}.String(), "--- FAIL: TestOne",
		"    two_test.go:3: " + mark + "webhooks: " + Tally{Tried: 100_000}.String(), "ok", "",
	}, "\n")
	var copied bytes.Buffer
	sum, tests, err := Sum(&copied, strings.NewReader(out))
	if diff := cmp.Diff(Tally{100_010, 1, 0, 2}, sum); diff != "" || err != nil || tests != 2 || copied.String() != out {
		t.Errorf("%d tests, %v (-want +got):\n%s", tests, err, diff+cmp.Diff(out, copied.String()))
	}
}
