package safefetch

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/marketprep/marketprep/shared/errs"
)

// Addresses that lead inside, in all the ways to write them that are known.
func TestNothingInsideIsFetched(t *testing.T) {
	t.Parallel()
	inner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("secret")) }))
	defer inner.Close()
	port := inner.URL[strings.LastIndex(inner.URL, ":")+1:]
	c := New(time.Now)
	for _, address := range []string{
		inner.URL, "http://localhost/", "http://localhost:" + port, "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0/", "http://[::1]/",
		"http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:a9fe:a9fe]/", "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/",
		"http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://100.64.0.1/", "http://[fe80::1%25eth0]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
		"http://0.0.0.0/", "http://255.255.255.255/", "http://224.0.0.1/", "file:///etc/passwd", "gopher://example.com/", "ftp://example.com/x", "http://user:secret@example.com/", "https:///x", "javascript:alert(1)",
		"http://example.com:22/", "http://example.com:6379/", "https://",
	} {
		d, err := c.Get(t.Context(), address, "", "")
		if kind := errs.KindOf(err); err == nil || kind != errs.Invalid && kind != errs.Unavailable || len(d.Body) > 0 {
			t.Errorf("%s: %q, %v", address, d.Body, err)
		}
	}
}

func TestWhatIsPublic(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"93.184.216.34": true, "8.8.8.8": true, "2606:2800:220:1:248:1893:25c8:1946": true, "172.32.0.1": true, "100.128.0.1": true, "11.0.0.1": true,
		"10.1.2.3": false, "172.31.255.255": false, "192.168.0.1": false, "169.254.169.254": false, "127.0.0.2": false, "0.1.2.3": false, "198.18.0.1": false, "203.0.113.9": false,
		"::": false, "::1": false, "::7f00:1": false, "::ffff:10.0.0.1": false, "fd12::1": false, "fe80::1": false, "2001:db8::1": false, "2002:a00:1::": false, "64:ff9b::a00:1": false, "ff02::1": false,
		"2001::1": false, "240.0.0.1": false,
	} {
		if got := public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s is public: %v", text, got)
		}
	}
}

// A server that is trusted leads to one that is not.
func TestARedirectInsideIsNotFollowed(t *testing.T) {
	t.Parallel()
	inner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("secret")) }))
	defer inner.Close()
	hops := 0
	outer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hops++
		to := r.URL.Query().Get("to")
		if to == "" {
			to = r.URL.String()
		}
		http.Redirect(w, r, to, http.StatusFound)
	}))
	defer outer.Close()
	c := New(time.Now, strings.TrimPrefix(outer.URL, "http://"))
	for _, to := range []string{inner.URL, "http://169.254.169.254/", "file:///etc/passwd", "http://[::1]/"} {
		if d, err := c.Get(t.Context(), outer.URL+"/?to="+to, "", ""); errs.KindOf(err) != errs.Invalid || len(d.Body) > 0 {
			t.Errorf("to %s: %q, %v", to, d.Body, err)
		}
	}
	hops = 0
	if _, err := c.Get(t.Context(), outer.URL+"/loop", "", ""); errs.KindOf(err) != errs.Invalid || hops > maxRedirects+1 {
		t.Errorf("in a circle: %d hops, %v", hops, err)
	}
}

func TestWhatIsTooMuch(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/endless":
			for range 50 {
				if _, err := w.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = io.CopyN(z, zeros{}, 200<<20)
			_ = z.Close()
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/broken":
			w.WriteHeader(http.StatusBadGateway)
		case "/same":
			w.Header().Set("ETag", `"1"`)
			if r.Header.Get("If-None-Match") == `"1"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			_, _ = w.Write([]byte("text"))
		}
	}))
	defer server.Close()
	c := New(time.Now, strings.TrimPrefix(server.URL, "http://"))
	for path, want := range map[string]errs.Kind{"/endless": errs.Invalid, "/bomb": errs.Invalid, "/gone": errs.Invalid, "/broken": errs.Unavailable} {
		if d, err := c.Get(t.Context(), server.URL+path, "", ""); errs.KindOf(err) != want || len(d.Body) > MaxBytes+1 {
			t.Errorf("%s: %d bytes, %v", path, len(d.Body), err)
		}
	}
	first, err := c.Get(t.Context(), server.URL+"/same", "", "")
	if err != nil || string(first.Body) != "text" || first.ETag != `"1"` {
		t.Fatal(first, err)
	}
	if again, err := c.Get(t.Context(), server.URL+"/same", first.ETag, ""); err != nil || !again.Unchanged || again.ETag != `"1"` {
		t.Error(again, err)
	}
}

// Who stumbles is asked again, and who leads inside is not.
func TestWhoStumblesIsAskedAgain(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := requests.Add(1)
		switch {
		case r.URL.Path == "/inside":
			http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
		case r.URL.Path == "/down" || n == 1:
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			_, _ = w.Write([]byte("text"))
		}
	}))
	defer server.Close()
	for path, want := range map[string]struct {
		body     string
		kind     errs.Kind
		requests int64
	}{"/stumbles": {"text", "", 2}, "/inside": {"", errs.Invalid, 1}, "/down": {"", errs.Unavailable, 3}} {
		requests.Store(0)
		d, err := New(time.Now, strings.TrimPrefix(server.URL, "http://")).Get(t.Context(), server.URL+path, "", "")
		if (err == nil) != (want.kind == "") || err != nil && errs.KindOf(err) != want.kind || string(d.Body) != want.body || requests.Load() != want.requests {
			t.Errorf("%s: %q, %v after %d requests", path, d.Body, err, requests.Load())
		}
	}
}

// One host's outage says nothing of another's.
func TestAnOutageElsewhereStopsNobody(t *testing.T) {
	t.Parallel()
	down := httptest.NewServer(http.NotFoundHandler())
	down.Close()
	up := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("text")) }))
	defer up.Close()
	c := New(time.Now, strings.TrimPrefix(down.URL, "http://"), strings.TrimPrefix(up.URL, "http://"))
	for range 8 {
		if _, err := c.Get(t.Context(), down.URL, "", ""); errs.KindOf(err) != errs.Unavailable {
			t.Fatal(err)
		}
	}
	if d, err := c.Get(t.Context(), up.URL, "", ""); err != nil || string(d.Body) != "text" {
		t.Errorf("%q, %v", d.Body, err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestNormal(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"webcal://city.example/e.ics": "https://city.example/e.ics", " https://city.example/e.ics#top ": "https://city.example/e.ics",
		"city.example/e.ics": "", "ftp://city.example": "", "https://a:b@city.example/": "", "": "", "https://" + strings.Repeat("a", 3000): "",
	} {
		got, err := Normal(address)
		if want == "" && errs.KindOf(err) != errs.Invalid || want != "" && (got != want || err != nil) {
			t.Errorf("%q is %q, %v", address, got, err)
		}
	}
}
