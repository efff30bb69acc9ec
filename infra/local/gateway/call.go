package gateway

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// call is one request on its way through the gateway.
type call struct {
	r              *http.Request
	id, extendedID string
	trace          string // X-Ray header
	start          time.Time
	outerPath      string // as the caller sent it, escaped
	path           string // without the stage, escaped
	host           string
	header         http.Header // as the function sees it
	query          url.Values
	method         *method
	parameters     map[string]string
	body           []byte
	caller         map[string]any // what the authorizer said
}

func (g *Gateway) newCall(r *http.Request) *call {
	var b [40]byte
	_, _ = rand.Read(b[:]) // never fails
	c := &call{
		r: r, start: g.options.Now(), host: r.Host, outerPath: r.URL.EscapedPath(), path: r.URL.EscapedPath(),
		id:         fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16]),
		extendedID: base64.RawURLEncoding.EncodeToString(b[16:27]) + "=",
		header:     r.Header.Clone(),
		trace:      r.Header.Get("X-Amzn-Trace-Id"),
	}
	c.query = parseQuery(r.URL.RawQuery)
	if !strings.Contains(c.trace, "Root=") {
		c.trace = fmt.Sprintf("Root=1-%08x-%s", c.start.Unix(), hex.EncodeToString(b[28:40]))
	}
	for _, hop := range []string{"Connection", "Content-Length", "Keep-Alive", "Te", "Transfer-Encoding", "Upgrade", "Expect"} {
		c.header.Del(hop)
	}
	proto, port := "http", "80"
	if r.TLS != nil {
		proto, port = "https", "443"
	}
	if _, p, err := net.SplitHostPort(r.Host); err == nil {
		port = p
	}
	c.header.Set("Host", r.Host)
	c.header.Set("X-Forwarded-For", strings.Join(append(r.Header.Values("X-Forwarded-For"), c.ip()), ", "))
	c.header.Set("X-Forwarded-Proto", proto)
	c.header.Set("X-Forwarded-Port", port)
	c.header.Set("X-Amzn-Trace-Id", c.trace)
	return c
}

// parseQuery keeps what is broken as it is, where net/url drops it.
func parseQuery(raw string) url.Values {
	values := url.Values{}
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		k, v, _ := strings.Cut(part, "=")
		values.Add(unescape(k), unescape(v))
	}
	return values
}

func unescape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// ip is the address of the caller.
func (c *call) ip() string {
	if host, _, err := net.SplitHostPort(c.r.RemoteAddr); err == nil {
		return host
	}
	return c.r.RemoteAddr
}

// readBody reads the body within its limit. Where an API compresses, it also takes
// compressed bodies and unpacks them.
func (c *call) readBody(unpack bool) error {
	body, err := limited(c.r.Body)
	if err != nil {
		return err
	}
	c.body = body
	encoding := strings.ToLower(c.header.Get("Content-Encoding"))
	if !unpack || encoding != "gzip" && encoding != "deflate" {
		return nil
	}
	var plain io.Reader
	if encoding == "gzip" {
		plain, err = gzip.NewReader(bytes.NewReader(body))
	} else {
		plain, err = zlib.NewReader(bytes.NewReader(body))
	}
	if err == nil {
		c.body, err = limited(plain)
	}
	if _, refused := errors.AsType[*refusal](err); refused {
		return err
	}
	if err != nil {
		return refuse("BAD_REQUEST_BODY", "Could not decompress the body")
	}
	c.header.Del("Content-Encoding")
	return nil
}

func limited(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	if err != nil {
		return nil, fmt.Errorf("gateway: read body: %w", err)
	}
	if len(body) > maxBody {
		return nil, refuse("REQUEST_TOO_LARGE", fmt.Sprintf("HTTP content length exceeded %d bytes.", maxBody))
	}
	return body, nil
}
