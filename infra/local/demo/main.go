// Command demo tells the story of one vendor in the terminal: sign-in, import, the
// list for Saturday with its reasons, how Saturday went, and what changed for the
// Saturday after. It runs the whole system for that, with nothing kept.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/marketprep/marketprep/infra/local/demovendor"
	"github.com/marketprep/marketprep/infra/local/simulate"
	"github.com/marketprep/marketprep/infra/local/system"
	"github.com/marketprep/marketprep/shared/civil"
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
	name := filepath.Join(".local", "demo.log")
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return err
	}
	log, err := os.Create(name)
	if err != nil {
		return err
	}
	defer log.Close() //nolint:errcheck // a log that cannot be closed changes nothing
	fmt.Fprintln(out, "building and starting ...")
	s, err := system.Start(ctx, system.Options{Root: ".", Log: log, Sky: demovendor.Sky(simulate.New(demovendor.Seed, civil.DateOf(time.Now())))})
	if err != nil {
		return fmt.Errorf("start the system (its log is %s): %w", name, err)
	}
	defer func() {
		if stopErr := s.Stop(); err == nil {
			err = stopErr
		}
	}()
	v, err := demovendor.SignUp(ctx, s.URL, civil.DateOf(time.Now()))
	if err != nil {
		return err
	}
	return (&story{Vendor: v, out: out}).tell(ctx)
}
