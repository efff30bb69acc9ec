// Command dev runs the whole product on this machine until Ctrl-C: it prints where
// it is and how to sign in as the demo vendor.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/marketprep/marketprep/infra/local/demovendor"
	"github.com/marketprep/marketprep/infra/local/simulate"
	"github.com/marketprep/marketprep/infra/local/system"
	"github.com/marketprep/marketprep/shared/civil"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// flags of the command.
type flags struct {
	root, data string
	pages      string
	port       int
	fresh      bool
	empty      bool
}

func run(args []string, out io.Writer) error {
	var f flags
	set := flag.NewFlagSet("dev", flag.ContinueOnError)
	set.StringVar(&f.root, "root", ".", "folder of the repository")
	set.StringVar(&f.data, "data", filepath.Join(".local", "data"), "folder that keeps the data and the log")
	set.StringVar(&f.pages, "pages", "", "folder of the built web app, nothing for the API alone")
	set.IntVar(&f.port, "port", 8080, "port to answer on, 0 for a free one")
	set.BoolVar(&f.fresh, "fresh", false, "forget the data of earlier runs")
	set.BoolVar(&f.empty, "empty", false, "do without the demo vendor")
	if err := set.Parse(args); err != nil {
		return fmt.Errorf("dev: %w", err)
	}
	ctx, restore := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer restore()
	log, err := prepare(f)
	if err != nil {
		return err
	}
	defer log.Close() //nolint:errcheck // a log that cannot be closed changes nothing
	if err := serve(ctx, restore, f, out, log); err != nil && ctx.Err() == nil {
		return fmt.Errorf("%w\nmore is in %s", err, log.Name())
	}
	return nil
}

// prepare makes the folder for data and opens the log in it.
func prepare(f flags) (*os.File, error) {
	if f.fresh {
		// Only what the engines keep there: the folder may be anybody's.
		if err := errors.Join(os.RemoveAll(filepath.Join(f.data, "table")), os.RemoveAll(filepath.Join(f.data, "aws")), os.RemoveAll(filepath.Join(f.data, "square.json"))); err != nil {
			return nil, fmt.Errorf("dev: forget data: %w", err)
		}
	}
	if err := os.MkdirAll(f.data, 0o750); err != nil {
		return nil, fmt.Errorf("dev: folder for data: %w", err)
	}
	log, err := os.Create(filepath.Join(f.data, "dev.log"))
	if err != nil {
		return nil, fmt.Errorf("dev: open log: %w", err)
	}
	return log, nil
}

// serve runs the system until ctx ends or an engine does. Once it is stopping, a
// second Ctrl-C ends this process at once, and with it all the others.
func serve(ctx context.Context, restore func(), f flags, out, log io.Writer) error {
	fmt.Fprintln(out, "building and starting ...")
	s, err := system.Start(ctx, system.Options{
		Root: f.root, Data: f.data, Addr: net.JoinHostPort("127.0.0.1", strconv.Itoa(f.port)), Schedules: true, Log: log, Pages: f.pages,
		Sky: demovendor.Sky(simulate.New(demovendor.Seed, civil.DateOf(time.Now()))),
	})
	if err != nil {
		return err
	}
	var signIn string
	if !f.empty {
		err = demovendor.Settle(ctx, s)
		signIn = fmt.Sprintf("Sign in as %s with the password %q. Square is a fake in which that bakery has an account: connect it.\n", demovendor.Email, demovendor.Password)
	}
	if err == nil {
		fmt.Fprintf(out, "\nMarketPrep answers on %s\n%s%sCtrl-C stops it; the data stays in %s.\n", s.URL, open(f, s.URL), signIn, f.data)
		select {
		case <-ctx.Done():
		case <-s.Done():
			err = errors.New("dev: an engine has ended by itself")
		}
	}
	restore()
	fmt.Fprintln(out, "stopping ...")
	return errors.Join(err, s.Stop())
}

// open says where the pages are, if they are served.
func open(f flags, url string) string {
	if f.pages == "" {
		return ""
	}
	return "Open " + url + " in a browser; " + url + "/docs is for trying the API.\n"
}
