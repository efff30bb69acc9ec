package gateway

import (
	"bytes"
	"io/fs"
	"net/http"
	"slices"

	"github.com/klauspost/compress/gzhttp"

	"github.com/marketprep/marketprep/infra/edge"
)

// Pages returns a handler that answers as the CDN in front of the API does: it serves a
// built web app from files, and hands on to api, the handler of a Gateway, what leads
// there.
func Pages(files fs.FS, cdn *edge.Distribution, api http.Handler) http.Handler {
	p := pages{files: files, cdn: cdn, api: api}
	p.packed = gzhttp.GzipHandler(http.HandlerFunc(p.serve)) // from 1,024 bytes on, as CloudFront does from 1,000
	return p
}

type pages struct {
	files fs.FS
	cdn   *edge.Distribution
	api   http.Handler

	packed http.Handler // serve, for who reads gzip
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
	p.packed.ServeHTTP(w, r)
}

// serve answers with a file. If it is gone, a page of an older version asks for it.
func (p pages) serve(w http.ResponseWriter, r *http.Request) {
	name := edge.File(r.URL.Path)
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
