// Package walk walks the main job through the HTTP edge of a running system, as
// a vendor does it: sign up, bring sales in, name the markets, get the list,
// report how it went, get the next list. A step that is not as it should be is
// an error that says what was expected.
package walk

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/marketprep/marketprep/infra/local/client"
	"github.com/marketprep/marketprep/shared/localevents/eventstest"
	"github.com/marketprep/marketprep/shared/mail"
	"github.com/marketprep/marketprep/shared/square/squaretest"
	"github.com/marketprep/marketprep/shared/weather/weathertest"
)

// System is what a walk needs of a running system beside its address.
type System interface {
	// Fire runs a scheduled function now: "enqueue-due-forecasts".
	Fire(ctx context.Context, function string) error
	// Square is the fake of Square that the system calls.
	Square() *squaretest.Server
	// Weather is the fake of Open-Meteo that the system calls.
	Weather() *weathertest.Forecaster
	// Events is the fake of services for events and of calendars, and where it answers.
	Events() (fake *eventstest.Server, url string)
	// Letters are those that the system mailed.
	Letters(ctx context.Context) ([]mail.Message, error)
}

// Walk walks the whole way and writes one line per step to out. It ends at the
// first step that fails.
func Walk(ctx context.Context, base string, system System, sales func(io.Writer) error, out io.Writer) error {
	w := &walker{
		Client: client.New(base), base: base, system: system, sales: sales,
		email: "walk-" + strings.ToLower(rand.Text()) + "@example.com", password: "a stall by the river",
		today: time.Now().UTC(),
	}
	steps := []struct {
		name string
		run  func(context.Context) error
	}{
		{"the system says that it is up", w.health},
		{"a vendor signs up and in", w.signUp},
		{"who is not signed in sees nothing", w.strangers},
		{"two years of sales come in, and twice changes nothing", w.importSales},
		{"the markets get hours, fees and days", w.markets},
		{"the products get costs", w.products},
		{"a festival is announced", w.event},
		{"the list for the next market day is made", w.generate},
		{"the vendor's own number stays beside ours", w.override},
		{"how the last market went is reported and judged", w.feedback},
		{"cash sales are recorded by hand", w.record},
		{"the night job makes the lists of the week", w.nightJob},
		{"the weather is in the list, and the list stays without it", w.weather},
		{"a letter tells of the list, and one click stops such letters", w.letters},
		{"Square is connected, tells of a sale; with nobody outside all goes on", w.square},
		{"bad input is refused by name and leaves nothing behind", w.badInput},
		{"another vendor sees none of it", w.otherVendor},
		{"the session is renewed and ended", w.session},
	}
	for _, s := range steps {
		start := time.Now()
		if err := s.run(ctx); err != nil {
			fmt.Fprintf(out, "FAIL  %s\n", s.name)
			return fmt.Errorf("walk: %s: %w", s.name, err)
		}
		fmt.Fprintf(out, "ok    %-75s %4d ms\n", s.name, time.Since(start).Milliseconds())
	}
	return nil
}

type walker struct {
	*client.Client
	base            string
	system          System
	sales           func(io.Writer) error
	email, password string
	today           time.Time

	venues  []venue
	listed  []product
	next    marketDay
	changed string // product whose number the vendor changed
}

type venue struct {
	ID, Name, Opens, Closes string
	Recurs                  struct{ Weekdays []string }
}

type product struct {
	ID, Name string
	Price    int
}

type marketDay struct{ Date, Venue, VenueName string }

// date is the calendar day so many days from today.
func (w *walker) date(days int) string { return w.today.AddDate(0, 0, days).Format(time.DateOnly) }

// refused demands that err is a refusal with the given status.
func refused(err error, status int) error {
	p, ok := errors.AsType[*client.Problem](err)
	if !ok || p.Status != status {
		return fmt.Errorf("want a refusal with %d: %w", status, cmp.Or(err, errors.New("it succeeded")))
	}
	return nil
}

func (w *walker) health(ctx context.Context) error {
	for _, path := range []string{"/health/live", "/health/ready", "/health"} {
		if err := w.Call(ctx, http.MethodGet, path, nil, nil); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

func (w *walker) signUp(ctx context.Context) error {
	for range 2 { // the second time, the address is known, and nobody is told
		if err := w.Register(ctx, w.email, w.password, "Walk's stall", "America/New_York", "US-GA"); err != nil {
			return err
		}
	}
	if err := refused(w.SignIn(ctx, w.email, "not the password"), http.StatusUnauthorized); err != nil {
		return err
	}
	if err := w.SignIn(ctx, w.email, w.password); err != nil {
		return err
	}
	var me struct{ Name, TimeZone string }
	if err := w.Call(ctx, http.MethodGet, "/api/v1/vendors/me", nil, &me); err != nil {
		return err
	}
	if me.Name != "Walk's stall" || me.TimeZone != "America/New_York" {
		return fmt.Errorf("signed in as %+v", me)
	}
	return w.Call(ctx, http.MethodPatch, "/api/v1/vendors/me", map[string]any{"risk": "balanced"}, nil)
}

func (w *walker) strangers(ctx context.Context) error {
	nobody := client.New(w.base)
	for _, path := range []string{"/api/v1/products", "/api/v1/sales", "/api/v1/vendors/me", "/api/v1/recommendations"} {
		if err := refused(nobody.Call(ctx, http.MethodGet, path, nil, nil), http.StatusUnauthorized); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return refused(nobody.Call(ctx, http.MethodGet, "/api/v1/nothing-here", nil, nil), http.StatusForbidden)
}

func (w *walker) importSales(ctx context.Context) error {
	for attempt := range 2 {
		r, pipe := io.Pipe()
		go func() { pipe.CloseWithError(w.sales(pipe)) }()
		report, err := w.Import(ctx, r)
		if err != nil {
			return err
		}
		first := attempt == 0
		if first != (report.Imported > 1000) || first != (report.AlreadyKnown == 0) || report.MarketDays < 100 {
			return fmt.Errorf("time %d: %+v", attempt+1, report)
		}
	}
	return nil
}

func (w *walker) otherVendor(ctx context.Context) error {
	other := client.New(w.base)
	email := "other-" + w.email
	if err := other.Register(ctx, email, w.password, "Other", "Europe/Berlin", "DE"); err != nil {
		return err
	}
	if err := other.SignIn(ctx, email, w.password); err != nil {
		return err
	}
	var products struct{ Items []product }
	if err := other.Call(ctx, http.MethodGet, "/api/v1/products?archived=true", nil, &products); err != nil {
		return err
	}
	if len(products.Items) != 0 {
		return fmt.Errorf("another vendor sees %d products", len(products.Items))
	}
	list := "/api/v1/recommendations/" + w.next.Date + "/" + w.next.Venue
	return errors.Join(
		refused(other.Call(ctx, http.MethodGet, list, nil, nil), http.StatusNotFound),
		refused(other.Call(ctx, http.MethodGet, "/api/v1/products/"+w.listed[0].ID, nil, nil), http.StatusNotFound),
		refused(other.Call(ctx, http.MethodPatch, list+"/"+w.listed[0].ID, map[string]any{"quantity": 1}, nil), http.StatusNotFound),
	)
}

func (w *walker) session(ctx context.Context) error {
	if err := w.Refresh(ctx); err != nil {
		return err
	}
	if err := w.Call(ctx, http.MethodPost, "/api/v1/auth/logout", nil, nil); err != nil {
		return err
	}
	return refused(w.Refresh(ctx), http.StatusUnauthorized)
}
