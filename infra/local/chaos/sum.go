package chaos

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Sum copies the output of tests from r to w and adds up the tallies in it.
func Sum(w io.Writer, r io.Reader) (sum Tally, tests int, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20) // a failed test may have much to say
	for lines.Scan() {
		if _, err := fmt.Fprintln(w, lines.Text()); err != nil {
			return sum, tests, fmt.Errorf("chaos: copy output: %w", err)
		}
		_, tally, found := strings.Cut(lines.Text(), ": "+mark)
		i := strings.LastIndex(tally, ": tried ")
		if !found || i < 0 {
			continue
		}
		var a Tally
		if _, err := fmt.Sscanf(tally[i+2:], "tried %d, lost %d, doubled %d, broken %d", &a.Tried, &a.Lost, &a.Doubled, &a.Broken); err != nil {
			return sum, tests, fmt.Errorf("chaos: read tally %q: %w", tally, err)
		}
		sum.Add(a)
		tests++
	}
	if err := lines.Err(); err != nil {
		return sum, tests, fmt.Errorf("chaos: read output: %w", err)
	}
	return sum, tests, nil
}
