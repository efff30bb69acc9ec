// Package bench measures the budgets of speed and size that the product is held
// to. Its measurements are Go tests behind the build tag "bench", so that they
// share the tests' ground and nothing in CI times anything: make bench.
package bench

import (
	"fmt"
	"io"
	"strings"
)

// Row is one measured budget.
type Row struct {
	What   string
	Value  float64
	Budget float64
	Unit   string
}

// Write writes rows as a table: value, budget, ok or OVER.
func Write(w io.Writer, rows []Row) {
	fmt.Fprintf(w, "%-62s %12s %12s\n", "what", "value", "budget")
	for _, r := range rows {
		verdict := "ok"
		if r.Value > r.Budget {
			verdict = "OVER"
		}
		fmt.Fprintf(w, "%-62s %12s %12s  %s\n", r.What, r.text(r.Value), r.text(r.Budget), verdict)
	}
}

func (r Row) text(v float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.2f", v), ".00") + " " + r.Unit
}
