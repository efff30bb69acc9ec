package system

import "testing"

func TestReservedConcurrency(t *testing.T) {
	t.Parallel()
	for reserved, want := range map[int]int{-1: 0, 0: -1, 1: 1, 5: 5} {
		if got := concurrency(reserved); got != want {
			t.Errorf("concurrency(%d) = %d, want %d", reserved, got, want)
		}
	}
}
