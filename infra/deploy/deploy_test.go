package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/edge"
	"github.com/marketprep/marketprep/infra/local/gateway"
)

// The whole of it, twice: the stack, the origin that follows from it, and the pages as a
// browser sees them, which is as the local system shows them.
func TestDeploy(t *testing.T) {
	t.Parallel()
	c := startCloud(t)
	var calls []string
	d := deployment{stage: "dev", stacks: c.stacks, sam: c.sam(t, &calls)}
	if _, err := d.describe(t.Context()); err == nil {
		t.Fatal("there is a stack already")
	}
	s, err := d.deploy(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	url := s.outputs["WebUrl"]
	if !strings.HasSuffix(url, ".cloudfront.net") || s.parameters["WebOrigin"] != url || s.parameters["PublicUrl"] != url {
		t.Errorf("the pages are on %s, and the functions are told %v", url, s.parameters)
	}
	if _, err := d.deploy(t.Context()); err != nil {
		t.Fatal(err)
	}
	const plain = "deploy --config-env dev"
	if diff := cmp.Diff([]string{plain, plain + " --parameter-overrides Stage=dev WebOrigin=" + url + " PublicUrl=" + url, plain}, calls); diff != "" {
		t.Errorf("sam (-want +got):\n%s", diff)
	}
	pages := build("1")
	sum, err := c.publisher(s, time.Now()).publish(t.Context(), pages)
	if err != nil {
		t.Fatal(err)
	}
	if want := (summary{put: len(pages) - 1}); sum != want {
		t.Errorf("publish: %+v, want %+v", sum, want)
	}
	compare(t, c, s, pages)
	invalidations, err := c.edge.ListInvalidations(t.Context(), &cloudfront.ListInvalidationsInput{DistributionId: aws.String(s.outputs["WebDistribution"])})
	if err != nil || len(invalidations.InvalidationList.Items) != 1 {
		t.Fatalf("invalidations: %+v, %v", invalidations, err)
	}
	one, err := c.edge.GetInvalidation(t.Context(), &cloudfront.GetInvalidationInput{DistributionId: aws.String(s.outputs["WebDistribution"]), Id: invalidations.InvalidationList.Items[0].Id})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"/", "/docs/index.html", "/icons/icon.svg", "/manifest.webmanifest", "/openapi.json", "/redoc/index.html", "/index.html", "/sw.js"}
	if diff := cmp.Diff(want, one.Invalidation.InvalidationBatch.Paths.Items); diff != "" {
		t.Errorf("invalidated (-want +got):\n%s", diff)
	}
}

// compare asks the distribution and the local system the same.
func compare(t *testing.T, c cloud, s stack, pages fstest.MapFS) {
	t.Helper()
	cdn, err := edge.Load("../web.yaml")
	if err != nil {
		t.Fatal(err)
	}
	local := gateway.Pages(pages, cdn, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	for _, target := range []string{
		"GET /", "GET /index.html", "GET /market/2026-11-28/nabc", "HEAD /stall", "GET /shared/abc", "GET /square/callback", "GET /calendar",
		"GET /assets/app-1.js", "GET /assets/app-0.js", "GET /assets/reference/swagger-0.css", "GET /sw.js", "GET /manifest.webmanifest", "GET /icons/icon.svg",
		"GET /docs", "GET /docs/", "GET /redoc", "GET /openapi.json", "GET /.vite/manifest.json", "GET /.releases/x.json", "POST /stall", "DELETE /",
		// The emulator reaches no API at AWS, and says so; it is enough that it tried. /health is its own.
		"GET /api/v1/products", "POST /api/v1/auth/login", "GET /health/live", "POST /webhooks/square", "GET /calendars/abc.ics",
	} {
		method, path, _ := strings.Cut(target, " ")
		got := c.view(t, s, method, path)
		w := httptest.NewRecorder()
		local.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
		if got.Status == http.StatusForbidden && w.Code == http.StatusNotFound {
			continue // the emulator does not look whether CloudFront may list: at AWS it may, and is told 404
		}
		if got.Status != w.Code {
			t.Errorf("%s: %d on the edge, %d here", target, got.Status, w.Code)
			continue
		}
		if w.Code != http.StatusOK {
			continue
		}
		if got.Body != w.Body.String() {
			t.Errorf("%s: %q on the edge, %q here", target, got.Body, w.Body.String())
		}
		for _, name := range []string{
			"Cache-Control", "Content-Security-Policy", "Content-Type", "Cross-Origin-Opener-Policy", "Permissions-Policy",
			"Referrer-Policy", "Strict-Transport-Security", "X-Content-Type-Options",
		} {
			if edge, here := got.Header.Get(name), w.Header().Get(name); edge != here || here == "" {
				t.Errorf("%s: %s is %q on the edge, %q here", target, name, edge, here)
			}
		}
	}
}

// A phone that has an older page finds its files for a while, and no longer.
func TestOldFilesStayForAGrace(t *testing.T) {
	t.Parallel()
	c := startCloud(t)
	var calls []string
	s, err := deployment{stage: "dev", stacks: c.stacks, sam: c.sam(t, &calls)}.deploy(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const day = 24 * time.Hour
	start := time.Now()
	for i, step := range []struct {
		at      time.Duration
		version string
		deleted int
		there   string // versions whose script is
	}{
		{0, "1", 0, "1"},
		{100 * day, "2", 0, "12"}, // 1 is old, and was live until now
		{110 * day, "3", 0, "123"},
		{120 * day, "1", 0, "123"}, // back to the first
		{135 * day, "4", 0, "1234"},
		{145 * day, "4", 1, "134"}, // 2 ended on day 110
		{1000 * day, "5", 2, "45"}, // 3 ended on day 120, 1 on day 135
		{1031 * day, "5", 1, "5"},  // 4 ended on day 1000
		{1032 * day, "1", 0, "15"}, // one that was deleted comes again
		{1033 * day, "1", 0, "15"},
		{2000 * day, "1", 1, "1"},
	} {
		sum, err := c.publisher(s, start.Add(step.at)).publish(t.Context(), build(step.version))
		if err != nil {
			t.Fatal(err)
		}
		there := ""
		for _, v := range []string{"1", "2", "3", "4", "5"} {
			if c.view(t, s, "GET", "/assets/app-"+v+".js").Status == http.StatusOK {
				there += v
			}
		}
		if there != step.there || sum.deleted != step.deleted {
			t.Errorf("step %d: %s are there and %d were deleted, want %s and %d", i, there, sum.deleted, step.there, step.deleted)
		}
		for _, path := range []string{"/", "/sw.js", "/assets/same-0.css"} {
			if got := c.view(t, s, "GET", path); got.Status != http.StatusOK || path != "/assets/same-0.css" && !strings.HasSuffix(got.Body, step.version) {
				t.Errorf("step %d: %s is %d %s", i, path, got.Status, got.Body)
			}
		}
	}
}

// What comes up in which order: no moment at which a page asks for what is not there.
func TestOrder(t *testing.T) {
	t.Parallel()
	got, err := files(build("1"))
	want := []string{
		"assets/app-1.js", "assets/reference/swagger-0.css", "assets/same-0.css",
		"docs/index.html", "icons/icon.svg", "manifest.webmanifest", "openapi.json", "redoc/index.html", "index.html", "sw.js",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, missing := range []string{"index.html", "sw.js"} {
		b := build("1")
		delete(b, missing)
		if _, err := files(b); err == nil || err.Error() != "deploy: the build has no "+missing {
			t.Errorf("without %s: %v", missing, err)
		}
	}
}

func TestFollow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		origin, public string
		want           []string
	}{
		"first":         {"http://localhost:5173", "http://127.0.0.1:8080", []string{"WebOrigin=https://new", "PublicUrl=https://new"}},
		"settled":       {"https://new", "https://new", nil},
		"own domain":    {"https://old", "https://old", []string{"WebOrigin=https://new", "PublicUrl=https://new"}},
		"another API":   {"https://old", "https://api", []string{"WebOrigin=https://new"}},
		"API by itself": {"https://new", "https://api", nil},
	} {
		s := stack{map[string]string{"WebOrigin": c.origin, "PublicUrl": c.public}, map[string]string{"WebUrl": "https://new"}}
		if diff := cmp.Diff(c.want, s.follow()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestStacksAreNamedAsInTheSettings(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("../../samconfig.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, stage := range []string{"dev", "staging", "prod"} {
		if want := "[" + stage + ".deploy.parameters]\nstack_name = \"" + (deployment{stage: stage}).name() + "\"\n"; !strings.Contains(string(src), want) {
			t.Errorf("samconfig.toml does not say %s", want)
		}
	}
}
