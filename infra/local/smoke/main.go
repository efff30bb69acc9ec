// Command smoke starts the whole system on free ports, with nothing kept, and
// walks the main job through its HTTP edge. It fails if anything is missing.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/marketprep/marketprep/infra/local/system"
	"github.com/marketprep/marketprep/infra/local/walk"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) (err error) {
	log, err := logFile()
	if err != nil {
		return err
	}
	defer log.Close() //nolint:errcheck // a log that cannot be closed changes nothing
	s, err := system.Start(ctx, system.Options{Root: ".", Log: log})
	if err != nil {
		return fmt.Errorf("start the system (its log is %s): %w", log.Name(), err)
	}
	defer func() {
		if stopErr := s.Stop(); err == nil {
			err = stopErr
		}
	}()
	if err := walk.Walk(ctx, s.URL, s, sales, out); err != nil {
		return fmt.Errorf("%w (the log of the system is %s)", err, log.Name())
	}
	return nil
}

// logFile is where the system writes what it does.
func logFile() (*os.File, error) {
	name := filepath.Join(".local", "smoke.log")
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return nil, err
	}
	return os.Create(name)
}
