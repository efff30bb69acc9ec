package gateway_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/gateway"
	"github.com/marketprep/marketprep/infra/local/lambda"
	"github.com/marketprep/marketprep/infra/local/template"
)

// The whole way: a template, its functions as processes, requests over a socket.
func TestRequestsToProcesses(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "bootstrap")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-tags", "lambda.norpc", "-o", program, "../lambda/testdata/function").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	tmpl, err := template.Parse(t.Context(), "template.yaml", []byte(source), template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var functions []lambda.Function
	for _, f := range tmpl.Functions {
		functions = append(functions, lambda.Function{Name: f.Name, Program: program, Environment: f.Environment, Memory: f.Memory, Timeout: f.Timeout})
	}
	host, err := lambda.Start(functions, lambda.Options{})
	if err != nil {
		t.Fatal(err)
	}
	g, err := gateway.New(tmpl.APIs[0], tmpl.Functions, host.Invoke, gateway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(g)
	t.Cleanup(func() {
		server.Close()
		if err := host.Close(); err != nil {
			t.Error(err)
		}
	})
	type answer struct {
		Status int
		Body   string
	}
	for _, c := range []struct {
		line, token string
		want        answer
	}{
		{"GET /v1/products/7?a=b", "allow", answer{200, "GET /products/7"}},
		{"GET /products/7", "deny", answer{403, `{"kind":"ACCESS_DENIED","detail":"User is not authorized to access this resource with an explicit deny","plain":"User is not authorized to access this resource with an explicit deny"}`}},
		{"GET /products/7", "who", answer{418, `{"message":"Unauthorized"}`}},
		{"POST /open/x", "", answer{200, "POST /open/x"}},
		{"POST /open/" + strings.Repeat("x", 7000), "", answer{200, "POST /open/" + strings.Repeat("x", 7000)}},
		{"OPTIONS /products/7", "", answer{200, "{}\n"}},
	} {
		verb, path, _ := strings.Cut(c.line, " ")
		req, err := http.NewRequestWithContext(t.Context(), verb, server.URL+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", c.token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, answer{resp.StatusCode, string(body)}); diff != "" {
			t.Errorf("%.40s as %q (-want +got):\n%s", c.line, c.token, diff)
		}
	}
	body := strings.NewReader(strings.Repeat("x", lambda.MaxRequest))
	resp, err := http.Post(server.URL+"/open/x", "text/plain", body)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("an event above the limit of Lambda: %d", resp.StatusCode)
	}
}
