// Package client speaks to a running system over HTTP, as a vendor's phone does.
// The demo, the smoke test and the import command are built on it.
package client

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Client is one signed-in vendor, or nobody yet. It is not safe for concurrent use.
type Client struct {
	base    string
	token   string
	refresh *http.Cookie
}

// New returns a Client of the system at base, such as http://127.0.0.1:8080.
func New(base string) *Client { return &Client{base: base} }

// Problem is an answer that refuses, as RFC 9457 has it.
type Problem struct {
	Status int
	Detail string
	Errors []struct{ Location, Message string }
	Body   []byte `json:"-"`
}

func (p *Problem) Error() string { return fmt.Sprintf("%d %s %v", p.Status, p.Detail, p.Errors) }

// Call sends body as JSON, unless it is nil, and reads the answer into out, unless
// that is nil. A refusal is a *Problem.
func (c *Client) Call(ctx context.Context, method, path string, body, out any) error {
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("client: write request: %w", err)
		}
		r = bytes.NewReader(b)
	}
	return c.send(ctx, method, path, r, map[string]string{"Content-Type": "application/json"}, out)
}

func (c *Client) send(ctx context.Context, method, path string, body io.Reader, header map[string]string, out any) error {
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return fmt.Errorf("client: %s %s: %w", method, path, err)
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	if c.refresh != nil {
		r.AddCookie(c.refresh)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("client: %s %s: %w", method, path, err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	// The cookie is Secure; a jar would not send it to a local address.
	for _, cookie := range resp.Cookies() {
		c.refresh = cookie
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("client: %s %s: %w", method, path, err)
	}
	if resp.StatusCode >= http.StatusBadRequest {
		p := &Problem{Body: b}
		_ = json.Unmarshal(b, p) // what is no problem document is shown as it is
		p.Status = resp.StatusCode
		return p
	}
	if out == nil || len(b) == 0 {
		return nil
	}
	if err := json.Unmarshal(b, out); err != nil {
		return fmt.Errorf("client: %s %s: read answer: %w", method, path, err)
	}
	return nil
}

// Register makes a new account. It succeeds if there is one already.
func (c *Client) Register(ctx context.Context, email, password, business, timeZone, region string) error {
	return c.Call(ctx, "POST", "/api/v1/auth/register", map[string]string{
		"email": email, "password": password, "businessName": business, "timeZone": timeZone, "region": region,
	}, nil)
}

// SignIn signs in; later calls are made as that user.
func (c *Client) SignIn(ctx context.Context, email, password string) error {
	return c.session(ctx, "/api/v1/auth/login", map[string]string{"email": email, "password": password})
}

// Refresh gets a new access token.
func (c *Client) Refresh(ctx context.Context) error {
	return c.session(ctx, "/api/v1/auth/refresh", nil)
}

func (c *Client) session(ctx context.Context, path string, body any) error {
	var out struct{ AccessToken string }
	if err := c.Call(ctx, "POST", path, body, &out); err != nil {
		return err
	}
	c.token = out.AccessToken
	return nil
}

// Import sends a sales file, compressed, and returns what became of it.
func (c *Client) Import(ctx context.Context, file io.Reader) (ImportReport, error) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := io.Copy(w, file); err != nil {
		return ImportReport{}, fmt.Errorf("client: compress file: %w", err)
	}
	if err := w.Close(); err != nil {
		return ImportReport{}, fmt.Errorf("client: compress file: %w", err)
	}
	var report ImportReport
	header := map[string]string{"Content-Type": "application/gzip"}
	err := c.send(ctx, "POST", "/api/v1/sales/imports", &packed, header, &report)
	return report, err
}

// ImportReport is what became of a sales file.
type ImportReport struct {
	Lines, Imported, AlreadyKnown, Rejected, MarketDays int
	NewProducts, NewVenues                              []string
	Renamed                                             []struct {
		From, To string
		Joined   bool
	}
	Problems []struct {
		Line   int
		Reason string
	}
}

// String is the report as a person reads it.
func (r ImportReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d lines: %d taken in, %d known already, %d refused; %d market days\n", r.Lines, r.Imported, r.AlreadyKnown, r.Rejected, r.MarketDays)
	for _, list := range []struct {
		what  string
		names []string
	}{{"new venues", r.NewVenues}, {"new products", r.NewProducts}} {
		if len(list.names) > 0 {
			fmt.Fprintf(&b, "%s: %s\n", list.what, strings.Join(list.names, ", "))
		}
	}
	for _, n := range r.Renamed {
		fmt.Fprintf(&b, "renamed on the way: %s, now %s\n", n.From, n.To)
	}
	for _, p := range r.Problems {
		fmt.Fprintf(&b, "line %d: %s\n", p.Line, p.Reason)
	}
	return b.String()
}
