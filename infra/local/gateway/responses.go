package gateway

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/marketprep/marketprep/infra/local/template"
)

// refusal is an answer that the gateway gives by itself.
type refusal struct {
	kind    string // of gateway response: THROTTLED
	status  int    // 0: that of the kind
	message string
	cause   error // for the log; nil if the caller is to blame
}

func (r *refusal) Error() string {
	if r.cause != nil {
		return fmt.Sprintf("%s: %v", r.kind, r.cause)
	}
	return r.kind + ": " + r.message
}

func (r *refusal) Unwrap() error { return r.cause }

func refuse(kind, message string) error { return &refusal{kind: kind, message: message} }

// internal is the answer to a function that went wrong.
func internal(status int, cause error) *refusal {
	return &refusal{kind: "DEFAULT_5XX", status: status, message: "Internal server error", cause: cause}
}

// errorTypes are what API Gateway says in X-Amzn-Errortype.
func errorTypes() map[string]string {
	return map[string]string{
		"ACCESS_DENIED": "AccessDeniedException", "AUTHORIZER_CONFIGURATION_ERROR": "AuthorizerConfigurationException",
		"AUTHORIZER_FAILURE": "AuthorizerConfigurationException", "BAD_REQUEST_BODY": "BadRequestException",
		"MISSING_AUTHENTICATION_TOKEN": "MissingAuthenticationTokenException", "REQUEST_TOO_LARGE": "RequestEntityTooLargeException",
		"THROTTLED": "TooManyRequestsException", "UNAUTHORIZED": "UnauthorizedException",
		"DEFAULT_5XX": "InternalServerErrorException", "INTEGRATION_TIMEOUT": "InternalServerErrorException",
	}
}

// refuse answers with the gateway response of the template for this kind.
func (g *Gateway) refuse(w http.ResponseWriter, c *call, r *refusal) {
	if r.cause != nil {
		_, _ = fmt.Fprintf(g.options.Log, "[gateway] %s %s: %v\n", c.r.Method, c.outerPath, r)
	}
	status := r.status
	if status == 0 {
		status = template.ResponseTypes()[r.kind]
	}
	declared, ok := g.api.Responses[r.kind]
	if !ok {
		declared = g.api.Responses[map[bool]string{true: "DEFAULT_5XX", false: "DEFAULT_4XX"}[status >= http.StatusInternalServerError]]
	}
	if declared.Status != 0 {
		status = declared.Status
	}
	media, body := "application/json", `{"message":$context.error.messageString}`
	if t, ok := declared.Templates[media]; ok {
		body = t
	} else if others := slices.Sorted(maps.Keys(declared.Templates)); len(others) > 0 {
		media, body = others[0], declared.Templates[others[0]]
	}
	header := w.Header()
	header.Set("Content-Type", media)
	header.Set("X-Amzn-Errortype", errorTypes()[r.kind])
	for name, value := range declared.Headers {
		if text, ok := strings.CutPrefix(value, "'"); ok {
			header.Set(name, strings.TrimSuffix(text, "'"))
		} else {
			header.Set(name, g.expand("$"+value, c, r))
		}
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(g.expand(body, c, r))) // the caller may be gone
}

// expand fills in the variables that template.ResponseVariables names. One that
// begins like another stands after it: the first that fits is taken.
func (g *Gateway) expand(text string, c *call, r *refusal) string {
	resource := ""
	if c.method != nil {
		resource = c.method.path
	}
	return strings.NewReplacer(
		"$context.error.messageString", string(marshal(r.message)), "$context.error.message", r.message,
		"$context.error.responseType", r.kind, "$context.responseType", r.kind,
		"$context.requestId", c.id, "$context.extendedRequestId", c.extendedID, "$context.httpMethod", c.r.Method,
		"$context.path", c.outerPath, "$context.resourcePath", resource, "$context.stage", g.api.Stage,
	).Replace(text)
}

// preflight answers a browser's question whether it may call, as the mock that SAM
// puts there.
func (g *Gateway) preflight(w http.ResponseWriter, c *call) {
	cors, header := g.api.CORS, w.Header()
	methods := cors.Methods
	if methods == "" {
		methods = strings.Join(c.method.preflight.verbs(), ",")
	}
	for name, value := range map[string]string{
		"Access-Control-Allow-Origin": cors.Origin, "Access-Control-Allow-Headers": cors.Headers,
		"Access-Control-Allow-Methods": methods, "Access-Control-Max-Age": cors.MaxAge,
	} {
		if value != "" {
			header.Set(name, value)
		}
	}
	if cors.Credentials {
		header.Set("Access-Control-Allow-Credentials", strconv.FormatBool(true))
	}
	header.Set("Content-Type", "application/json")
	_, _ = w.Write([]byte("{}\n")) // the caller may be gone
}

// verbs are the methods of a resource and OPTIONS, sorted.
func (r *resource) verbs() []string {
	if r.methods["ANY"] != nil {
		return []string{"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}
	}
	list := []string{http.MethodOptions}
	for v := range r.methods {
		list = append(list, v)
	}
	slices.Sort(list)
	return list
}
