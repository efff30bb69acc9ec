// Package safefetch gets documents from addresses that users typed. An address may
// lead to anybody's server but not inside: what is private, local or reserved is
// refused when the connection is made, after the name was resolved, at each redirect
// anew.
package safefetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/resilience"
)

// What one document may be.
const (
	MaxBytes     = 5 << 20 // unpacked
	maxRedirects = 5
	maxAddress   = 2000
	timeout      = 10 * time.Second // for all tries together
)

// Client gets documents. Make it with New.
type Client struct{ http *http.Client }

// New returns a Client on the given clock. Trusted are further hosts with their ports
// that may be inside: only tests and the local system name any.
func New(now func() time.Time, trusted ...string) *Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		return allowed(address, trusted)
	}}
	transport := &http.Transport{
		DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: timeout, MaxIdleConns: 4, IdleConnTimeout: 30 * time.Second,
		MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true, Proxy: nil, // a proxy would dial for us, inside
	}
	return Via(transport, now, trusted...)
}

// Via is New with another way to send requests, in tests: addresses are checked by how
// they look, and not by what a name is resolved to.
func Via(next http.RoundTripper, now func() time.Time, trusted ...string) *Client {
	redirect := func(r *http.Request, via []*http.Request) error {
		if len(via) > maxRedirects {
			return errs.New(errs.Invalid, "this address redirects too often")
		}
		if via[len(via)-1].URL.Scheme == "https" && r.URL.Scheme != "https" {
			return errs.New(errs.Invalid, "this address leads from https to %s", r.URL.Scheme)
		}
		return check(r.URL, trusted)
	}
	c := resilience.Client(resilience.Options{Provider: "calendar", Base: &guard{next, trusted}, Now: now, Strangers: true, MaxBody: MaxBytes})
	c.CheckRedirect, c.Timeout = redirect, timeout
	return &Client{c}
}

// guard checks the address of every request before it is sent.
type guard struct {
	next    http.RoundTripper
	trusted []string
}

// RoundTrip implements http.RoundTripper.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	err := check(r.URL, g.trusted)
	if err == nil {
		var resp *http.Response
		if resp, err = g.next.RoundTrip(r); err == nil {
			return resp, nil
		}
	}
	if errs.KindOf(err) == errs.Invalid { // it leads inside, and does so again
		err = fmt.Errorf("%w: %w", resilience.ErrPermanent, err)
	}
	return nil, err
}

// Document is what an address answers.
type Document struct {
	Body           []byte
	ETag, Modified string // to be shown with the next Get
	Unchanged      bool   // since the last one
}

// Normal is address as it is fetched: webcal is https. It fails with errs.Invalid if
// it can be no address of a document.
func Normal(address string) (string, error) {
	address = strings.TrimSpace(address)
	if rest, ok := strings.CutPrefix(address, "webcal://"); ok {
		address = "https://" + rest
	}
	u, err := url.Parse(address)
	if err != nil || len(address) > maxAddress {
		return "", errs.New(errs.Invalid, "this is no address of a web page")
	}
	u.Fragment = ""
	return u.String(), shape(u)
}

// shape refuses what no address of a document looks like.
func shape(u *url.URL) error {
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return errs.New(errs.Invalid, "an address begins with https://")
	case u.Hostname() == "" || u.Opaque != "":
		return errs.New(errs.Invalid, "this address names no host")
	case u.User != nil:
		return errs.New(errs.Invalid, "an address with a name and a password in it is not fetched")
	}
	return nil
}

// check refuses addresses by how they look; where they lead is seen by allowed.
func check(u *url.URL, trusted []string) error {
	if err := shape(u); err != nil {
		return err
	}
	if port := u.Port(); port != "" && port != "80" && port != "443" && !slices.Contains(trusted, u.Host) {
		return errs.New(errs.Invalid, "an address with port %s is not fetched", port)
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !public(ip) && !slices.Contains(trusted, u.Host) {
		return inside()
	}
	return nil
}

func inside() error { return errs.New(errs.Invalid, "this address leads to a private network") }

// allowed refuses to dial what is inside. address is what a name was resolved to.
func allowed(address string, trusted []string) error {
	if slices.Contains(trusted, address) {
		return nil
	}
	at, err := netip.ParseAddrPort(address)
	if err != nil || !public(at.Addr()) {
		return inside()
	}
	return nil
}

// reserved are the networks that are nobody's on the Internet (IANA's registries of
// special-purpose addresses), and those in which an IPv4 address hides.
var reserved = networks(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
	"192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
	"::/128", "::1/128", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
	"5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)

func networks(prefixes ...string) []netip.Prefix {
	var all []netip.Prefix
	for _, p := range prefixes {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}

// public reports whether ip is an address of the Internet.
func public(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	return ip.IsValid() && !slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// Get gets a document, unless it is as etag and modified say, which may be empty. It
// fails with errs.Invalid if the address leads inside, is too large or says no, with
// errs.Unavailable if it does not answer.
func (c *Client) Get(ctx context.Context, address, etag, modified string) (Document, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return Document{}, errs.Wrap(errs.Invalid, err, "this is no address of a web page")
	}
	r.Header.Set("User-Agent", "MarketPrep/1.0")
	r.Header.Set("Accept", "text/calendar, text/plain;q=0.5, */*;q=0.1")
	if etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	if modified != "" {
		r.Header.Set("If-Modified-Since", modified)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return Document{}, refusal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it is read
	d := Document{ETag: header(resp, "ETag"), Modified: header(resp, "Last-Modified")}
	switch {
	case resp.StatusCode == http.StatusNotModified && etag+modified != "":
		d.ETag, d.Modified, d.Unchanged = etag, modified, true
		return d, nil
	case resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= http.StatusInternalServerError:
		return d, errs.New(errs.Unavailable, "this address answers %d", resp.StatusCode)
	case resp.StatusCode != http.StatusOK:
		return d, errs.New(errs.Invalid, "this address answers %d", resp.StatusCode)
	}
	if d.Body, err = io.ReadAll(resp.Body); err != nil {
		return d, refusal(err)
	}
	return d, nil
}

// refusal is why there is no document, for whom typed the address.
func refusal(err error) error {
	// The transport unpacks gzip, so that what is read is what counts.
	if errors.Is(err, resilience.ErrTooLarge) {
		return errs.Wrap(errs.Invalid, err, "what is at this address is larger than %d MB", MaxBytes>>20)
	}
	if named, ok := errors.AsType[*errs.Error](err); ok && named.Kind == errs.Invalid {
		return named
	}
	return errs.Wrap(errs.Unavailable, err, "this address does not answer")
}

// header is a header of an answer that is worth keeping.
func header(r *http.Response, name string) string {
	if v := r.Header.Get(name); len(v) <= 200 {
		return v
	}
	return ""
}
