package gateway_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/edge"
	"github.com/marketprep/marketprep/infra/local/gateway"
)

func TestPagesAreServedBesideTheAPI(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"index.html": {Data: []byte("page")}, "sw.js": {Data: []byte("worker")}, "manifest.webmanifest": {Data: []byte("{}")},
		"assets/app-1.js": {Data: []byte("script")}, ".vite/manifest.json": {Data: []byte("secret")},
		"docs/index.html": {Data: []byte("swagger")}, "redoc/index.html": {Data: []byte("redoc")}, "openapi.json": {Data: []byte("{}")},
	}
	cdn, err := edge.Load("../../web.yaml")
	if err != nil {
		t.Fatal(err)
	}
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "api "+r.URL.Path) })
	handler := gateway.Pages(files, cdn, api)
	const immutable = "public, max-age=31536000, immutable"
	type seen struct {
		Status      int
		Body, Cache string
	}
	for target, want := range map[string]seen{
		"GET /":                       {200, "page", "no-cache"},
		"GET /market/2026-11-28/nabc": {200, "page", "no-cache"},
		"GET /calendar":               {200, "page", "no-cache"},
		"HEAD /stall":                 {200, "", "no-cache"},
		"GET /assets":                 {200, "page", "no-cache"},
		"GET /assets/app-1.js":        {200, "script", immutable},
		"GET /assets/app-0.js":        {404, "404 page not found\n", ""},
		"GET /sw.js":                  {200, "worker", "no-cache"},
		"GET /manifest.webmanifest":   {200, "{}", "no-cache"},
		"GET /.vite/manifest.json":    {200, "page", "no-cache"},
		"GET /index.html":             {200, "page", "no-cache"},
		"POST /stall":                 {403, "this method is not allowed here\n", ""},
		"GET /docs":                   {200, "swagger", "no-cache"},
		"GET /docs/":                  {200, "swagger", "no-cache"},
		"GET /docs/more":              {200, "page", "no-cache"},
		"GET /redoc":                  {200, "redoc", "no-cache"},
		"GET /openapi.json":           {200, "{}", "no-cache"},
		"GET /healthy":                {200, "page", "no-cache"},
		"GET /program.exe":            {404, "404 page not found\n", ""},
		"GET /api/v1/unheard-of":      {200, "api /api/v1/unheard-of", ""},
		"POST /webhooks/square":       {200, "api /webhooks/square", ""},
		"GET /health":                 {200, "api /health", ""},
		"GET /shared/token":           {200, "page", "no-cache"},
		"GET /calendars/token.ics":    {200, "api /calendars/token.ics", ""},
		"GET /v1/api/v1/products":     {200, "page", "no-cache"},
		"PATCH /api/v1/vendors/me":    {200, "api /api/v1/vendors/me", ""},
	} {
		method, path, _ := strings.Cut(target, " ")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
		got := seen{w.Code, w.Body.String(), w.Header().Get("Cache-Control")}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", target, diff)
		}
		csp, ours := w.Header().Get("Content-Security-Policy"), !strings.HasPrefix(got.Body, "api") && got.Status != http.StatusForbidden
		typed := strings.Contains(csp, "require-trusted-types-for 'script'")
		if ours && (strings.Contains(csp, "unsafe") || typed == aboutTheAPI(path)) || !ours && csp != "" {
			t.Errorf("%s: the policy is %q", target, csp)
		}
	}
}

func aboutTheAPI(path string) bool { return path == "/docs" || path == "/docs/" || path == "/redoc" }

// A phone that is slow in the test is as slow as it would be: files come packed, as
// CloudFront packs them.
func TestPagesComePacked(t *testing.T) {
	t.Parallel()
	cdn, err := edge.Load("../../web.yaml")
	if err != nil {
		t.Fatal(err)
	}
	script := strings.Repeat("let it be;", 1000)
	handler := gateway.Pages(fstest.MapFS{"assets/app-1.js": {Data: []byte(script)}, "index.html": {Data: []byte("page")}}, cdn, http.NotFoundHandler())
	for _, c := range []struct {
		path, accept, encoding string
		most                   int
	}{{"/assets/app-1.js", "gzip, br", "gzip", 1000}, {"/assets/app-1.js", "", "", len(script)}, {"/", "gzip", "", 4}} {
		r := httptest.NewRequest(http.MethodGet, c.path, nil)
		r.Header.Set("Accept-Encoding", c.accept)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding"); w.Code != http.StatusOK || got != c.encoding || w.Body.Len() > c.most {
			t.Errorf("%s for who reads %q: %d, %d bytes in %q", c.path, c.accept, w.Code, w.Body.Len(), got)
		}
	}
}
