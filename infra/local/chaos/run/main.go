// Command run runs the tests of survival at their full sizes and sums up what they
// tried: make chaos.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"

	"github.com/marketprep/marketprep/infra/local/chaos"
)

// packages are those with tests that report a tally.
var packages = []string{"./functions", "./functions/market", "./functions/notification", "./functions/recommendation", "./functions/sales", "./functions/square", "./infra/local/chaos", "./shared/resilience"}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	sum, tests, err := run(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	fmt.Printf("chaos: %d tests: %s\n", tests, sum)
	if err != nil || tests == 0 || sum.Lost+sum.Doubled+sum.Broken > 0 {
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context) (sum chaos.Tally, tests int, err error) {
	args := append([]string{"test", "-count=1", "-v", "-p=1", "-timeout=60m", "-run", "^TestChaos"}, packages...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(os.Environ(), chaos.Variable+"=full")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return sum, 0, fmt.Errorf("run tests: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return sum, 0, fmt.Errorf("run tests: %w", err)
	}
	sum, tests, err = chaos.Sum(os.Stdout, out)
	return sum, tests, errors.Join(err, cmd.Wait())
}
