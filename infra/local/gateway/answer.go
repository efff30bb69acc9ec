package gateway

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// answer is what a function returned.
type answer struct {
	status int
	header http.Header
	body   string
	base64 bool
}

// parseAnswer reads what a function returned as API Gateway does: nothing must be
// there, and nothing else may be.
func parseAnswer(payload []byte) (answer, error) {
	var raw struct {
		StatusCode        json.RawMessage         `json:"statusCode"`
		Headers           map[string]headerText   `json:"headers"`
		MultiValueHeaders map[string][]headerText `json:"multiValueHeaders"`
		Body              *string                 `json:"body"`
		IsBase64Encoded   bool                    `json:"isBase64Encoded"`
		Cookies           json.RawMessage         `json:"cookies"` // of payload version 2; without effect
	}
	d := json.NewDecoder(bytes.NewReader(payload))
	d.DisallowUnknownFields()
	if err := d.Decode(&raw); err != nil {
		return answer{}, err //nolint:wrapcheck // wrapped by the caller
	}
	if strings.TrimSpace(string(payload)) == "null" {
		return answer{}, errors.New("it is null")
	}
	a := answer{status: http.StatusOK, header: http.Header{}, base64: raw.IsBase64Encoded}
	if raw.StatusCode != nil {
		status, err := strconv.Atoi(strings.Trim(string(raw.StatusCode), `"`))
		if err != nil || status < 200 || status > 599 {
			return answer{}, fmt.Errorf("status %s is none of an answer", raw.StatusCode)
		}
		a.status = status
	}
	for k, v := range raw.Headers {
		a.header.Set(k, string(v))
	}
	for k, values := range raw.MultiValueHeaders {
		a.header.Del(k)
		for _, v := range values {
			a.header.Add(k, string(v))
		}
	}
	if raw.Body != nil {
		a.body = *raw.Body
	}
	return a, nil
}

// headerText is the value of a header: text, a number or a truth value.
type headerText string

// UnmarshalJSON refuses lists and objects.
func (h *headerText) UnmarshalJSON(b []byte) error {
	text, err := contextText(b)
	*h = headerText(text)
	return err
}

// remapped are headers of functions that API Gateway renames: they are its own.
func remapped() []string {
	return []string{
		"Authorization", "Connection", "Content-Md5", "Date", "Expect", "Host", "Max-Forwards", "Proxy-Authenticate", "Server",
		"Te", "Trailer", "Upgrade", "User-Agent", "Via", "Warn", "Www-Authenticate",
	}
}

func (g *Gateway) write(w http.ResponseWriter, c *call, a answer) {
	header := w.Header()
	for k, values := range a.header {
		if k == "Content-Length" || k == "Transfer-Encoding" {
			continue
		}
		if slices.Contains(remapped(), k) {
			k = "X-Amzn-Remapped-" + k
		}
		header[k] = values
	}
	if header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/json")
	}
	body := []byte(a.body)
	if a.base64 && g.wantsBinary(c, header.Get("Content-Type")) {
		plain, err := base64.StdEncoding.DecodeString(a.body)
		if err != nil {
			g.refuse(w, c, internal(http.StatusInternalServerError, fmt.Errorf("body is not base64: %w", err)))
			return
		}
		body = plain
	}
	if g.api.CompressFrom >= 0 && len(body) > 0 && len(body) >= g.api.CompressFrom && header.Get("Content-Encoding") == "" && acceptsGzip(c.header) {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, _ = z.Write(body) // to memory: cannot fail
		_ = z.Close()
		body = packed.Bytes()
		header.Set("Content-Encoding", "gzip")
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if a.status == http.StatusNoContent || a.status == http.StatusNotModified {
		header.Del("Content-Length")
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(body) // the caller may be gone
}

// wantsBinary reports whether an answer in base64 is decoded: by what the caller
// accepts first, or by what it is.
func (g *Gateway) wantsBinary(c *call, contentType string) bool {
	accept, _, _ := strings.Cut(c.header.Get("Accept"), ",")
	accept, _, _ = strings.Cut(accept, ";")
	return g.binary(strings.TrimSpace(accept)) || g.binary(contentType)
}

func acceptsGzip(h http.Header) bool {
	for part := range strings.SplitSeq(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		name, quality, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(part), " ", ""), ";")
		if (name == "gzip" || name == "*") && strings.TrimRight(quality, "0.") != "q=" {
			return true
		}
	}
	return false
}
