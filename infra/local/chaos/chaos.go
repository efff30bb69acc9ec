// Package chaos is what the tests of survival are made of: a Killer that ends a
// handler at any of its calls, pictures of the whole table to compare, deliveries
// that are doubled, swapped and cut off, and tallies of what came of it.
//
// The tests run small with "go test", and in full with "make chaos", which adds up
// their tallies; see Full and Report.
package chaos

import (
	"fmt"
	"os"
	"testing"
)

// Variable is set by make chaos.
const Variable = "MARKETPREP_CHAOS"

// Full reports whether the tests are to run at their full sizes.
func Full() bool { return os.Getenv(Variable) == "full" }

// Size is full under make chaos, else small.
func Size(small, full int) int {
	if Full() {
		return full
	}
	return small
}

// Tally is what a test tried, and how often something was lost, doubled or else
// not as promised.
type Tally struct {
	Tried, Lost, Doubled, Broken int
}

// Add adds another tally.
func (a *Tally) Add(b Tally) {
	a.Tried += b.Tried
	a.Lost += b.Lost
	a.Doubled += b.Doubled
	a.Broken += b.Broken
}

// mark begins the line that Report writes and Read finds.
const mark = "chaos: "

func (a Tally) String() string {
	return fmt.Sprintf("tried %d, lost %d, doubled %d, broken %d", a.Tried, a.Lost, a.Doubled, a.Broken)
}

// Report writes the tally of what to t's log, for make chaos to add up. The test
// fails if nothing was tried, or anything was lost, doubled or broken.
func Report(t *testing.T, what string, a Tally) {
	t.Helper()
	t.Logf("%s%s: %s", mark, what, a)
	if a.Tried == 0 || a.Lost+a.Doubled+a.Broken > 0 {
		t.Fail()
	}
}
