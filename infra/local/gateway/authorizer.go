package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/marketprep/marketprep/infra/local/lambda"
	"github.com/marketprep/marketprep/infra/local/template"
)

// decision is what an authorizer said about a caller.
type decision struct {
	policy policy
	caller map[string]any // principalId and context, all texts
	until  time.Time      // when it is asked again
}

// decisions are those that still count, by who asked.
type decisions struct {
	now  func() time.Time
	mu   sync.Mutex
	kept map[string]decision
}

// mostDecisions is when those that are over get thrown away.
const mostDecisions = 10000

func (d *decisions) get(key string) (decision, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	found, ok := d.kept[key]
	return found, ok && d.now().Before(found.until)
}

func (d *decisions) keep(key string, made decision) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.kept) >= mostDecisions {
		for k, old := range d.kept {
			if !d.now().Before(old.until) {
				delete(d.kept, k)
			}
		}
	}
	d.kept[key] = made
}

// authorize asks the authorizer of the method, if it has one and if it did not
// answer for the same caller a moment ago.
func (g *Gateway) authorize(c *call) error {
	if c.method.authorizer == "" {
		return nil
	}
	a := g.api.Authorizers[c.method.authorizer]
	key, ok := identify(a, c)
	if !ok {
		return refuse("UNAUTHORIZED", "Unauthorized")
	}
	key = c.method.authorizer + "\x00" + key
	made, known := g.decisions.get(key)
	if !known {
		var err error
		if made, err = g.decide(c, a); err != nil {
			return err
		}
		if a.Cache > 0 {
			made.until = g.options.Now().Add(a.Cache)
			g.decisions.keep(key, made)
		}
	}
	switch made.policy.decide("execute-api:Invoke", g.methodARN(c)) {
	case denied:
		return refuse("ACCESS_DENIED", "User is not authorized to access this resource with an explicit deny")
	case unmentioned:
		return refuse("ACCESS_DENIED", "User is not authorized to access this resource")
	}
	c.caller = made.caller
	return nil
}

// identify returns what tells callers apart; false if something of it is missing.
func identify(a template.Authorizer, c *call) (string, bool) {
	var values []string
	for _, name := range a.Headers {
		values = append(values, c.header.Get(name))
	}
	for _, name := range a.Query {
		values = append(values, c.query.Get(name))
	}
	return strings.Join(values, "\x00"), !slices.Contains(values, "")
}

// decide runs the authorizer.
func (g *Gateway) decide(c *call, a template.Authorizer) (decision, error) {
	ctx, cancel := context.WithTimeout(c.r.Context(), g.options.Timeout)
	defer cancel()
	result, err := g.invoke(lambda.WithTrace(ctx, c.trace), g.names[a.Function], g.authorizerEvent(c))
	if err != nil {
		if c.r.Context().Err() != nil {
			return decision{}, err
		}
		return decision{}, failure("AUTHORIZER_FAILURE", fmt.Errorf("authorizer: %w", err))
	}
	if result.Failed {
		var said struct{ ErrorMessage string }
		if json.Unmarshal(result.Payload, &said) == nil && said.ErrorMessage == "Unauthorized" {
			return decision{}, refuse("UNAUTHORIZED", "Unauthorized")
		}
		return decision{}, failure("AUTHORIZER_FAILURE", fmt.Errorf("authorizer failed: %.500s", result.Payload))
	}
	made, err := parseDecision(result.Payload)
	if err != nil {
		return decision{}, failure("AUTHORIZER_CONFIGURATION_ERROR", fmt.Errorf("answer of the authorizer: %w: %.500s", err, result.Payload))
	}
	return made, nil
}

func parseDecision(payload []byte) (decision, error) {
	var answer struct {
		PrincipalID    string                     `json:"principalId"`
		PolicyDocument *policy                    `json:"policyDocument"`
		Context        map[string]json.RawMessage `json:"context"`
	}
	if err := json.Unmarshal(payload, &answer); err != nil {
		return decision{}, err //nolint:wrapcheck // wrapped by the caller
	}
	if answer.PrincipalID == "" || answer.PolicyDocument == nil || len(answer.PolicyDocument.Statement) == 0 {
		return decision{}, errors.New("it has no principalId or no policyDocument")
	}
	d := decision{policy: *answer.PolicyDocument, caller: map[string]any{"principalId": answer.PrincipalID, "integrationLatency": 1}}
	for k, v := range answer.Context {
		text, err := contextText(v)
		if err != nil {
			return decision{}, fmt.Errorf("context %s: %w", k, err)
		}
		d.caller[k] = text
	}
	return d, nil
}

// contextText is a value of an authorizer's context as a function gets it: text.
func contextText(raw json.RawMessage) (string, error) {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return "", err //nolint:wrapcheck // wrapped by the caller
	}
	switch v := v.(type) {
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case float64:
		return string(raw), nil
	}
	return "", fmt.Errorf("must be a text, a number or a truth value, is %s", raw)
}

// failure is a refusal of the gateway because something behind it is wrong.
func failure(kind string, cause error) error {
	return &refusal{kind: kind, status: http.StatusInternalServerError, message: "Internal server error", cause: cause}
}
