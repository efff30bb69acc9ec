package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/marketprep/marketprep/infra/local/demovendor"
	"github.com/marketprep/marketprep/infra/local/simulate"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/square/squaretest"
)

// The fake stands for the sandbox: it is like itself, until a proxy in between
// turns the ids of lines into numbers.
func TestADifferenceIsFound(t *testing.T) {
	t.Parallel()
	fake := squaretest.New(squaretest.Options{Now: time.Now, AppID: "a", AppSecret: "s"})
	(&demovendor.Vendor{World: simulate.New(demovendor.Seed, civil.DateOf(time.Now()))}).OpenSquare(fake)
	access, _ := fake.Tokens(demovendor.Merchant, "ITEMS_READ", "ORDERS_READ", "MERCHANT_PROFILE_READ")
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	var out strings.Builder
	if err := run(t.Context(), access, server.URL, &out); err != nil || !strings.Contains(out.String(), "no field of the fake is of another kind") {
		t.Errorf("like itself: %v\n%s", err, &out)
	}
	if strings.Contains(out.String(), "only ") {
		t.Errorf("like itself:\n%s", &out)
	}
	target, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ModifyResponse = func(r *http.Response) error {
		if r.Request.URL.Path != "/v2/orders/search" {
			return nil
		}
		b, err := io.ReadAll(r.Body)
		b = regexp.MustCompile(`"uid":"[^"]*"`).ReplaceAll(b, []byte(`"uid":7`))
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
		r.Header.Set("Content-Length", strconv.Itoa(len(b)))
		return err
	}
	other := httptest.NewServer(proxy)
	t.Cleanup(other.Close)
	out.Reset()
	err = run(t.Context(), access, other.URL, &out)
	if err == nil || !strings.Contains(out.String(), "DIFFERENT KIND   .orders[].line_items[].uid: [number] there, [string] in the fake") {
		t.Errorf("unlike itself: %v\n%s", err, &out)
	}
	if err := run(t.Context(), "", "", &out); err == nil {
		t.Error("without a token")
	}
}
