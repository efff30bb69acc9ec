package template

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// An API is an AWS::Serverless::Api.
type API struct {
	ID, Name, Stage string
	StageVariables  map[string]string
	Authorizers     map[string]Authorizer // by name
	Preflight       string                // authorizer that also sees preflight requests; empty for none
	CORS            *CORS                 // nil: browsers of other origins are not answered
	// Responses are what the gateway itself answers, by type: DEFAULT_4XX, THROTTLED.
	Responses        map[string]GatewayResponse
	BinaryMediaTypes []string // such as image/png or */*
	CompressFrom     int      // bytes from which answers are compressed; -1 for never
	Throttles        []Throttle
}

// An Authorizer is a function that says who is calling.
type Authorizer struct {
	Function       string   // id of the resource
	Headers, Query []string // what identifies the caller; all must be there
	StageVariables []string
	Context        []string
	Cache          time.Duration // for how long an answer counts
}

// CORS are the headers of an answer to a preflight request, without the quotes
// that API Gateway wants.
type CORS struct {
	Origin, Headers, Methods, MaxAge string // empty: not sent, but Methods: those of the route
	Credentials                      bool
}

// A GatewayResponse says how the gateway answers by itself.
type GatewayResponse struct {
	Status    int               // 0: the type's own
	Headers   map[string]string // values as in the template: 'text' or context.requestId
	Templates map[string]string // by media type, with $context variables
}

// A Throttle limits the requests of a method.
type Throttle struct {
	Path   string  // of the resource, or /*
	Method string  // or *
	Rate   float64 // requests per second
	Burst  int
}

type apiProperties struct {
	Name      string
	StageName string `cfn:",required"`
	Variables map[string]string
	Auth      struct {
		DefaultAuthorizer                   string
		AddDefaultAuthorizerToCorsPreflight *bool
		Authorizers                         map[string]authorizerProperties
	}
	Cors                   *yaml.Node // corsProperties, or a text: AllowOrigin
	GatewayResponses       map[string]responseProperties
	BinaryMediaTypes       []string
	MinimumCompressionSize *int
	MethodSettings         []methodSetting

	Description, TracingEnabled, AccessLogSetting, EndpointConfiguration, Tags, PropagateTags      inert
	CanarySetting, OpenApiVersion, AlwaysDeploy, Domain, DisableExecuteApiEndpoint, SecurityPolicy inert //nolint:revive,staticcheck // the template's name
}

type authorizerProperties struct {
	FunctionArn         string `cfn:",required"`
	FunctionPayloadType string
	FunctionInvokeRole  inert
	Identity            struct {
		Headers, QueryStrings, StageVariables, Context []string
		ReauthorizeEvery                               *int
	}
}

type corsProperties struct {
	AllowOrigin, AllowHeaders, AllowMethods, MaxAge string
	AllowCredentials                                bool
}

type responseProperties struct {
	StatusCode         int
	ResponseParameters struct{ Headers map[string]string }
	ResponseTemplates  map[string]string
}

type methodSetting struct {
	ResourcePath, HttpMethod string //nolint:revive,staticcheck // the template's name
	ThrottlingRateLimit      *float64
	ThrottlingBurstLimit     *int

	MetricsEnabled, LoggingLevel, DataTraceEnabled inert
}

func (r *reader) api(res *resource, p *apiProperties) API {
	path := res.path + ".Properties"
	a := API{
		ID: res.id, Name: cmp.Or(p.Name, res.id), Stage: p.StageName, StageVariables: p.Variables, Authorizers: map[string]Authorizer{},
		Responses: map[string]GatewayResponse{}, CompressFrom: or(p.MinimumCompressionSize, -1),
	}
	for name, auth := range p.Auth.Authorizers {
		a.Authorizers[name] = r.authorizer(res, auth, join(path, "Auth.Authorizers."+name))
	}
	if d := p.Auth.DefaultAuthorizer; d != "" {
		if _, ok := a.Authorizers[d]; !ok {
			r.problem(res.line, join(path, "Auth.DefaultAuthorizer"), "%s is no authorizer of %s", d, res.id)
		}
		if add := p.Auth.AddDefaultAuthorizerToCorsPreflight; add == nil || *add { // SAM's default
			a.Preflight = d
		}
	}
	if n := p.Cors; n != nil {
		c := corsProperties{AllowOrigin: n.Value}
		if n.Kind != yaml.ScalarNode {
			r.decode(n, join(path, "Cors"), &c)
		}
		a.CORS = &CORS{
			Origin: unquote(c.AllowOrigin), Headers: unquote(c.AllowHeaders), Methods: unquote(c.AllowMethods),
			MaxAge: unquote(c.MaxAge), Credentials: c.AllowCredentials,
		}
	}
	for name, resp := range p.GatewayResponses {
		r.checkResponse(res, name, resp, join(path, "GatewayResponses."+name))
		a.Responses[name] = GatewayResponse{Status: resp.StatusCode, Headers: resp.ResponseParameters.Headers, Templates: resp.ResponseTemplates}
	}
	for _, t := range p.BinaryMediaTypes {
		a.BinaryMediaTypes = append(a.BinaryMediaTypes, strings.ReplaceAll(t, "~1", "/"))
	}
	for _, m := range p.MethodSettings {
		if m.ThrottlingRateLimit != nil && m.ThrottlingBurstLimit != nil {
			a.Throttles = append(a.Throttles, Throttle{
				Path: settingPath(m.ResourcePath), Method: cmp.Or(strings.ToUpper(m.HttpMethod), "*"), Rate: *m.ThrottlingRateLimit, Burst: *m.ThrottlingBurstLimit,
			})
		}
	}
	return a
}

// settingPath is the path that a method setting names, where "/" is "~1".
func settingPath(p string) string {
	p = strings.TrimPrefix(strings.ReplaceAll(p, "~1", "/"), "/")
	return "/" + strings.TrimPrefix(p, "/")
}

// unquote takes off the quotes that API Gateway wants around a fixed text.
func unquote(s string) string {
	if len(s) >= 2 && s[0] == '\'' && s[len(s)-1] == '\'' {
		return s[1 : len(s)-1]
	}
	return s
}

func (r *reader) authorizer(res *resource, p authorizerProperties, path string) Authorizer {
	a := Authorizer{
		Headers: p.Identity.Headers, Query: p.Identity.QueryStrings, StageVariables: p.Identity.StageVariables, Context: p.Identity.Context,
		Cache: time.Duration(or(p.Identity.ReauthorizeEvery, 300)) * time.Second,
	}
	if p.FunctionPayloadType != "REQUEST" {
		r.problem(res.line, join(path, "FunctionPayloadType"), "must be REQUEST")
	}
	if len(p.Identity.StageVariables)+len(p.Identity.Context) > 0 {
		r.problem(res.line, join(path, "Identity"), "the local system knows Headers and QueryStrings only")
	}
	if len(a.Headers)+len(a.Query) == 0 && a.Cache > 0 {
		r.problem(res.line, join(path, "Identity"), "names nothing to tell callers apart by, yet answers are kept: set ReauthorizeEvery to 0")
	}
	for _, f := range r.order {
		if f.kind.name == functionType && f.state == done && f.values.Attributes["Arn"] == p.FunctionArn {
			a.Function = f.id
		}
	}
	if a.Function == "" {
		r.problem(res.line, join(path, "FunctionArn"), "%s is the ARN of no function of this template", p.FunctionArn)
	}
	return a
}

// ResponseTypes are the types of answers that the gateway gives by itself, with
// the status of each; those of the defaults are 400 and 500.
func ResponseTypes() map[string]int {
	return map[string]int{
		"ACCESS_DENIED": 403, "API_CONFIGURATION_ERROR": 500, "AUTHORIZER_CONFIGURATION_ERROR": 500, "AUTHORIZER_FAILURE": 500,
		"BAD_REQUEST_BODY": 400, "BAD_REQUEST_PARAMETERS": 400, "DEFAULT_4XX": 400, "DEFAULT_5XX": 500, "EXPIRED_TOKEN": 403,
		"INTEGRATION_FAILURE": 504, "INTEGRATION_TIMEOUT": 504, "INVALID_API_KEY": 403, "INVALID_SIGNATURE": 403,
		"MISSING_AUTHENTICATION_TOKEN": 403, "QUOTA_EXCEEDED": 429, "REQUEST_TOO_LARGE": 413, "RESOURCE_NOT_FOUND": 404,
		"THROTTLED": 429, "UNAUTHORIZED": 401, "UNSUPPORTED_MEDIA_TYPE": 415, "WAF_FILTERED": 403,
	}
}

// ResponseVariables are the variables that the template of a gateway response may use.
func ResponseVariables() []string {
	return []string{
		"$context.error.messageString", "$context.error.message", "$context.error.responseType", "$context.responseType",
		"$context.requestId", "$context.extendedRequestId", "$context.httpMethod", "$context.path", "$context.resourcePath", "$context.stage",
	}
}

var variable = regexp.MustCompile(`\$[A-Za-z]+(\.[A-Za-z]+)*`)

func (r *reader) checkResponse(res *resource, name string, p responseProperties, path string) {
	if _, ok := ResponseTypes()[name]; !ok {
		r.problem(res.line, path, "is no type of gateway response")
	}
	for media, t := range p.ResponseTemplates {
		for _, v := range variable.FindAllString(t, -1) {
			if !slices.Contains(ResponseVariables(), v) {
				r.problem(res.line, join(path, "ResponseTemplates."+media), "the local system does not know %s", v)
			}
		}
	}
	for _, h := range slices.Sorted(maps.Keys(p.ResponseParameters.Headers)) {
		v := p.ResponseParameters.Headers[h]
		if unquote(v) == v && !slices.Contains(ResponseVariables(), "$"+v) {
			r.problem(res.line, join(path, "ResponseParameters.Headers."+h), "must be a text in single quotes or a context variable, is %s", v)
		}
	}
}
