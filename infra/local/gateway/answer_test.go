package gateway_test

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/gateway"
	"github.com/marketprep/marketprep/infra/local/lambda"
	"github.com/marketprep/marketprep/infra/local/template"
)

func TestPreflight(t *testing.T) {
	t.Parallel()
	s := start(t)
	w := s.request(t, "OPTIONS /products/7", "", "Origin: http://web", "Access-Control-Request-Method: PUT")
	header := w.Header().Clone()
	for k := range header {
		if strings.HasPrefix(k, "X-Amz") {
			header.Del(k)
		}
	}
	want := http.Header{
		"Access-Control-Allow-Origin": {"http://web"}, "Access-Control-Allow-Headers": {"Authorization"}, "Access-Control-Max-Age": {"600"},
		"Access-Control-Allow-Methods": {"GET,OPTIONS,PUT"}, "Access-Control-Allow-Credentials": {"true"}, "Content-Type": {"application/json"},
	}
	if diff := cmp.Diff(want, header); diff != "" || w.Code != 200 || s.asked+len(s.events) > 0 {
		t.Errorf("%d, functions %d (-want +got):\n%s", w.Code, s.asked+len(s.events), diff)
	}
	if w := s.request(t, "OPTIONS /nowhere", ""); w.Code != 403 || w.Header().Get("Access-Control-Allow-Origin") != "http://web" || w.Header().Get("X-Id") != w.Header().Get("X-Amzn-Requestid") {
		t.Errorf("nowhere: %d %v", w.Code, w.Header())
	}
}

func TestWhatFunctionsAnswer(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 100)
	for _, c := range []struct {
		name, payload string
		request       []string
		status        int
		body          string
		header        []string // "Name: value"
	}{
		{"nothing", `{}`, nil, 200, "", []string{"Content-Type: application/json", "Content-Length: 0"}},
		{"text", `{"statusCode":201,"headers":{"content-type":"text/plain","X-N":1,"X-B":true},"body":"é"}`, nil, 201, "é", []string{"Content-Type: text/plain", "X-N: 1", "X-B: true"}},
		{"several", `{"statusCode":"200","headers":{"set-cookie":"z"},"multiValueHeaders":{"Set-Cookie":["a","b"]},"body":null}`, nil, 200, "", []string{"Set-Cookie: a", "Set-Cookie: b"}},
		{"no content", `{"statusCode":204}`, nil, 204, "", nil},
		{"remapped", `{"headers":{"WWW-Authenticate":"Bearer","Date":"x"}}`, nil, 200, "", []string{"X-Amzn-Remapped-Www-Authenticate: Bearer", "X-Amzn-Remapped-Date: x"}},
		{"binary", `{"headers":{"Content-Type":"image/png"},"body":"/wA=","isBase64Encoded":true}`, nil, 200, "\xff\x00", nil},
		{"binary accepted", `{"headers":{"Content-Type":"x/y"},"body":"/wA=","isBase64Encoded":true}`, []string{"Accept: image/png;q=1, */*"}, 200, "\xff\x00", nil},
		{"not binary", `{"headers":{"Content-Type":"x/y"},"body":"/wA=","isBase64Encoded":true}`, nil, 200, "/wA=", nil},
		{"long", `{"body":"` + long + `"}`, nil, 200, long, nil},
		{"long, refused", `{"body":"` + long + `"}`, []string{"Accept-Encoding: gzip;q=0, br"}, 200, long, nil},
		{"short", `{"body":"x"}`, []string{"Accept-Encoding: gzip"}, 200, "x", nil},
		{"no object", `"hello"`, nil, 502, `{"message":"Internal server error"}`, []string{"X-Amzn-Errortype: InternalServerErrorException"}},
		{"null", `null`, nil, 502, `{"message":"Internal server error"}`, nil},
		{"body is an object", `{"statusCode":200,"body":{}}`, nil, 502, `{"message":"Internal server error"}`, nil},
		{"a member too many", `{"statusCode":200,"data":1}`, nil, 502, `{"message":"Internal server error"}`, nil},
		{"status is no number", `{"statusCode":"ok"}`, nil, 502, `{"message":"Internal server error"}`, nil},
		{"header is a list", `{"headers":{"a":["b"]}}`, nil, 502, `{"message":"Internal server error"}`, nil},
	} {
		s := start(t)
		s.answer = func(map[string]any) (lambda.Result, error) { return answers(c.payload) }
		w := s.request(t, "GET /open/x", "", c.request...)
		if w.Code != c.status || w.Body.String() != c.body || w.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s: %d %q", c.name, w.Code, w.Body)
		}
		for _, h := range c.header {
			k, v, _ := strings.Cut(h, ": ")
			if !strings.Contains(strings.Join(w.Header().Values(k), "\n"), v) {
				t.Errorf("%s: header %v, want %s", c.name, w.Header(), h)
			}
		}
	}
	s := start(t)
	s.answer = func(map[string]any) (lambda.Result, error) { return answers(`{"body":"` + long + `"}`) }
	w := s.request(t, "GET /open/x", "", "Accept-Encoding: br, gzip")
	z, err := gzip.NewReader(w.Body)
	if err != nil || w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("not compressed: %v %v", err, w.Header())
	}
	if plain, err := io.ReadAll(z); err != nil || string(plain) != long {
		t.Errorf("compressed: %s %v", plain, err)
	}
}

func TestFunctionsThatFail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		result lambda.Result
		err    error
		status int
		body   string
	}{
		{"failed", lambda.Result{Failed: true, Payload: []byte(`{"errorMessage":"Task timed out after 3.00 seconds"}`)}, nil, 502, "Internal server error"},
		{"slow", lambda.Result{}, context.DeadlineExceeded, 504, "Endpoint request timed out"},
		{"busy", lambda.Result{}, &lambda.Error{Type: "TooManyRequestsException", Status: 429}, 500, "Internal server error"},
		{"too much", lambda.Result{}, &lambda.Error{Type: "RequestEntityTooLargeException", Status: 413}, 413, "Request Too Long"},
		{"closed", lambda.Result{}, lambda.ErrClosed, 500, "Internal server error"},
	} {
		s := start(t)
		s.answer = func(map[string]any) (lambda.Result, error) { return c.result, c.err }
		if w := s.request(t, "GET /open/x", ""); w.Code != c.status || !strings.Contains(w.Body.String(), c.body) {
			t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
		}
	}
}

func TestThrottling(t *testing.T) {
	t.Parallel()
	s := start(t)
	var got []int
	for i := range 6 {
		if i >= 4 {
			s.now = s.now.Add(time.Second)
		}
		got = append(got, s.request(t, "GET /limited", "").Code)
	}
	if diff := cmp.Diff([]int{200, 200, 429, 429, 200, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if w := s.request(t, "GET /open/x", ""); w.Code != 200 {
		t.Errorf("another method: %d", w.Code)
	}
}

func TestRoutesThatAWSRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ first, second, want string }{
		{"GET /a", "GET /a", "Other has this route, too"},
		{"GET /a/{b}", "GET /a/{c}/d", "a sibling calls the variable {c} by the name {b}"},
		{"GET /a/{b+}", "GET /a/{b+}/c", "nothing can follow a greedy variable"},
		{"GET /", "GET /a/x{b}", "x{b} is neither a text nor a variable"},
	} {
		var functions []template.Function
		for _, route := range []string{c.first, c.second} {
			verb, path, _ := strings.Cut(route, " ")
			functions = append(functions, template.Function{Name: "Other", Routes: []template.Route{{API: "Api", Method: verb, Path: path}}})
		}
		_, err := gateway.New(template.API{ID: "Api"}, functions, nil, gateway.Options{})
		if err == nil || !strings.HasSuffix(err.Error(), c.want) {
			t.Errorf("%s and %s: %v", c.first, c.second, err)
		}
	}
}

func TestADecisionCountsForAWhile(t *testing.T) {
	t.Parallel()
	s := start(t)
	step := func(line, token string, status, asked int) {
		t.Helper()
		if w := s.request(t, line, "", "authorization: "+token); w.Code != status || s.asked != asked {
			t.Errorf("%s as %s: %d after %d questions, want %d after %d", line, token, w.Code, s.asked, status, asked)
		}
	}
	step("GET /products", "this", 200, 1)
	step("GET /products", "this", 200, 1)
	step("GET /products/7", "this", 403, 1) // the policy, kept, allows only the first
	step("GET /products", "allow", 200, 2)
	step("GET /products/7", "allow", 200, 2)
	s.now = s.now.Add(time.Minute)
	step("GET /products/7", "this", 200, 3)
	step("GET /products", "broken", 500, 4)
	step("GET /products", "broken", 500, 5)
}
