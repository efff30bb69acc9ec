package edge_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/marketprep/marketprep/infra/edge"
)

const (
	web = "../web.yaml"
	app = "../../web/src/app/pages.tsx"
)

func load(t *testing.T) *edge.Distribution {
	t.Helper()
	d, err := edge.Load(web)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// routes are what a pattern finds in a file, variables filled in.
func routes(t *testing.T, file, pattern string) []string {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(src), -1) {
		paths = append(paths, regexp.MustCompile(`:\w+|\{\w+\}`).ReplaceAllString(m[1], "x1"))
	}
	return paths
}

func apiRoutes(t *testing.T) []string {
	return routes(t, "../../template.yaml", `Type: Api, Properties: \{.*Path: "([^"]+)"`)
}

func pageRoutes(t *testing.T) []string { return routes(t, app, `\n  \['(/[^']*)', page\(`) }

func TestTheAPIsPathsLeadToIt(t *testing.T) {
	t.Parallel()
	d := load(t)
	paths := apiRoutes(t)
	if events := len(routes(t, "../../template.yaml", `(Type: Api,)`)); len(paths) != events || events == 0 {
		t.Fatalf("%d paths of %d are understood", len(paths), events)
	}
	for _, path := range paths {
		b := d.Of(path)
		if !b.API || b.Headers != nil || len(b.Methods) != 7 {
			t.Errorf("%s: %+v", path, b)
		}
	}
}

func TestPagesAreNotTakenForTheAPI(t *testing.T) {
	t.Parallel()
	d := load(t)
	paths := pageRoutes(t)
	if all := len(routes(t, app, `(\bpage\(\(\))`)); len(paths) != all || all == 0 {
		t.Fatalf("%d pages of %d are understood", len(paths), all)
	}
	for _, path := range append(paths, "/nowhere", "/healthy", "/apis", "/calendar") {
		if b := d.Of(path); b.API || edge.File(path) != "index.html" || b.Headers.Get("Content-Security-Policy") == "" {
			t.Errorf("%s is answered with %s by %+v", path, edge.File(path), b)
		}
	}
}

// What the service worker leaves alone, and what the development server hands on, must
// be what is no page.
func TestTheBrowserAndTheDevelopmentServerAgree(t *testing.T) {
	t.Parallel()
	worker := regexp.MustCompile(strings.ReplaceAll(routes(t, "../../web/src/worker/sw.ts", `notPages = /(.*)/\n`)[0], `\/`, `/`))
	proxied := regexp.MustCompile(`'(/[^']+)'`).FindAllStringSubmatch(routes(t, "../../web/vite.config.ts", `\[(.*)\]\.map\(\(path\)`)[0], -1)
	if len(proxied) == 0 {
		t.Fatal("the development server hands nothing on")
	}
	handedOn := func(path string) bool {
		for _, p := range proxied {
			if strings.HasPrefix(path, p[1]) {
				return true
			}
		}
		return false
	}
	for _, path := range append(apiRoutes(t), "/docs", "/redoc", "/openapi.json") {
		if !worker.MatchString(path) || !handedOn(path) {
			t.Errorf("%s is taken for a page: worker %t, vite %t", path, worker.MatchString(path), handedOn(path))
		}
	}
	for _, path := range pageRoutes(t) {
		if worker.MatchString(path) || handedOn(path) {
			t.Errorf("the page %s is kept from opening without a network, or by npm run dev", path)
		}
	}
}

// TestPageOf runs the function that CloudFront runs, and its twin in Go.
func TestPageOf(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"/":                            "/index.html",
		"/index.html":                  "/index.html",
		"/market/2026-11-28/nabc":      "/index.html",
		"/shared/abcDEF_-123":          "/index.html",
		"/stall/":                      "/index.html",
		"/assets":                      "/index.html",
		"/assets/app-1.js":             "/assets/app-1.js",
		"/assets/reference/app-1.js":   "/assets/reference/app-1.js",
		"/icons/icon.svg":              "/icons/icon.svg",
		"/sw.js":                       "/sw.js",
		"/manifest.webmanifest":        "/manifest.webmanifest",
		"/openapi.json":                "/openapi.json",
		"/.vite/manifest.json":         "/index.html",
		"/.releases/2026-11-27.json":   "/index.html",
		"/docs":                        "/docs/index.html",
		"/docs/":                       "/docs/index.html",
		"/docs/deeper":                 "/index.html",
		"/redoc":                       "/redoc/index.html",
		"/redoc/":                      "/redoc/index.html",
		"/redocs":                      "/index.html",
		"/sign-in/../docs":             "/index.html",
		"/calendar.d/without-a-suffix": "/index.html",
	}
	for _, path := range pageRoutes(t) {
		cases[path] = "/index.html"
	}
	got := map[string]string{}
	for path := range cases {
		got[path] = "/" + edge.File(path)
	}
	if diff := cmp.Diff(cases, got); diff != "" {
		t.Errorf("File (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(cases, runFunction(t, cases)); diff != "" {
		t.Errorf("PageOf (-want +got):\n%s", diff)
	}
}

// runFunction has node do what CloudFront does with the function of the template.
func runFunction(t *testing.T, paths map[string]string) map[string]string {
	t.Helper()
	src, err := os.ReadFile(web)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Resources struct {
			PageOf struct {
				Properties struct {
					Code string `yaml:"FunctionCode"`
				} `yaml:"Properties"`
			} `yaml:"PageOf"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(src, &doc); err != nil {
		t.Fatal(err)
	}
	const run = `
const answers = {}
for (const path of Object.keys(JSON.parse(require('fs').readFileSync(0, 'utf8')))) {
  const event = { version: '1.0', context: { eventType: 'viewer-request' }, viewer: { ip: '192.0.2.1' },
    request: { method: 'GET', uri: path, querystring: { a: { value: '1' } }, headers: { host: { value: 'example.com' } }, cookies: {} } }
  const request = handler(event)
  if (request.method !== 'GET' || request.querystring.a.value !== '1') throw new Error('the rest of the request has changed')
  answers[path] = request.uri
}
console.log(JSON.stringify(answers))`
	in, err := json.Marshal(paths)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "node", "-e", "'use strict';\n"+doc.Resources.PageOf.Properties.Code+run)
	cmd.Stdin = strings.NewReader(string(in))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, out)
	}
	var answers map[string]string
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return answers
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	d := load(t)
	page, docs := d.Of("/").Headers, d.Of("/docs").Headers
	if diff := cmp.Diff(d.Of("/redoc/").Headers, docs); diff != "" || !cmp.Equal(page, d.Of("/assets/a.js").Headers) || !cmp.Equal(page, d.Of("/docs/deeper").Headers) {
		t.Errorf("pages of a kind differ in their headers: %s", diff)
	}
	policy := page.Get("Content-Security-Policy")
	for _, must := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"} {
		if !strings.Contains(policy+";", must+";") {
			t.Errorf("a page may do more than %s: %s", must, policy)
		}
	}
	for _, h := range []map[string][]string{page, docs} {
		csp := h["Content-Security-Policy"][0]
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") || strings.Contains(csp, "\n") || !strings.Contains(csp, "script-src 'self';") {
			t.Errorf("%q lets in what is not ours", csp)
		}
		if diff := cmp.Diff([]string{"max-age=63072000; includeSubDomains"}, h["Strict-Transport-Security"]); diff != "" {
			t.Error(diff)
		}
		for _, name := range []string{"Cross-Origin-Opener-Policy", "Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options"} {
			if len(h[name]) != 1 {
				t.Errorf("%s: %q", name, h[name])
			}
		}
	}
	if !strings.Contains(page.Get("Permissions-Policy"), "geolocation=(self)") {
		t.Error("the form of a market cannot ask where it is")
	}
}

func TestTemplatesThatAreNotUnderstood(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile(web)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"header":      {"ContentTypeOptions: {Override: true}", "XSSProtection: {Override: true, Protection: true}", "XSSProtection not found"},
		"missing":     {"          ContentTypeOptions: {Override: true}\n", "", "a security header is missing"},
		"origin":      {"TargetOriginId: api", "TargetOriginId: other", "there is no origin other"},
		"policy":      {"!Ref ReferenceHeaders", "!Ref Nothing", "no policy Nothing"},
		"behaviour":   {"Compress: true", "SmoothStreaming: true", "SmoothStreaming not found"},
		"error pages": {"        HttpVersion:", "        CustomErrorResponses: [{ErrorCode: 404}]\n        HttpVersion:", "error responses"},
		"nothing":     {"AWS::CloudFront::Distribution", "AWS::CloudFront::Other", "there is no distribution"},
	} {
		if !strings.Contains(string(src), c.old) {
			t.Errorf("%s: %q is not in the template", name, c.old)
		}
		file := filepath.Join(t.TempDir(), "web.yaml")
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(src), c.old, c.new)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := edge.Load(file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestFilesHaveTypes(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"index.html": "text/html; charset=utf-8", "assets/a-1.js": "text/javascript; charset=utf-8", "manifest.webmanifest": "application/manifest+json", "a.exe": "", "LICENSE": ""} {
		if got, err := edge.Type(name); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// Behind %0A in an address stands a line break.
func TestALineBreakLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	cdn, err := edge.Load(web)
	if err != nil {
		t.Fatal(err)
	}
	if !cdn.Of("/api/v1/syncs/a\nb").API {
		t.Error("a path of the API with a line break is taken for a page")
	}
}
