package system_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/marketprep/marketprep/infra/local/system"
)

const root = "../../.."

func TestSystemAnswersAndRunsJobs(t *testing.T) {
	t.Parallel()
	s, err := system.Start(t.Context(), system.Options{Root: root})
	if err != nil {
		t.Fatal(err)
	}
	if status, body := get(t, s.URL+"/health"); status != http.StatusOK {
		t.Errorf("health: %d %s", status, body)
	}
	if status, body := get(t, s.URL+"/api/v1/products"); status != http.StatusUnauthorized {
		t.Errorf("products without a sign-in: %d %s", status, body)
	}
	if origin := s.Template.Parameters["WebOrigin"]; origin != s.URL {
		t.Errorf("links in letters, and Square, lead to %s, want %s", origin, s.URL)
	}
	for function, want := range map[string]string{
		"enqueue-due-forecasts": "", "EnqueueDueForecastsFunction": "",
		"no-such-function": "there is no function no-such-function", "list-products": "ListProductsFunction has no schedule",
	} {
		if err := s.Fire(t.Context(), function); !says(err, want) {
			t.Errorf("fire %s: %v, want %q", function, err, want)
		}
	}
	if answer, err := s.Invoke(t.Context(), "authorize", []byte(`{"type":"REQUEST"}`)); err == nil {
		t.Errorf("the authorizer lets nobody in: %s", answer)
	}
	if _, err := system.Start(t.Context(), system.Options{Root: root, Addr: strings.TrimPrefix(s.URL, "http://")}); !says(err, "address already in use") {
		t.Errorf("a second system on the same port: %v", err)
	}
	if err := errors.Join(s.Stop(), s.Stop()); err != nil {
		t.Error(err)
	}
	if resp, err := http.Get(s.URL + "/health"); err == nil {
		t.Errorf("it answers after Stop: %v", resp.Body.Close())
	}
	<-s.Done()
}

func says(err error, want string) bool {
	if err == nil || want == "" {
		return err == nil && want == ""
	}
	return strings.Contains(err.Error(), want)
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read to its end
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}
