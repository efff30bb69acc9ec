// Command weather runs the adapters of the weather against the real services, and
// compares the shape of what they answer with that of the fakes: make live-weather.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"regexp"
	"syscall"
	"time"

	"github.com/marketprep/marketprep/infra/local/live"
	"github.com/marketprep/marketprep/shared/weather"
	"github.com/marketprep/marketprep/shared/weather/nws"
	"github.com/marketprep/marketprep/shared/weather/openmeteo"
	"github.com/marketprep/marketprep/shared/weather/weathertest"
)

// hosts are where the services are.
type hosts struct{ forecast, archive, places, nws string }

var real = hosts{"https://api.open-meteo.com", "https://archive-api.open-meteo.com/v1/archive", "https://geocoding-api.open-meteo.com", "https://api.weather.gov"}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, real, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// atlanta is a place that both services know.
var atlanta = weather.CellOf(33.75, -84.4)

func run(ctx context.Context, at hosts, out io.Writer) error {
	fmt.Fprintf(out, "%s and %s:\n", at.forecast, at.nws)
	theirs, err := read(ctx, at, out)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "the fakes:")
	o := weathertest.Options{Now: time.Now}
	first, stopFirst, err := weathertest.Serve(weathertest.NewOpenMeteo(o))
	if err != nil {
		return err
	}
	second, stopSecond, err := weathertest.Serve(weathertest.NewNWS(o))
	if err != nil {
		return errors.Join(err, stopFirst())
	}
	ours, err := read(ctx, hosts{first, first + "/v1/archive", first, second}, out)
	if err := errors.Join(err, stopFirst(), stopSecond()); err != nil {
		return err
	}
	return live.Report("Open-Meteo and the National Weather Service", theirs, ours, out)
}

// cells of the service's grid differ between it and the fake.
var grid = regexp.MustCompile(`/gridpoints/[A-Z]+/\d+,\d+`)

// read makes the calls that a refresh makes, and returns the shapes of the answers.
func read(ctx context.Context, at hosts, out io.Writer) (map[string]live.Shape, error) {
	recorder := &live.Recorder{}
	client := &http.Client{Transport: recorder, Timeout: 30 * time.Second}
	c := openmeteo.Client{BaseURL: at.forecast, Archive: at.archive, HTTP: client}
	hours, err := c.Forecast(ctx, atlanta, 2)
	if err != nil {
		return nil, fmt.Errorf("live: forecast: %w", err)
	}
	fmt.Fprintf(out, "  %d hours of Open-Meteo, the first %+v\n", len(hours), hours[0])
	lastYear := time.Now().AddDate(-1, 0, 0)
	if hours, err = c.Past(ctx, atlanta, lastYear, lastYear.AddDate(0, 0, 7)); err != nil {
		return nil, fmt.Errorf("live: archive: %w", err)
	}
	fmt.Fprintf(out, "  %d hours of its archive\n", len(hours))
	towns, err := openmeteo.Client{BaseURL: at.places, HTTP: client}.Towns(ctx, "Decatur, Georgia", "en")
	if err != nil {
		return nil, fmt.Errorf("live: gazetteer: %w", err)
	}
	if len(towns) == 0 {
		return nil, errors.New("live: the gazetteer does not know Decatur, Georgia")
	}
	fmt.Fprintf(out, "  %d towns of its gazetteer, the first %+v\n", len(towns), towns[0])
	service := nws.Client{BaseURL: at.nws, HTTP: client, UserAgent: "MarketPrep/1.0 (live check)"}
	if hours, err = service.Forecast(ctx, atlanta); err != nil {
		return nil, fmt.Errorf("live: National Weather Service: %w", err)
	}
	fmt.Fprintf(out, "  %d hours of the National Weather Service, the first %+v\n", len(hours), hours[0])
	shapes := map[string]live.Shape{}
	for path, s := range recorder.Shapes() {
		shapes[grid.ReplaceAllString(path, "/gridpoints/*")] = s
	}
	return shapes, nil
}
