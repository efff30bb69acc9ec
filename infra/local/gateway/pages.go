package gateway

import (
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// pagePolicy is what a page may do: run our own scripts, and talk to where it came from.
// Text never becomes a script or a page, wherever it comes from.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types marketprep"

// notPage tells the first segments of paths that the API answers, whether it knows
// the rest or not.
func notPage(first, stage string) bool {
	switch first {
	case "api", "health", "webhooks", "calendars", stage:
		return true
	}
	return false
}

// Pages returns a handler that serves a built web app from files as the CDN in front
// of the API does: what is not a file is the page itself, which reads the address.
// Everything else goes to api, the handler of a Gateway for the given stage.
func Pages(files fs.FS, stage string, api http.Handler) http.Handler {
	return pages{files, stage, api}
}

type pages struct {
	files fs.FS
	stage string
	api   http.Handler
}

func (p pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if notPage(first, p.stage) {
		p.api.ServeHTTP(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(self), microphone=()")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "pages can be read only", http.StatusMethodNotAllowed)
		return
	}
	p.serve(w, r)
}

// serve answers with a file, or with the page if there is none of that name.
func (p pages) serve(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	info, err := fs.Stat(p.files, orPage(name))
	missing := errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) || err == nil && info.IsDir()
	switch {
	case missing && strings.Contains(path.Base(name), "."):
		// A page of an older version asks for a file that is gone.
		http.NotFound(w, r)
		return
	case missing || strings.HasPrefix(name, "."):
		name = ""
	}
	// Names of assets change with what is in them; nothing else may be old.
	cache := "no-cache"
	if strings.HasPrefix(name, "assets/") {
		cache = "public, max-age=31536000, immutable"
	}
	w.Header().Set("Cache-Control", cache)
	if strings.HasSuffix(name, ".webmanifest") {
		w.Header().Set("Content-Type", "application/manifest+json")
	}
	http.ServeFileFS(w, r, p.files, orPage(name)) //nolint:gosec // an fs.FS refuses paths that lead out of it
}

func orPage(name string) string {
	if name == "" {
		return "index.html"
	}
	return name
}
