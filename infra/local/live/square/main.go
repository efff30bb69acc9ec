// Command square runs the adapter of Square against Square's sandbox, and compares
// the shape of what it answers with that of the fake: make live-square.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/marketprep/marketprep/infra/local/demovendor"
	"github.com/marketprep/marketprep/infra/local/live"
	"github.com/marketprep/marketprep/infra/local/simulate"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/square"
	"github.com/marketprep/marketprep/shared/square/squaretest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Getenv("SQUARE_SANDBOX_TOKEN"), os.Getenv("SQUARE_SANDBOX_URL"), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// sandbox is where Square lets people try things.
const sandbox = "https://connect.squareupsandbox.com"

// run compares the account that token opens at url with the demo vendor's at the fake.
func run(ctx context.Context, token, url string, out io.Writer) error {
	if token == "" {
		return errors.New("live: set SQUARE_SANDBOX_TOKEN to an access token of a test account in Square's sandbox")
	}
	if url == "" {
		url = sandbox
	}
	fmt.Fprintf(out, "%s:\n", url)
	theirs, err := read(ctx, url, token, out)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "the fake:")
	ours, err := readFake(ctx, out)
	if err != nil {
		return err
	}
	return live.Report("Square", theirs, ours, out)
}

// readFake reads the demo vendor's account at the fake.
func readFake(ctx context.Context, out io.Writer) (map[string]live.Shape, error) {
	fake := squaretest.New(squaretest.Options{Now: time.Now, AppID: "app", AppSecret: "secret"})
	(&demovendor.Vendor{World: simulate.New(demovendor.Seed, civil.DateOf(time.Now()))}).OpenSquare(fake)
	url, stop, err := fake.Serve("127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	access, _ := fake.Tokens(demovendor.Merchant, "ITEMS_READ", "ORDERS_READ", "MERCHANT_PROFILE_READ")
	shapes, err := read(ctx, url, access, out)
	return shapes, errors.Join(err, stop())
}

// read makes the calls that a sync makes, and returns the shapes of the answers.
func read(ctx context.Context, url, token string, out io.Writer) (map[string]live.Shape, error) {
	recorder := &live.Recorder{}
	app := square.App{BaseURL: url, HTTP: &http.Client{Transport: recorder, Timeout: 30 * time.Second}, Now: time.Now}
	c := square.NewClient(square.Options{BaseURL: url, HTTP: app.HTTP, Now: time.Now, Token: func(context.Context) (string, error) { return token, nil }})
	status, err := app.Status(ctx, token)
	if err != nil {
		return nil, fmt.Errorf("live: status of the token: %w", err)
	}
	fmt.Fprintf(out, "  token of %s until %s for %v\n", status.Merchant, status.Expires.Format(time.DateOnly), status.Scopes)
	locations, err := c.Locations(ctx)
	if err != nil {
		return nil, fmt.Errorf("live: locations: %w", err)
	}
	fmt.Fprintf(out, "  %d locations\n", len(locations))
	whole, err := c.Catalog(ctx, time.Time{}, "")
	if err != nil {
		return nil, fmt.Errorf("live: catalog: %w", err)
	}
	changed, err := c.Catalog(ctx, time.Now().AddDate(-5, 0, 0), "")
	if err != nil {
		return nil, fmt.Errorf("live: changes of the catalog: %w", err)
	}
	fmt.Fprintf(out, "  %d items in the catalog, %d changed in five years\n", len(whole.Items), len(changed.Items))
	if err := sales(ctx, c, locations, out); err != nil {
		return nil, err
	}
	return recorder.Shapes(), nil
}

// sales reads a page of orders, the page behind it, and an order by its id.
func sales(ctx context.Context, c *square.Client, locations []order.Location, out io.Writer) error {
	q := square.OrderQuery{UpdatedFrom: time.Now().AddDate(-5, 0, 0), UpdatedTo: time.Now()}
	for _, l := range locations[:min(len(locations), square.MaxLocations)] {
		q.Locations = append(q.Locations, l.ID)
	}
	page, err := c.SearchOrders(ctx, q)
	if err != nil {
		return fmt.Errorf("live: orders: %w", err)
	}
	fmt.Fprintf(out, "  %d orders on the first page, %d skipped\n", len(page.Orders), page.Skipped)
	if q.Cursor = page.Cursor; q.Cursor != "" {
		if _, err := c.SearchOrders(ctx, q); err != nil {
			return fmt.Errorf("live: second page of orders: %w", err)
		}
	}
	if len(page.Orders) == 0 {
		return nil
	}
	again, err := c.Orders(ctx, []string{page.Orders[0].ID})
	if err != nil {
		return fmt.Errorf("live: one order: %w", err)
	}
	if len(again) != 1 || again[0].ID != page.Orders[0].ID {
		return fmt.Errorf("live: asked for order %s, got %d orders", page.Orders[0].ID, len(again))
	}
	return nil
}
