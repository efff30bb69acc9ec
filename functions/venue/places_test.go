package venue_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/functions/venue"
	"github.com/marketprep/marketprep/shared/boot/skies"
	"github.com/marketprep/marketprep/shared/resilience/faulty"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/weather"
	"github.com/marketprep/marketprep/shared/weather/weathertest"
)

// gazetted is a system with a gazetteer.
func gazetted(t *testing.T) (*functiontest.System, *weathertest.Forecaster) {
	t.Helper()
	fake := weathertest.NewOpenMeteo(weathertest.Options{Now: func() time.Time { return functiontest.Now }})
	url, stop, err := weathertest.Serve(fake)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop() })
	return functiontest.New(t, map[string]string{"PLACES_URL": url}), fake
}

func TestTownsAreFoundByNameAndPostcode(t *testing.T) {
	t.Parallel()
	s, _ := gazetted(t)
	maine := weather.Town{Name: "Portland", Region: "Cumberland, Maine, United States", Latitude: 43.65737, Longitude: -70.2589, TimeZone: "America/New_York"}
	oregon := weather.Town{Name: "Portland", Region: "Multnomah, Oregon, United States", Latitude: 45.52345, Longitude: -122.67621, TimeZone: "America/Los_Angeles"}
	for query, want := range map[string][]weather.Town{
		"name=Portland":                    {oregon, maine},
		"name=portland,+ME":                {maine},
		"name=04101&language=de":           {maine},
		"name=%20Portland%20,%20oregon%20": {oregon},
		"name=Xyzzy":                       {},
	} {
		var got struct{ Items []weather.Town }
		a := s.Must(functiontest.Owner(t, "anna"), venue.FindPlaces(skies.Gazetteer), http.MethodGet, "/api/v1/places?"+query, nil, &got)
		if diff := cmp.Diff(want, got.Items); diff != "" || a.Trips > 1 {
			t.Errorf("%s: %d trips to the table (-want +got):\n%s", query, a.Trips, diff)
		}
	}
}

func TestNoTownIsFound(t *testing.T) {
	t.Parallel()
	s, fake := gazetted(t)
	anna, ben := functiontest.Owner(t, "anna"), functiontest.Owner(t, "ben")
	ben.Role = tenant.Helper
	call := func(caller tenant.Caller, query string) int {
		t.Helper()
		return s.Call(caller, venue.FindPlaces(skies.Gazetteer), http.MethodGet, "/api/v1/places?"+query, nil).Status
	}
	for query, want := range map[string]int{"": 422, "name=I": 422, "name=%20%20%20": 422, "name=Ithaca&language=fr": 422, "name=Ithaca&x=1": 422} {
		if got := call(anna, query); got != want {
			t.Errorf("%q: %d, want %d", query, got, want)
		}
	}
	if got := call(ben, "name=Ithaca"); got != http.StatusForbidden {
		t.Errorf("a helper: %d", got)
	}
	fake.Behave(faulty.Behaviour{HTML: true})
	if got := call(anna, "name=Ithaca"); got != http.StatusServiceUnavailable {
		t.Errorf("the gazetteer answers with a page: %d", got)
	}
	fake.Behave(faulty.Behaviour{Status: http.StatusInternalServerError})
	if got := call(anna, "name=Ithaca"); got != http.StatusServiceUnavailable {
		t.Errorf("the gazetteer is down: %d", got)
	}
}
