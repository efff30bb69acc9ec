package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
)

// bring is the input of the operation that these tests call.
type bring struct {
	Day  string `query:"day" maxLength:"10"`
	Body struct {
		Units  int    `json:"units" minimum:"0" maximum:"1000"`
		Secret string `json:"secret,omitempty" maxLength:"10"`
	}
}

// edgeOf is the edge around an operation that fails with err, or panics with it.
func edgeOf(err error, panics bool) http.Handler {
	op := Public(huma.Operation{OperationID: "bring", Method: http.MethodPost, Path: "/bring", MaxBodyBytes: 1000}, func(context.Context, *bring) (*struct{}, error) {
		if panics {
			panic(err)
		}
		return nil, err
	})
	h, _ := Handler(Config{Log: slog.New(slog.DiscardHandler), Now: time.Now, WebOrigin: "https://app.example.com"}, op)
	return h
}

// post sends body, with headers as pairs.
func post(h http.Handler, target, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// told is the problem document of an answer.
type told struct {
	Status           int
	Title, Detail    string
	Instance         string
	Errors           []map[string]any
	ContentType, Try string `json:"-"`
}

func read(t *testing.T, w *httptest.ResponseRecorder) told {
	t.Helper()
	var p told
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("%v in %d %s", err, w.Code, w.Body)
	}
	if p.Status != w.Code {
		t.Errorf("the answer is %d and says %d", w.Code, p.Status)
	}
	p.ContentType, p.Try = w.Header().Get("Content-Type"), w.Header().Get("Retry-After")
	return p
}

const id = "request-0001"

func TestAFailureIsAProblemDocument(t *testing.T) {
	t.Parallel()
	secret := errors.New("disk 7 of host 10.0.0.1 is full")
	const broke = "something broke on our side: it is logged under " + id
	for name, tt := range map[string]struct {
		err  error
		want told
	}{
		"a field": {errs.InvalidField("body.units", "too many"), told{Status: 422, Title: "Unprocessable Entity", Detail: "too many",
			Errors: []map[string]any{{"location": "body.units", "message": "too many"}}}},
		"not found":        {errs.New(errs.NotFound, "no such list"), told{Status: 404, Title: "Not Found", Detail: "no such list"}},
		"conflict":         {errs.New(errs.Conflict, "changed"), told{Status: 409, Title: "Conflict", Detail: "changed"}},
		"unauthorized":     {errs.New(errs.Unauthorized, "sign in"), told{Status: 401, Title: "Unauthorized", Detail: "sign in"}},
		"forbidden":        {errs.New(errs.Forbidden, "ask the owner"), told{Status: 403, Title: "Forbidden", Detail: "ask the owner"}},
		"unavailable":      {errs.Wrap(errs.Unavailable, secret, "try again"), told{Status: 503, Title: "Service Unavailable", Detail: "try again", Try: "5"}},
		"too many":         {errs.New(errs.TooMany, "slow down"), told{Status: 429, Title: "Too Many Requests", Detail: "slow down", Try: "60"}},
		"too large":        {errs.New(errs.TooLarge, "no room"), told{Status: 413, Title: "Request Entity Too Large", Detail: "no room"}},
		"wrapped":          {fmt.Errorf("store: get list of anna: %w", errs.New(errs.NotFound, "no such list")), told{Status: 404, Title: "Not Found", Detail: "no such list"}},
		"nothing named":    {secret, told{Status: 500, Title: "Internal Server Error", Detail: broke}},
		"internal by name": {errs.Wrap(errs.Internal, secret, "it broke"), told{Status: 500, Title: "Internal Server Error", Detail: "it broke"}},
	} {
		tt.want.Instance, tt.want.ContentType = "urn:marketprep:request:"+id, "application/problem+json"
		w := post(edgeOf(tt.err, false), "/bring", `{"units":1}`, CorrelationHeader, id)
		if diff := cmp.Diff(tt.want, read(t, w)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	w := post(edgeOf(secret, true), "/bring", `{"units":1}`, CorrelationHeader, id)
	want := told{Status: 500, Title: "Internal Server Error", Detail: broke, Instance: "urn:marketprep:request:" + id, ContentType: "application/problem+json"}
	if diff := cmp.Diff(want, read(t, w)); diff != "" {
		t.Errorf("a panic (-want +got):\n%s", diff)
	}
}

func TestBadInputIsNamedAndNotRepeated(t *testing.T) {
	t.Parallel()
	const secret = "bread and butter"
	h := edgeOf(nil, false)
	for _, tt := range []struct {
		name, target, body string
		status             int
		location           string
		header             []string
	}{
		{"nothing wrong", "/bring", `{"units":1}`, 204, "", nil},
		{"another type", "/bring", `{"units":"bread and butter"}`, 422, "body.units", nil},
		{"too small", "/bring", `{"units":-1}`, 422, "body.units", nil},
		{"too large", "/bring", `{"units":1e300}`, 422, "body.units", nil},
		{"too long", "/bring", `{"units":1,"secret":"bread and butter"}`, 422, "body.secret", nil},
		{"an unknown field", "/bring", `{"units":1,"unit":"bread and butter"}`, 422, "body.unit", nil},
		{"a missing one", "/bring", `{}`, 422, "body", nil},
		{"a list", "/bring", `["bread and butter"]`, 422, "body", nil},
		{"an unknown parameter", "/bring?dya=bread+and+butter", `{"units":1}`, 422, "query.dya", nil},
		{"a long parameter", "/bring?day=bread+and+butter", `{"units":1}`, 422, "query.day", nil},
		{"no JSON", "/bring", `{"units":bread and butter}`, 400, "", nil},
		{"no end", "/bring", `{"units":1,"secret":"bread and butter`, 400, "", nil},
		{"nothing", "/bring", ``, 400, "", nil},
		{"a large body", "/bring", `{"units":1,"secret":"` + strings.Repeat("bread and butter", 100) + `"}`, 413, "", nil},
		{"a form of another site", "/bring", `{"units":1}`, 415, "", []string{"Content-Type", "text/plain"}},
	} {
		w := post(h, tt.target, tt.body, tt.header...)
		if w.Code != tt.status {
			t.Errorf("%s: %d %s, want %d", tt.name, w.Code, w.Body, tt.status)
			continue
		}
		if strings.Contains(w.Body.String(), secret) {
			t.Errorf("%s: the answer repeats what was sent: %s", tt.name, w.Body)
		}
		if tt.location != "" && !strings.Contains(w.Body.String(), `"location":"`+tt.location+`"`) {
			t.Errorf("%s: %s does not name %s", tt.name, w.Body, tt.location)
		}
	}
}

func TestEveryAnswerCarriesItsHeaders(t *testing.T) {
	t.Parallel()
	always := map[string]string{
		"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Referrer-Policy": "no-referrer",
		"Strict-Transport-Security": "max-age=63072000; includeSubDomains", "X-Content-Type-Options": "nosniff", "Vary": "Origin", CorrelationHeader: id,
	}
	for _, origin := range []string{"", "https://app.example.com", "https://app.example.com.evil.example", "null", "http://app.example.com"} {
		want := map[string]string{}
		for name, value := range always {
			want[name] = value
		}
		if origin == "https://app.example.com" {
			want["Access-Control-Allow-Origin"], want["Access-Control-Allow-Credentials"] = origin, "true"
			want["Access-Control-Expose-Headers"] = CorrelationHeader + ", Retry-After"
		}
		for name, h := range map[string]http.Handler{"success": edgeOf(nil, false), "failure": edgeOf(errors.New("gone"), false), "panic": edgeOf(errors.New("gone"), true)} {
			w := post(h, "/bring", `{"units":1}`, CorrelationHeader, id, "Origin", origin)
			got := map[string]string{}
			for header := range w.Header() {
				if header != "Content-Type" && header != "Link" {
					got[header] = strings.Join(w.Header().Values(header), " | ")
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s for origin %q (-want +got):\n%s", name, origin, diff)
			}
		}
	}
}

func TestACorrelationIDIsTheClientsIfItIsHarmless(t *testing.T) {
	t.Parallel()
	h := edgeOf(nil, false)
	seen := map[string]bool{}
	for sent, kept := range map[string]bool{
		"request-0001": true, strings.Repeat("a", 64): true, "": false, "short": false, strings.Repeat("a", 65): false, "request 0001": false, `request"},{"x":"`: false, "request-0001\n": false,
	} {
		got := post(h, "/bring", `{"units":1}`, CorrelationHeader, sent).Header().Get(CorrelationHeader)
		if (got == sent) != kept || !correlationForm.MatchString(got) || seen[got] {
			t.Errorf("%q became %q", sent, got)
		}
		seen[got] = true
	}
}

func TestAnOperationIsForARoleAndAbove(t *testing.T) {
	t.Parallel()
	anna, err := tenant.Verified("anna")
	if err != nil {
		t.Fatal(err)
	}
	op := For(tenant.Manager, huma.Operation{OperationID: "who", Method: http.MethodPost, Path: "/who"}, func(_ context.Context, c tenant.Caller, _ *struct{}) (*struct{}, error) {
		if c.Vendor != anna {
			return nil, errors.New("somebody else")
		}
		return nil, nil
	})
	h, _ := Handler(Config{Log: slog.New(slog.DiscardHandler), Now: time.Now}, op)
	got := map[tenant.Role]int{}
	for _, role := range []tenant.Role{"", "admin", tenant.Helper, tenant.Manager, tenant.Owner} {
		r := httptest.NewRequest(http.MethodPost, "/who", nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r.WithContext(tenant.NewContext(r.Context(), tenant.Caller{Vendor: anna, User: "u", Role: role})))
		got[role] = w.Code
	}
	got["nobody"] = post(h, "/who", "").Code
	if diff := cmp.Diff(map[tenant.Role]int{"": 403, "admin": 403, tenant.Helper: 403, tenant.Manager: 204, tenant.Owner: 204, "nobody": 401}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
