// Package functiontest calls endpoints as the gateway would: through their HTTP
// edge, as a signed-in caller, on a real table of their own.
package functiontest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
)

// Now is when the tests take place: the Monday before a market Saturday.
var Now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// System is one table and what is needed to call endpoints on it.
type System struct {
	Table *dynamo.Table
	Store *store.Store
	Env   *boot.Env

	t    *testing.T
	vars map[string]string
	sent *counter
}

// New returns a System on a table of its own. vars are further variables of the
// functions' environment.
func New(t *testing.T, vars map[string]string) *System {
	t.Helper()
	table := tabletest.New(t)
	s := &System{Table: table, t: t, sent: &counter{}, vars: map[string]string{
		"TABLE_NAME":                table.Name,
		"AWS_REGION":                "us-east-1",
		"AWS_ACCESS_KEY_ID":         "test",
		"AWS_SECRET_ACCESS_KEY":     "test",
		"AWS_ENDPOINT_URL_DYNAMODB": tabletest.Endpoint(t),
	}}
	for k, v := range vars {
		s.vars[k] = v
	}
	s.Store = store.New(table, clock)
	s.Env = s.EnvWith(s.sent.count)
	return s
}

// EnvWith is an Env of the System with other options, such as one that times requests.
func (s *System) EnvWith(options ...boot.Option) *boot.Env {
	options = append([]boot.Option{s.connect}, options...)
	env := boot.NewEnv(func(name string) (string, bool) { v, ok := s.vars[name]; return v, ok }, options...)
	env.Now = clock
	env.Log = telemetry.NewLogger(io.Discard)
	return env
}

// A test that builds thousands of Envs would have as many connections left open. Those
// to the table, which lives as long as the process, are shared; all others end with
// their request, for who takes up one to a server that is gone asks twice.
var (
	shared = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute}}
	single = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
)

func (s *System) connect(cfg *aws.Config) {
	client := single
	if aws.ToString(cfg.BaseEndpoint) == s.vars["AWS_ENDPOINT_URL_DYNAMODB"] {
		client = shared
	}
	cfg.HTTPClient = telemetry.CountCalls(client)
}

// At moves the System to another time.
func (s *System) At(now time.Time) {
	s.Env = s.EnvWith(s.sent.count)
	s.Env.Now = func() time.Time { return now }
	s.Store = store.New(s.Table, s.Env.Now)
}

func clock() time.Time { return Now }

// Vendor returns the id of the vendor called name.
func Vendor(t *testing.T, name string) tenant.ID {
	t.Helper()
	v, err := tenant.Verified(name)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Owner is the owner of the vendor called name.
func Owner(t *testing.T, name string) tenant.Caller {
	t.Helper()
	return tenant.Caller{Vendor: Vendor(t, name), User: "u-" + name, Session: "s-" + name, Role: tenant.Owner}
}

// Answer is what an endpoint said.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	Trips  int // requests sent to the table
}

// Read unmarshals the body into v, or ends the test.
func (a Answer) Read(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(a.Body, v); err != nil {
		t.Fatalf("%v in answer %d %s", err, a.Status, a.Body)
	}
}

// Call sends a request to endpoint as caller; the zero Caller is nobody. body is
// sent as it is if it is a []byte or a string, else as JSON; nil is none.
func (s *System) Call(caller tenant.Caller, endpoint boot.Endpoint, method, target string, body any, header ...string) Answer {
	s.t.Helper()
	before := s.sent.n.Load()
	a := s.Prepare(s.Env, caller, endpoint, method, target, body, header...)(s.t.Context())
	a.Trips = int(s.sent.n.Load() - before)
	return a
}

// Prepare builds endpoint from env and returns what sends the request of Call to
// it, from any goroutine. The round trips are not counted.
func (s *System) Prepare(env *boot.Env, caller tenant.Caller, endpoint boot.Endpoint, method, target string, body any, header ...string) func(context.Context) Answer {
	s.t.Helper()
	op, err := endpoint(env)
	if err != nil {
		s.t.Fatal(err)
	}
	handler, _ := api.Handler(env.API(), op)
	return func(ctx context.Context) Answer {
		r := httptest.NewRequestWithContext(ctx, method, target, reader(s.t, body))
		if body != nil {
			r.Header.Set("Content-Type", "application/json")
		}
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		if caller != (tenant.Caller{}) {
			r = r.WithContext(tenant.NewContext(r.Context(), caller))
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return Answer{Status: w.Code, Header: w.Header(), Body: w.Body.Bytes()}
	}
}

// Must is Call that ends the test unless the answer is a success, and reads it into out if that is not nil.
func (s *System) Must(caller tenant.Caller, endpoint boot.Endpoint, method, target string, body, out any, header ...string) Answer {
	s.t.Helper()
	a := s.Call(caller, endpoint, method, target, body, header...)
	if a.Status >= http.StatusBadRequest {
		s.t.Fatalf("%s %s: %d %s", method, target, a.Status, a.Body)
	}
	if out != nil {
		a.Read(s.t, out)
	}
	return a
}

func reader(t *testing.T, body any) io.Reader {
	switch b := body.(type) {
	case nil:
		return nil
	case []byte:
		return bytes.NewReader(b)
	case string:
		return bytes.NewReader([]byte(b))
	}
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b)
}
