package edge

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// reference are the pages that describe the API.
var reference = regexp.MustCompile(`^/(docs|redoc)/?$`)

// File is the file that a path of the pages is: PageOf of infra/web.yaml in Go.
func File(urlPath string) string {
	if page := reference.FindStringSubmatch(urlPath); page != nil {
		return page[1] + "/index.html"
	}
	last := urlPath[strings.LastIndex(urlPath, "/")+1:]
	if !strings.Contains(last, ".") || strings.HasPrefix(urlPath, "/.") {
		return "index.html"
	}
	return strings.TrimPrefix(urlPath, "/")
}

// Lasting reports whether a file never changes: its name has the hash of what is in it.
func Lasting(name string) bool { return strings.HasPrefix(name, "assets/") }

// Keep is the Cache-Control of a file. What may change is asked for each time.
func Keep(name string) string {
	if Lasting(name) {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}

// types are those of files by the end of their names. The type must not depend on the
// machine that uploads.
var types = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
	".woff":        "font/woff",
	".woff2":       "font/woff2",
}

// Type is the Content-Type of a file. A kind of file that nobody knows is an error:
// browsers would not guess it (nosniff).
func Type(name string) (string, error) {
	t, ok := types[path.Ext(name)]
	if !ok {
		return "", fmt.Errorf("edge: nobody knows the type of %s", name)
	}
	return t, nil
}
