package weather_test

import (
	"context"
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/functions/recommendation"
	"github.com/marketprep/marketprep/functions/weather"
	"github.com/marketprep/marketprep/shared/boot/skies"
	"github.com/marketprep/marketprep/shared/civil"
	set "github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/resilience/faulty"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
	sky "github.com/marketprep/marketprep/shared/weather"
	"github.com/marketprep/marketprep/shared/weather/weathertest"
)

// world is a system with both providers, at a time of its own.
type world struct {
	*functiontest.System
	t         *testing.T
	now       time.Time
	warmer    float64 // than Fair
	openMeteo *weathertest.Forecaster
	nws       *weathertest.Service
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, now: functiontest.Now}
	o := weathertest.Options{Now: func() time.Time { return w.now }, Sky: func(lat, lon float64, start int64) sky.Hour {
		h := weathertest.Fair(lat, lon, start)
		h.TempC += w.warmer
		return h
	}}
	w.openMeteo, w.nws = weathertest.NewOpenMeteo(o), weathertest.NewNWS(o)
	vars := map[string]string{"PUBLIC_URL": "http://example.com"}
	for name, h := range map[string]http.Handler{"WEATHER_URL": w.openMeteo, "NWS_URL": w.nws} {
		url, stop, err := weathertest.Serve(h)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = stop() })
		vars[name] = url
	}
	vars["WEATHER_ARCHIVE_URL"] = vars["WEATHER_URL"] + "/v1/archive"
	w.System = functiontest.New(t, vars)
	w.later(0)
	return w
}

// later lets time pass.
func (w *world) later(d time.Duration) {
	w.now = w.now.Add(d)
	w.At(w.now)
}

// stall gives a vendor the stall of functiontest, in Ithaca.
func (w *world) stall(name string) tenant.Caller {
	w.t.Helper()
	caller := functiontest.Owner(w.t, name)
	w.Stall(caller.Vendor)
	err := w.Store.EditVenues(w.t.Context(), caller.Vendor, func(venues map[string]venue.Venue) error {
		for id, n := range venues {
			n.Place = &venue.Place{Latitude: 42.45, Longitude: -76.5}
			venues[id] = n
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return caller
}

func (w *world) forecast(name string) {
	w.t.Helper()
	run, err := recommendation.RunForecast(w.Env)
	if err == nil {
		err = run(w.t.Context(), `{"vendor":"`+name+`"}`)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) refresh() {
	w.t.Helper()
	run, err := weather.RefreshWeather(skies.ForJobs)(w.Env)
	if err == nil {
		err = run(w.t.Context())
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

var saturday = civil.NewDate(2026, 11, 28)

func (w *world) list(caller tenant.Caller) set.Set {
	w.t.Helper()
	var s set.Set
	w.Must(caller, recommendation.GetRecommendations, http.MethodGet, "/api/v1/recommendations/"+saturday.String()+"/"+functiontest.Riverside, nil, &s)
	return s
}

// due are the vendors whose lists are due.
func (w *world) due() []string {
	w.t.Helper()
	names := []string{}
	for shard := range store.Shards {
		work, err := w.Store.DueWork(context.Background(), store.ForecastWork, shard, 10)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, one := range work {
			names = append(names, one.Vendor.String())
			if err := w.Store.FinishWork(context.Background(), one, time.Time{}); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	return names
}

// calls is how many calls Open-Meteo got meanwhile.
func (w *world) calls(while func()) int {
	before := w.openMeteo.Requests()
	while()
	return w.openMeteo.Requests() - before
}

func TestOneCallServesAllVendorsOfAPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna, ben := w.stall("anna"), w.stall("ben")
	w.forecast("anna")
	w.forecast("ben")
	if got := w.list(anna); got.RestsOn.Weather != sky.Neutral || !got.RestsOn.IsFallback {
		t.Errorf("before anybody asked the list rests on %+v", got.RestsOn)
	}
	w.due()
	if n := w.calls(w.refresh); n != 1+4 {
		t.Errorf("%d calls, want one forecast and the archive of this year and three before", n)
	}
	if diff := cmp.Diff(2, len(w.due())); diff != "" {
		t.Errorf("vendors whose lists are due (-want +got):\n%s", diff)
	}
	w.forecast("anna")
	w.forecast("ben")
	for _, caller := range []tenant.Caller{anna, ben} {
		got := w.list(caller).RestsOn
		c := got.Conditions
		if got.Weather != sky.OpenMeteo || got.IsFallback && got.MarketDays > 0 || c == nil || c.TempC == nil || c.At == nil || !c.At.Equal(w.now) {
			t.Errorf("the list rests on %+v with %+v", got, c)
		}
	}
	if n := w.calls(w.refresh); n != 0 {
		t.Errorf("%d calls though nothing is due", n)
	}
	w.later(3*time.Hour + time.Second)
	if n := w.calls(w.refresh); n != 1 || len(w.due()) != 0 {
		t.Errorf("three hours later %d calls, and lists are due for the same weather", n)
	}
	w.later(3*time.Hour + time.Second)
	w.warmer = 5
	if n := w.calls(w.refresh); n != 1 || len(w.due()) != 2 {
		t.Errorf("%d calls, and lists are not due though it gets warmer", n)
	}
}

func TestWhenOpenMeteoIsDownTheWeatherServiceIsAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.stall("anna")
	w.forecast("anna")
	w.openMeteo.Behave(faulty.Behaviour{Status: http.StatusServiceUnavailable})
	w.refresh()
	w.forecast("anna")
	if got := w.list(anna).RestsOn; got.Weather != sky.NWS || !got.Conditions.IsFallback {
		t.Errorf("the list rests on %+v", got)
	}
}

// With both down the list goes on with the last forecast for a day, then with what is
// usual; when they are back, so is the forecast, half an hour later at most.
func TestWhenNobodyAnswersTheListIsThereAndSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.stall("anna")
	w.forecast("anna")
	w.refresh()
	w.forecast("anna")
	w.openMeteo.Behave(faulty.Behaviour{Reset: true})
	w.nws.Behave(faulty.Behaviour{Reset: true})
	w.later(17 * time.Hour)
	w.refresh()
	if got := w.list(anna).RestsOn; got.Weather != sky.OpenMeteo || !got.Conditions.IsFallback || got.Conditions.AgeSeconds != 17*3600 {
		t.Errorf("17 hours later the list rests on %+v, %+v", got, got.Conditions)
	}
	w.later(8 * time.Hour)
	w.refresh()
	w.forecast("anna")
	if got := w.list(anna).RestsOn; got.Weather != sky.Usual || !got.Conditions.IsFallback || got.Conditions.TempC == nil {
		t.Errorf("25 hours later the list rests on %+v", got)
	}
	w.openMeteo.BehaveWell()
	w.later(31 * time.Minute)
	w.refresh()
	w.forecast("anna")
	if got := w.list(anna).RestsOn; got.Weather != sky.OpenMeteo || got.Conditions.IsFallback {
		t.Errorf("when it is back the list rests on %+v", got)
	}
}

// A cell where nobody sells any more costs no call.
func TestAPlaceThatNobodySellsAtIsForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.stall("anna")
	w.forecast("anna")
	w.later(41 * 24 * time.Hour)
	if n := w.calls(w.refresh); n != 0 {
		t.Errorf("%d calls", n)
	}
	w.forecast("anna")
	if n := w.calls(w.refresh); n == 0 {
		t.Error("no call though she sells there again")
	}
}

type page struct {
	Source     string
	At         time.Time
	AgeSeconds int
	IsFallback bool
	TempC      *float64
	Words      string
	Hours      []struct{ TempC *float64 }
}

func (w *world) page(caller tenant.Caller) (page, functiontest.Answer) {
	w.t.Helper()
	var p page
	a := w.Must(caller, weather.GetWeather(skies.ForPeople), http.MethodGet, "/api/v1/weather?venue="+functiontest.Riverside+"&date="+saturday.String(), nil, &p)
	return p, a
}

func TestTheWeatherPageGoesThroughTheChain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.stall("anna")
	anna.Role = tenant.Helper
	first, _ := w.page(anna)
	if first.Source != sky.OpenMeteo || first.IsFallback || first.TempC == nil || len(first.Hours) != 5 {
		t.Errorf("asked live: %+v", first)
	}
	again, a := w.page(anna)
	if diff := cmp.Diff(first, again, cmpopts.EquateApprox(0, 0.06)); diff != "" || a.Trips > 2 {
		t.Errorf("%d trips to the table (-first +again):\n%s", a.Trips, diff)
	}
	w.openMeteo.Behave(faulty.Behaviour{Status: 500})
	w.nws.Behave(faulty.Behaviour{Status: 503})
	w.later(7 * time.Hour)
	if p, _ := w.page(anna); p.Source != sky.OpenMeteo || !p.IsFallback || p.AgeSeconds != 7*3600 {
		t.Errorf("the last good forecast: %+v", p)
	}
	w.later(18 * time.Hour)
	if p, _ := w.page(anna); p.Source != sky.Neutral || !p.IsFallback || math.Abs(*p.TempC-15.6) > 0.01 || p.Words != "partly cloudy" {
		t.Errorf("nothing is known: %+v", p)
	}
}

func TestTheWeatherPageRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.stall("anna")
	ben := functiontest.Owner(t, "ben")
	w.Stall(ben.Vendor)
	for name, c := range map[string]struct {
		caller tenant.Caller
		query  string
		status int
	}{
		"nobody's venue":       {anna, "venue=n0&date=2026-11-28", http.StatusNotFound},
		"no place":             {ben, "venue=" + functiontest.Riverside + "&date=2026-11-28", http.StatusConflict},
		"no date":              {anna, "venue=" + functiontest.Riverside, http.StatusUnprocessableEntity},
		"no such date":         {anna, "venue=" + functiontest.Riverside + "&date=2026-02-30", http.StatusUnprocessableEntity},
		"too far ahead":        {anna, "venue=" + functiontest.Riverside + "&date=2029-01-01", http.StatusUnprocessableEntity},
		"too long ago":         {anna, "venue=" + functiontest.Riverside + "&date=0001-01-01", http.StatusUnprocessableEntity},
		"an unknown parameter": {anna, "venue=" + functiontest.Riverside + "&date=2026-11-28&x=1", http.StatusUnprocessableEntity},
	} {
		if a := w.Call(c.caller, weather.GetWeather(skies.ForPeople), http.MethodGet, "/api/v1/weather?"+c.query, nil); a.Status != c.status {
			t.Errorf("%s: %d %s, want %d", name, a.Status, a.Body, c.status)
		}
	}
}
