// Package gateway answers requests as a REST API of API Gateway does for the API
// that a template declares: it finds the method, asks the authorizer, hands the
// request to a function as an event (payload version 1), and answers by itself
// what never reaches a function.
package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/marketprep/marketprep/infra/local/lambda"
	"github.com/marketprep/marketprep/infra/local/template"
)

// Limits of API Gateway.
const (
	maxBody            = 10 * 1024 * 1024 // bytes of a request
	integrationTimeout = 29 * time.Second
)

// Invoke runs a function and waits for its answer: Host.Invoke.
type Invoke func(ctx context.Context, function string, payload []byte) (lambda.Result, error)

// Options are what a Gateway may be told.
type Options struct {
	Log     io.Writer        // why the gateway itself answered 5xx; nil for nothing
	Now     func() time.Time // time.Now by default
	Timeout time.Duration    // of a function's answer; 0: 29 seconds
	Region  string           // us-east-1 by default
	Account string           // 000000000000 by default
}

// A Gateway is an http.Handler. It serves the paths of the template both with
// and without the stage in front.
type Gateway struct {
	api       template.API
	root      *resource
	names     map[string]string // of functions, by resource id
	invoke    Invoke
	options   Options
	decisions *decisions
	throttle  *throttle
}

// New returns the Gateway of api, with the routes of the functions that name it.
// It refuses routes that API Gateway would refuse.
func New(api template.API, functions []template.Function, invoke Invoke, o Options) (*Gateway, error) {
	g := &Gateway{api: api, root: &resource{}, names: map[string]string{}, invoke: invoke, options: o.withDefaults()}
	g.decisions = &decisions{now: g.options.Now, kept: map[string]decision{}}
	g.throttle = &throttle{now: g.options.Now, settings: api.Throttles, buckets: map[string]*bucket{}}
	for _, f := range functions {
		g.names[f.ID] = f.Name
		for _, route := range f.Routes {
			if route.API != api.ID {
				continue
			}
			m := &method{function: f.Name, verb: route.Method, path: route.Path, authorizer: route.Authorizer}
			if err := g.root.add(m); err != nil {
				return nil, fmt.Errorf("gateway: %s %s of %s: %w", route.Method, route.Path, f.ID, err)
			}
		}
	}
	return g, nil
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout == 0 {
		o.Timeout = integrationTimeout
	}
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	if o.Account == "" {
		o.Account = "000000000000"
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	return o
}

func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := g.newCall(r)
	header := w.Header()
	header.Set("X-Amzn-Requestid", c.id)
	header.Set("X-Amz-Apigw-Id", c.extendedID)
	header.Set("X-Amzn-Trace-Id", c.trace)
	err := g.serve(w, c)
	if refused, ok := errors.AsType[*refusal](err); ok {
		g.refuse(w, c, refused)
	} else if err != nil {
		// The caller is gone: nobody reads an answer.
		_, _ = fmt.Fprintf(g.options.Log, "[gateway] %s %s: %v\n", r.Method, r.URL.Path, err)
	}
}

// serve answers c, or says why the gateway does not.
func (g *Gateway) serve(w http.ResponseWriter, c *call) error {
	if !g.find(c) {
		return refuse("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token")
	}
	if !g.throttle.allow(c.method.path, c.method.verb) {
		return refuse("THROTTLED", "Too Many Requests")
	}
	if err := c.readBody(g.api.CompressFrom >= 0); err != nil {
		return err
	}
	if err := g.authorize(c); err != nil {
		return err
	}
	if c.method.preflight != nil {
		g.preflight(w, c)
		return nil
	}
	return g.integrate(w, c)
}

// find looks for the method that c calls, by its path with or without the stage.
func (g *Gateway) find(c *call) bool {
	for _, path := range []string{c.path, strings.TrimPrefix(c.path, "/"+g.api.Stage)} {
		if path == "" {
			path = "/"
		}
		found, parameters := g.root.find(path)
		if found == nil || !strings.HasPrefix(path, "/") {
			continue
		}
		m := found.methods[c.r.Method]
		if m == nil {
			m = found.methods["ANY"]
		}
		if m == nil && c.r.Method == http.MethodOptions && g.api.CORS != nil {
			m = &method{verb: http.MethodOptions, path: found.path, authorizer: g.api.Preflight, preflight: found}
		}
		if m == nil {
			return false
		}
		c.method, c.parameters, c.path = m, parameters, path
		return true
	}
	return false
}

// integrate lets the function answer.
func (g *Gateway) integrate(w http.ResponseWriter, c *call) error {
	ctx, cancel := context.WithTimeout(c.r.Context(), g.options.Timeout)
	defer cancel()
	result, err := g.invoke(lambda.WithTrace(ctx, c.trace), c.method.function, g.event(c))
	switch e, refused := errors.AsType[*lambda.Error](err); {
	case refused && e.Status == http.StatusRequestEntityTooLarge:
		return refuse("REQUEST_TOO_LARGE", "Request Too Long")
	case refused || errors.Is(err, lambda.ErrClosed):
		return internal(http.StatusInternalServerError, err)
	case err != nil && c.r.Context().Err() != nil:
		return err
	case errors.Is(err, context.DeadlineExceeded):
		return refuse("INTEGRATION_TIMEOUT", "Endpoint request timed out")
	case err != nil:
		return internal(http.StatusInternalServerError, err)
	case result.Failed:
		return internal(http.StatusBadGateway, fmt.Errorf("function failed: %.500s", result.Payload))
	}
	answer, err := parseAnswer(result.Payload)
	if err != nil {
		return internal(http.StatusBadGateway, fmt.Errorf("malformed answer: %w: %.500s", err, result.Payload))
	}
	g.write(w, c, answer)
	return nil
}
