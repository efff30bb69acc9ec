// Package live compares what a real provider answers with what its fake answers: not
// values, which differ, but which fields there are and of what kind. It is for
// people who have keys; nothing in CI needs it.
package live

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
)

// Shape is the fields of some answers: by path, "orders[].line_items[].quantity",
// the kinds of JSON that were met there. An object that is a map of ids has each of
// them as a field.
type Shape map[string]map[string]bool

// Add adds the fields of an answer. It fails if that is no JSON.
func (s Shape) Add(answer []byte) error {
	var v any
	if err := json.Unmarshal(answer, &v); err != nil {
		return fmt.Errorf("live: read an answer: %w", err)
	}
	s.add("", v)
	return nil
}

func (s Shape) add(path string, v any) {
	kind := "null"
	switch v := v.(type) {
	case map[string]any:
		kind = "object"
		for name, field := range v {
			s.add(path+"."+name, field)
		}
	case []any:
		kind = "list"
		for _, e := range v {
			s.add(path+"[]", e)
		}
	case string:
		kind = "string"
	case float64:
		kind = "number"
	case bool:
		kind = "boolean"
	}
	if s[path] == nil {
		s[path] = map[string]bool{}
	}
	s[path][kind] = true
}

// Difference is what two shapes do not share.
type Difference struct {
	Kinds   []string // paths whose kinds differ: a mistake in the fake
	Missing []string // paths that only the fake has: a mistake, or nothing of the kind is in the real account
	Further []string // paths that only the provider has: the fake need not have all
}

// Compare compares what a provider sent with what its fake sent.
func Compare(provider, fake Shape) Difference {
	var d Difference
	for _, path := range slices.Sorted(maps.Keys(fake)) {
		theirs, ok := provider[path]
		switch {
		case !ok:
			d.Missing = append(d.Missing, path)
		case !same(theirs, fake[path]):
			d.Kinds = append(d.Kinds, fmt.Sprintf("%s: %v there, %v in the fake", path, kinds(theirs), kinds(fake[path])))
		}
	}
	for _, path := range slices.Sorted(maps.Keys(provider)) {
		if _, ok := fake[path]; !ok {
			d.Further = append(d.Further, path)
		}
	}
	return d
}

// same reports whether both have a kind in common; null is any kind.
func same(a, b map[string]bool) bool {
	for kind := range a {
		if b[kind] || kind == "null" {
			return true
		}
	}
	return b["null"]
}

func kinds(of map[string]bool) []string { return slices.Sorted(maps.Keys(of)) }

// Recorder is a transport that keeps the shapes of good answers, by the path of the
// request.
type Recorder struct {
	Next http.RoundTripper // nil is the network

	mu     sync.Mutex
	shapes map[string]Shape
}

// RoundTrip sends a request; see http.RoundTripper.
func (r *Recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	next := r.Next
	if next == nil {
		next = http.DefaultTransport
	}
	answer, err := next.RoundTrip(request)
	if err != nil || answer.StatusCode != http.StatusOK {
		return answer, err //nolint:wrapcheck // as it came
	}
	body, err := io.ReadAll(answer.Body)
	if closing := answer.Body.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, fmt.Errorf("live: read an answer: %w", err)
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, r.keep(request.URL.Path, body)
}

func (r *Recorder) keep(path string, body []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shapes == nil {
		r.shapes = map[string]Shape{}
	}
	if r.shapes[path] == nil {
		r.shapes[path] = Shape{}
	}
	return r.shapes[path].Add(body)
}

// Shapes are what was recorded, by the path of the request.
func (r *Recorder) Shapes() map[string]Shape {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.shapes)
}
