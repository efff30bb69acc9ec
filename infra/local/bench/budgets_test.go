//go:build bench

package bench

import (
	"os"
	"testing"
)

// TestBudgets measures one after the other, for the measurements must not
// disturb each other.
func TestBudgets(t *testing.T) {
	var rows []Row
	for _, measure := range []func(*testing.T) []Row{sizes, starts, requests, lists, imports, syncs} {
		rows = append(rows, measure(t)...)
	}
	Write(os.Stdout, rows)
}
