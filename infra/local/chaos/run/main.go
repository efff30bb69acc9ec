// Command run runs the tests of survival at their full sizes and sums up what they
// tried: make chaos, or make chaos ONLY=regexp for those whose names fit.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"

	"github.com/marketprep/marketprep/infra/local/chaos"
)

// packages are those with tests that report a tally.
var packages = []string{"./functions", "./functions/market", "./functions/notification", "./functions/recommendation", "./functions/sales", "./functions/square", "./infra/local/chaos", "./shared/resilience"}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	only := "^TestChaos"
	if len(os.Args) > 1 {
		only = os.Args[1]
	}
	sum, tests, err := run(ctx, only)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	fmt.Printf("chaos: %d tests: %s\n", tests, sum)
	if err != nil || tests == 0 || sum.Lost+sum.Doubled+sum.Broken > 0 {
		stop()
		os.Exit(1)
	}
}

// run runs the tests whose names fit, each in a process and on an engine of its own:
// what one of them leaves behind must not slow down another.
func run(ctx context.Context, only string) (sum chaos.Tally, tests int, err error) {
	var failures []error
	for _, pkg := range packages {
		list, err := exec.CommandContext(ctx, "go", "test", "-list", only, pkg).Output() //nolint:gosec // whoever runs it wrote the pattern
		if err != nil {
			return sum, tests, fmt.Errorf("list tests of %s: %w", pkg, err)
		}
		for name := range strings.FieldsSeq(string(list)) {
			if !strings.HasPrefix(name, "TestChaos") {
				continue // go's own line about the package
			}
			tally, n, err := one(ctx, pkg, name)
			sum.Add(tally)
			tests += n
			failures = append(failures, err)
		}
	}
	return sum, tests, errors.Join(failures...)
}

func one(ctx context.Context, pkg, name string) (sum chaos.Tally, tests int, err error) {
	cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-v", "-timeout=60m", "-run", "^"+name+"$", pkg)
	cmd.Env = append(os.Environ(), chaos.Variable+"=full")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return sum, 0, fmt.Errorf("run %s: %w", name, err)
	}
	if err := cmd.Start(); err != nil {
		return sum, 0, fmt.Errorf("run %s: %w", name, err)
	}
	sum, tests, err = chaos.Sum(os.Stdout, out)
	return sum, tests, errors.Join(err, cmd.Wait())
}
