package weathertest_test

import (
	"context"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/resilience/faulty"
	"github.com/marketprep/marketprep/shared/weather"
	"github.com/marketprep/marketprep/shared/weather/nws"
	"github.com/marketprep/marketprep/shared/weather/openmeteo"
	"github.com/marketprep/marketprep/shared/weather/weathertest"
)

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	url, stop, err := weathertest.Serve(h)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop() })
	return url
}

var ithaca = weather.CellOf(42.45, -76.5)

// steps is weather that tells the hour: every value is another in the next hour.
func steps(_, _ float64, start int64) weather.Hour {
	return weather.Hour{Start: start, TempC: float64(start % 24), RainMM: float64(start % 5), Chance: float64(start%10) / 10, GustKMH: float64(start % 60), Code: int(start % 4)}
}

// Rain, its chance and gusts are told an hour late: the adapter must put them back.
func TestOpenMeteoTellsWhatFellInTheHourBefore(t *testing.T) {
	t.Parallel()
	c := openmeteo.Client{BaseURL: serve(t, weathertest.NewOpenMeteo(weathertest.Options{Now: noon, Sky: steps})), HTTP: http.DefaultClient}
	hours, err := c.Forecast(t.Context(), ithaca, 2)
	if err != nil {
		t.Fatal(err)
	}
	first := weather.HourOf(noon().Truncate(24*time.Hour)) - 48
	if hours[0].Start != first || len(hours) != (2+14)*24-1 {
		t.Fatalf("%d hours from %d, want them from %d", len(hours), hours[0].Start, first)
	}
	for _, h := range hours {
		want := steps(0, 0, h.Start)
		want.TempC = (steps(0, 0, h.Start).TempC + steps(0, 0, h.Start+1).TempC) / 2
		if diff := cmp.Diff(want, h, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	}
}

func TestThePaidHostWantsItsKey(t *testing.T) {
	t.Parallel()
	url := serve(t, weathertest.NewOpenMeteo(weathertest.Options{Now: noon, Key: "k"}))
	key := func(k string) func(t *testing.T) error {
		return func(t *testing.T) error {
			_, err := openmeteo.Client{BaseURL: url, HTTP: http.DefaultClient, Key: keyed(k)}.Forecast(t.Context(), ithaca, 0)
			return err
		}
	}
	if err := key("k")(t); err != nil {
		t.Error(err)
	}
	if err := key("other")(t); errs.KindOf(err) != errs.Unavailable || !strings.Contains(err.Error(), "The supplied API key is invalid.") {
		t.Error(err)
	}
}

func TestTheArchiveKnowsThePastOnly(t *testing.T) {
	t.Parallel()
	url := serve(t, weathertest.NewOpenMeteo(weathertest.Options{Now: noon}))
	c := openmeteo.Client{Archive: url + "/v1/archive", HTTP: http.DefaultClient}
	year := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	hours, err := c.Past(t.Context(), ithaca, year, year.AddDate(1, 0, -1))
	if err != nil || len(hours) != 365*24-1 || math.IsNaN(hours[0].RainMM) || !math.IsNaN(hours[0].Chance) {
		t.Errorf("%d hours, %v", len(hours), err)
	}
	if _, err := c.Past(t.Context(), ithaca, year, noon().AddDate(0, 0, 3)); errs.KindOf(err) != errs.Unavailable {
		t.Errorf("the archive knows the future: %v", err)
	}
}

// The service tells whole degrees Fahrenheit, miles per hour, and rain by six hours.
func TestTheWeatherServiceTellsTheSameInOtherUnits(t *testing.T) {
	t.Parallel()
	sky := func(_, _ float64, start int64) weather.Hour {
		return weather.Hour{Start: start, TempC: float64(start%20) - 5, RainMM: 0.5, Chance: 0.3, GustKMH: 32, Code: 61}
	}
	c := nws.Client{BaseURL: serve(t, weathertest.NewNWS(weathertest.Options{Now: noon, Sky: sky})), HTTP: http.DefaultClient, UserAgent: "test"}
	hours, err := c.Forecast(t.Context(), ithaca)
	if err != nil || len(hours) != 156 {
		t.Fatalf("%d hours, %v", len(hours), err)
	}
	for _, h := range hours {
		want := sky(0, 0, h.Start)
		want.Code = 80 // "Chance Rain Showers"
		if diff := cmp.Diff(want, h, cmpopts.EquateApprox(0, 0.5)); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	}
	if _, err := c.Forecast(t.Context(), weather.CellOf(52.5, 13.4)); errs.KindOf(err) != errs.NotFound {
		t.Errorf("of Berlin: %v", err)
	}
	c.UserAgent = ""
	if _, err := c.Forecast(t.Context(), ithaca); errs.KindOf(err) != errs.Unavailable {
		t.Errorf("nobody asks: %v", err)
	}
}

func keyed(k string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return k, nil }
}

// Whatever comes instead of an answer is an error, and none of it is weather.
func TestWhatIsNoWeather(t *testing.T) {
	t.Parallel()
	page := func(body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
	}
	good := weathertest.NewOpenMeteo(weathertest.Options{Now: noon})
	behaving := func(b faulty.Behaviour) http.Handler {
		return &faulty.Server{Good: good.Good, Refuse: good.Refuse, Rules: []faulty.Behaviour{b}}
	}
	for name, h := range map[string]http.Handler{
		"a page":              behaving(faulty.Behaviour{HTML: true}),
		"half an answer":      behaving(faulty.Behaviour{Half: true}),
		"no answer":           behaving(faulty.Behaviour{Reset: true}),
		"an error":            behaving(faulty.Behaviour{Status: 500}),
		"nothing":             page(``),
		"null":                page(`null`),
		"an error that is OK": page(`{"error":true,"reason":"no"}`),
		"degrees Fahrenheit":  page(`{"hourly_units":{"temperature_2m":"°F","precipitation":"mm"},"hourly":{"time":[0,3600],"temperature_2m":[1,2],"precipitation":[0,0]}}`),
		"columns too short":   page(`{"hourly_units":{"temperature_2m":"°C","precipitation":"mm"},"hourly":{"time":[0,3600],"temperature_2m":[1],"precipitation":[0,0]}}`),
		"quarters of hours":   page(`{"hourly_units":{"temperature_2m":"°C","precipitation":"mm"},"hourly":{"time":[0,900],"temperature_2m":[1,2],"precipitation":[0,0]}}`),
		"time backwards":      page(`{"hourly_units":{"temperature_2m":"°C","precipitation":"mm"},"hourly":{"time":[3600,0],"temperature_2m":[1,2],"precipitation":[0,0]}}`),
		"words for numbers":   page(`{"hourly_units":{"temperature_2m":"°C","precipitation":"mm"},"hourly":{"time":[0,3600],"temperature_2m":["warm",2],"precipitation":[0,0]}}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := serve(t, h)
			if hours, err := (openmeteo.Client{BaseURL: url, HTTP: http.DefaultClient}).Forecast(t.Context(), ithaca, 0); errs.KindOf(err) != errs.Unavailable {
				t.Errorf("Open-Meteo: %d hours, %v", len(hours), err)
			}
			if hours, err := (nws.Client{BaseURL: url, HTTP: http.DefaultClient, UserAgent: "test"}).Forecast(t.Context(), ithaca); err == nil {
				t.Errorf("the Weather Service: %d hours", len(hours))
			}
		})
	}
	limited := serve(t, behaving(faulty.Behaviour{Status: 429}))
	if _, err := (openmeteo.Client{BaseURL: limited, HTTP: http.DefaultClient}).Forecast(t.Context(), ithaca, 0); errs.KindOf(err) != errs.TooMany {
		t.Errorf("beyond the limit: %v", err)
	}
}

// An answer that points elsewhere is not followed.
func TestTheServicePointsNowhereElse(t *testing.T) {
	t.Parallel()
	for _, to := range []string{"http://169.254.169.254/latest", "/gridpoints/../../etc", "/gridpoints/FFC/1,2/forecast/hourly?x=1"} {
		var url string
		url = serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if strings.HasPrefix(to, "/") {
				to = url + to
			}
			_, _ = w.Write([]byte(`{"properties":{"forecastHourly":"` + to + `","forecastGridData":"` + to + `"}}`))
		}))
		if _, err := (nws.Client{BaseURL: url, HTTP: http.DefaultClient, UserAgent: "test"}).Forecast(t.Context(), ithaca); errs.KindOf(err) != errs.Unavailable {
			t.Errorf("%s: %v", to, err)
		}
	}
}
