package gateway

import (
	"bytes"
	"io/fs"
	"net/http"
	"slices"

	"github.com/marketprep/marketprep/infra/edge"
)

// Pages returns a handler that answers as the CDN in front of the API does: it serves a
// built web app from files, and hands on to api, the handler of a Gateway, what leads
// there.
func Pages(files fs.FS, cdn *edge.Distribution, api http.Handler) http.Handler {
	return pages{files, cdn, api}
}

type pages struct {
	files fs.FS
	cdn   *edge.Distribution
	api   http.Handler
}

func (p pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b := p.cdn.Of(r.URL.Path)
	if !slices.Contains(b.Methods, r.Method) {
		http.Error(w, "this method is not allowed here", http.StatusForbidden)
		return
	}
	if b.API {
		p.api.ServeHTTP(w, r)
		return
	}
	for name, values := range b.Headers {
		w.Header()[name] = values
	}
	p.serve(w, r, edge.File(r.URL.Path))
}

// serve answers with a file. If it is gone, a page of an older version asks for it.
func (p pages) serve(w http.ResponseWriter, r *http.Request, name string) {
	kind, err := edge.Type(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	info, err := fs.Stat(p.files, name)
	if err != nil || info.IsDir() {
		http.NotFound(w, r)
		return
	}
	content, err := fs.ReadFile(p.files, name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", edge.Keep(name))
	w.Header().Set("Content-Type", kind)
	http.ServeContent(w, r, "", info.ModTime(), bytes.NewReader(content))
}
