package gateway_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/gateway"
	"github.com/marketprep/marketprep/infra/local/lambda"
	"github.com/marketprep/marketprep/infra/local/template"
)

const source = `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: provided.al2023, Handler: bootstrap, CodeUri: .build/all/, Timeout: 60}
Resources:
  AuthorizeFunction: {Type: AWS::Serverless::Function}
  ListFunction:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        List: {Type: Api, Properties: {RestApiId: !Ref Api, Method: GET, Path: /products}}
        Get: {Type: Api, Properties: {RestApiId: !Ref Api, Method: GET, Path: "/products/{product}"}}
        Put: {Type: Api, Properties: {RestApiId: !Ref Api, Method: PUT, Path: "/products/{product}"}}
        Stats: {Type: Api, Properties: {RestApiId: !Ref Api, Method: GET, Path: /products/stats}}
        Deep: {Type: Api, Properties: {RestApiId: !Ref Api, Method: GET, Path: "/products/{product}/prices/{price}"}}
  OpenFunction:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Any: {Type: Api, Properties: {RestApiId: !Ref Api, Method: ANY, Path: "/open/{proxy+}", Auth: {Authorizer: NONE}}}
        Limited: {Type: Api, Properties: {RestApiId: !Ref Api, Method: GET, Path: /limited, Auth: {Authorizer: NONE}}}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      MinimumCompressionSize: 100
      BinaryMediaTypes: [image~1png]
      Auth:
        DefaultAuthorizer: Token
        AddDefaultAuthorizerToCorsPreflight: false
        Authorizers:
          Token: {FunctionArn: !GetAtt AuthorizeFunction.Arn, FunctionPayloadType: REQUEST, Identity: {Headers: [Authorization], ReauthorizeEvery: 60}}
      Cors: {AllowOrigin: "'http://web'", AllowHeaders: "'Authorization'", AllowCredentials: true, MaxAge: "'600'"}
      MethodSettings: [{ResourcePath: /limited, HttpMethod: GET, ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2}]
      GatewayResponses:
        DEFAULT_4XX:
          ResponseParameters: {Headers: {Access-Control-Allow-Origin: "'http://web'", X-Id: context.requestId}}
          ResponseTemplates: {application/json: '{"kind":"$context.error.responseType","detail":$context.error.messageString,"plain":"$context.error.message"}'}
        UNAUTHORIZED: {StatusCode: 418}
`

// system is a gateway over functions that the test writes.
type system struct {
	*gateway.Gateway
	mu     sync.Mutex
	now    time.Time
	asked  int // the authorizer
	events []map[string]any
	answer func(event map[string]any) (lambda.Result, error)
}

func start(t *testing.T) *system {
	t.Helper()
	tmpl, err := template.Parse(t.Context(), "template.yaml", []byte(source), template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &system{now: time.Date(2026, 5, 2, 9, 0, 0, 0, time.UTC)}
	s.answer = func(map[string]any) (lambda.Result, error) { return answers(`{"statusCode":200,"body":"ok"}`) }
	s.Gateway, err = gateway.New(tmpl.APIs[0], tmpl.Functions, s.invoke, gateway.Options{Now: func() time.Time { return s.now }, Timeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func answers(payload string) (lambda.Result, error) {
	return lambda.Result{Payload: []byte(payload)}, nil
}

func (s *system) invoke(ctx context.Context, name string, payload []byte) (lambda.Result, error) {
	var event map[string]any
	if err := json.Unmarshal(payload, &event); err != nil {
		return lambda.Result{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if name == "AuthorizeFunction" {
		s.asked++
		return s.authorize(event)
	}
	event["function"] = name
	s.events = append(s.events, event)
	r, err := s.answer(event)
	if errors.Is(err, context.DeadlineExceeded) { // the function takes longer than the gateway waits
		<-ctx.Done()
		err = fmt.Errorf("invoke: %w", ctx.Err())
	}
	return r, err
}

func (s *system) authorize(event map[string]any) (lambda.Result, error) {
	arn := event["methodArn"].(string)
	policy := func(effect, resource string) (lambda.Result, error) {
		return answers(fmt.Sprintf(`{"principalId":"u","policyDocument":{"Version":"2012-10-17","Statement":[{"Action":"execute-api:Invoke","Effect":%q,"Resource":[%q]}]},"context":{"vendorId":"v","n":1.50,"b":true}}`, effect, resource))
	}
	switch token := event["headers"].(map[string]any)["Authorization"]; token {
	case "allow":
		return policy("Allow", "arn:aws:execute-api:us-east-1:000000000000:Api/v1/*")
	case "this":
		return policy("Allow", arn)
	case "deny":
		return policy("Deny", "*")
	case "list":
		return answers(`{"principalId":"u","policyDocument":{"Statement":{"Action":"*","Effect":"Allow","Resource":"*"}},"context":{"roles":[]}}`)
	case "nobody":
		return answers(`{"policyDocument":{"Statement":{"Action":"*","Effect":"Allow","Resource":"*"}}}`)
	case "unauthorized":
		return lambda.Result{Failed: true, Payload: []byte(`{"errorMessage":"Unauthorized","errorType":"errorString"}`)}, nil
	}
	return lambda.Result{Failed: true, Payload: []byte(`{"errorMessage":"broken"}`)}, nil
}

// request sends what the first line and the headers say.
func (s *system) request(t *testing.T, line, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	verb, path, _ := strings.Cut(line, " ")
	r := httptest.NewRequestWithContext(t.Context(), verb, path, strings.NewReader(body))
	for _, h := range header {
		k, v, _ := strings.Cut(h, ": ")
		r.Header.Add(k, v)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, c := range []struct{ line, function, resource, parameters string }{
		{"GET /products", "ListFunction", "/products", "null"},
		{"GET /products/", "ListFunction", "/products", "null"},
		{"GET /v1/products", "ListFunction", "/products", "null"},
		{"GET /products/7", "ListFunction", "/products/{product}", `{"product":"7"}`},
		{"PUT /products/a%2Fb%20c%2B%25", "ListFunction", "/products/{product}", `{"product":"a/b c+%"}`},
		{"GET /products/stats", "ListFunction", "/products/stats", "null"},
		{"GET /products/stats/prices/2", "ListFunction", "/products/{product}/prices/{price}", `{"price":"2","product":"stats"}`},
		{"DELETE /open/a/b%20c/d", "OpenFunction", "/open/{proxy+}", `{"proxy":"a/b c/d"}`},
		{"OPTIONS /open/a", "OpenFunction", "/open/{proxy+}", `{"proxy":"a"}`},
	} {
		s.events = nil
		w := s.request(t, c.line, "", "Authorization: allow")
		if w.Code != 200 || len(s.events) != 1 {
			t.Errorf("%s: %d %s", c.line, w.Code, w.Body)
			continue
		}
		e := s.events[0]
		parameters, _ := json.Marshal(e["pathParameters"])
		if e["function"] != c.function || e["resource"] != c.resource || string(parameters) != c.parameters {
			t.Errorf("%s reached %s at %s with %s", c.line, e["function"], e["resource"], parameters)
		}
	}
	for _, line := range []string{"GET /", "GET /product", "POST /products", "HEAD /products", "PUT /products/stats", "GET /open", "GET /products/7/prices", "GET /products//prices/1", "GET /v2/products"} {
		w := s.request(t, line, "", "Authorization: allow")
		want := `{"kind":"MISSING_AUTHENTICATION_TOKEN","detail":"Missing Authentication Token","plain":"Missing Authentication Token"}`
		if w.Code != 403 || w.Body.String() != want || w.Header().Get("X-Amzn-Errortype") != "MissingAuthenticationTokenException" {
			t.Errorf("%s: %d %s", line, w.Code, w.Body)
		}
	}
}

func TestTheEventOfARequest(t *testing.T) {
	t.Parallel()
	s := start(t)
	w := s.request(t, "PUT /v1/products/7?a=1&a=2&b=%20x%26&c", "café",
		"Authorization: allow", "X-Two: 1", "X-Two: 2", "content-type: text/plain", "User-Agent: test", "X-Forwarded-For: 10.0.0.1")
	id, trace := w.Header().Get("X-Amzn-Requestid"), w.Header().Get("X-Amzn-Trace-Id")
	got := s.events[0]
	context := got["requestContext"].(map[string]any)
	if context["extendedRequestId"] == "" || len(id) != 36 || !strings.HasPrefix(trace, "Root=1-69f5bd10-") {
		t.Errorf("ids %v, %q, %q", context["extendedRequestId"], id, trace)
	}
	delete(context, "extendedRequestId")
	want := map[string]any{
		"function": "ListFunction", "resource": "/products/{product}", "path": "/products/7", "httpMethod": "PUT",
		"headers": map[string]any{"Authorization": "allow", "X-Two": "2", "Content-Type": "text/plain", "User-Agent": "test", "Host": "example.com",
			"X-Forwarded-For": "10.0.0.1, 192.0.2.1", "X-Forwarded-Proto": "http", "X-Forwarded-Port": "80", "X-Amzn-Trace-Id": trace},
		"multiValueHeaders": map[string]any{"Authorization": []any{"allow"}, "X-Two": []any{"1", "2"}, "Content-Type": []any{"text/plain"},
			"User-Agent": []any{"test"}, "Host": []any{"example.com"}, "X-Forwarded-For": []any{"10.0.0.1, 192.0.2.1"},
			"X-Forwarded-Proto": []any{"http"}, "X-Forwarded-Port": []any{"80"}, "X-Amzn-Trace-Id": []any{trace}},
		"queryStringParameters":           map[string]any{"a": "2", "b": " x&", "c": ""},
		"multiValueQueryStringParameters": map[string]any{"a": []any{"1", "2"}, "b": []any{" x&"}, "c": []any{""}},
		"pathParameters":                  map[string]any{"product": "7"}, "stageVariables": nil,
		"body": "café", "isBase64Encoded": false,
		"requestContext": map[string]any{
			"resourceId": "local", "resourcePath": "/products/{product}", "httpMethod": "PUT", "requestId": id,
			"requestTime": "02/May/2026:09:00:00 +0000", "requestTimeEpoch": 1777712400000.0, "path": "/v1/products/7",
			"accountId": "000000000000", "protocol": "HTTP/1.1", "stage": "v1", "domainPrefix": "example", "domainName": "example.com", "apiId": "Api",
			"authorizer": map[string]any{"principalId": "u", "integrationLatency": 1.0, "vendorId": "v", "n": "1.50", "b": "true"},
			"identity":   map[string]any{"sourceIp": "192.0.2.1", "userAgent": "test", "accountId": nil, "apiKey": nil, "user": nil},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	s := start(t)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte("plain"))
	_ = z.Close()
	for _, c := range []struct {
		name, body string
		header     []string
		want       any
		base64     bool
	}{
		{"none", "", nil, nil, false},
		{"text", "x", nil, "x", false},
		{"binary type", "\xff\x00", []string{"Content-Type: image/png; q=1"}, "/wA=", true},
		{"text of a binary type", "x", []string{"Content-Type: IMAGE/PNG"}, "eA==", true},
		{"binary of another type", "\xff", []string{"Content-Type: image/jpeg"}, "\ufffd", false},
		{"compressed", packed.String(), []string{"Content-Encoding: gzip"}, "plain", false},
	} {
		s.events = nil
		s.request(t, "POST /open/x", c.body, c.header...)
		if e := s.events[0]; e["body"] != c.want || e["isBase64Encoded"] != c.base64 {
			t.Errorf("%s: %v %v, want %v", c.name, e["body"], e["isBase64Encoded"], c.want)
		}
	}
	if w := s.request(t, "POST /open/x", "x", "Content-Encoding: gzip"); w.Code != 400 {
		t.Errorf("broken compression: %d", w.Code)
	}
	if w := s.request(t, "POST /open/x", strings.Repeat("x", 10<<20+1)); w.Code != 413 || !strings.Contains(w.Body.String(), `"REQUEST_TOO_LARGE"`) {
		t.Errorf("10 MB and a byte: %d %s", w.Code, w.Body)
	}
	if w := s.request(t, "POST /open/x", strings.Repeat("x", 10<<20)); w.Code != 200 {
		t.Errorf("10 MB: %d %s", w.Code, w.Body)
	}
}

func TestWhoMayCall(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		token  string
		status int
		kind   string
	}{
		{"allow", 200, ""},
		{"this", 200, ""},
		{"", 418, "UNAUTHORIZED"},
		{"unauthorized", 418, "UNAUTHORIZED"},
		{"deny", 403, "ACCESS_DENIED"},
		{"broken", 500, ""},
		{"list", 500, ""},
		{"nobody", 500, ""},
	} {
		s := start(t)
		w := s.request(t, "GET /products", "", "Authorization: "+c.token)
		if w.Code != c.status || c.kind == "ACCESS_DENIED" && !strings.Contains(w.Body.String(), "explicit deny") {
			t.Errorf("%q: %d %s", c.token, w.Code, w.Body)
		}
		if reached := len(s.events) == 1; reached != (c.status == 200) {
			t.Errorf("%q: reached the function: %t", c.token, reached)
		}
	}
}
