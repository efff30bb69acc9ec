package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/marketprep/marketprep/shared/resilience/faulty"
	"github.com/marketprep/marketprep/shared/weather/weathertest"
)

// The fakes are compared with themselves: as they are, and with one that answers a page.
func TestRun(t *testing.T) {
	t.Parallel()
	o := weathertest.Options{Now: time.Now}
	serve := func(h http.Handler) string {
		url, stop, err := weathertest.Serve(h)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = stop() })
		return url
	}
	meteo := weathertest.NewOpenMeteo(o)
	first, second := serve(meteo), serve(weathertest.NewNWS(o))
	var said strings.Builder
	if err := run(t.Context(), hosts{first, first + "/v1/archive", first, second}, &said); err != nil || !strings.Contains(said.String(), "no field of the fake is of another kind") {
		t.Errorf("%v\n%s", err, said.String())
	}
	meteo.Behave(faulty.Behaviour{HTML: true})
	if err := run(t.Context(), hosts{first, first + "/v1/archive", first, second}, io.Discard); err == nil {
		t.Error("a page is taken for the weather")
	}
}
