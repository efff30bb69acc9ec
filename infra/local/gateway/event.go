package gateway

import (
	"encoding/base64"
	"encoding/json"
	"mime"
	"strings"
)

// request is what the events of functions and authorizers have in common.
type request struct {
	Resource                        string              `json:"resource"`
	Path                            string              `json:"path"`
	HTTPMethod                      string              `json:"httpMethod"`
	Headers                         map[string]string   `json:"headers"`
	MultiValueHeaders               map[string][]string `json:"multiValueHeaders"`
	QueryStringParameters           map[string]string   `json:"queryStringParameters"`
	MultiValueQueryStringParameters map[string][]string `json:"multiValueQueryStringParameters"`
	PathParameters                  map[string]string   `json:"pathParameters"`
	StageVariables                  map[string]string   `json:"stageVariables"`
	RequestContext                  requestContext      `json:"requestContext"`
}

type requestContext struct {
	ResourceID        string         `json:"resourceId"`
	ResourcePath      string         `json:"resourcePath"`
	HTTPMethod        string         `json:"httpMethod"`
	ExtendedRequestID string         `json:"extendedRequestId"`
	RequestTime       string         `json:"requestTime"`
	RequestTimeEpoch  int64          `json:"requestTimeEpoch"` // milliseconds
	Path              string         `json:"path"`
	AccountID         string         `json:"accountId"`
	Protocol          string         `json:"protocol"`
	Stage             string         `json:"stage"`
	DomainPrefix      string         `json:"domainPrefix"`
	DomainName        string         `json:"domainName"`
	RequestID         string         `json:"requestId"`
	APIID             string         `json:"apiId"`
	Authorizer        map[string]any `json:"authorizer,omitempty"`
	Identity          identity       `json:"identity"`
}

// identity has more members at AWS, all of them null without IAM and Cognito.
type identity struct {
	SourceIP  string  `json:"sourceIp"`
	UserAgent string  `json:"userAgent"`
	AccountID *string `json:"accountId"`
	APIKey    *string `json:"apiKey"`
	User      *string `json:"user"`
}

// event is c as the function gets it.
func (g *Gateway) event(c *call) []byte {
	event := struct {
		request
		Body            *string `json:"body"`
		IsBase64Encoded bool    `json:"isBase64Encoded"`
	}{request: g.request(c)}
	if len(c.body) > 0 {
		text := string(c.body) // what is not UTF-8 breaks, as it does at AWS
		if event.IsBase64Encoded = g.binary(c.header.Get("Content-Type")); event.IsBase64Encoded {
			text = base64.StdEncoding.EncodeToString(c.body)
		}
		event.Body = &text
	}
	return marshal(event)
}

// authorizerEvent is c as the authorizer gets it.
func (g *Gateway) authorizerEvent(c *call) []byte {
	return marshal(struct {
		Type      string `json:"type"`
		MethodArn string `json:"methodArn"`
		request
	}{"REQUEST", g.methodARN(c), g.request(c)})
}

func (g *Gateway) methodARN(c *call) string {
	return "arn:aws:execute-api:" + g.options.Region + ":" + g.options.Account + ":" + g.api.ID + "/" + g.api.Stage + "/" + c.r.Method + c.path
}

func (g *Gateway) request(c *call) request {
	domain, _, _ := strings.Cut(c.host, ":")
	prefix, _, _ := strings.Cut(domain, ".")
	r := request{
		Resource: c.method.path, Path: c.path, HTTPMethod: c.r.Method,
		Headers: last(c.header), MultiValueHeaders: c.header,
		PathParameters: c.parameters, StageVariables: g.api.StageVariables,
		RequestContext: requestContext{
			ResourceID: "local", ResourcePath: c.method.path, HTTPMethod: c.r.Method, ExtendedRequestID: c.extendedID, RequestID: c.id,
			RequestTime: c.start.UTC().Format("02/Jan/2006:15:04:05 +0000"), RequestTimeEpoch: c.start.UnixMilli(),
			Path: c.outerPath, AccountID: g.options.Account, Protocol: c.r.Proto, Stage: g.api.Stage,
			DomainPrefix: prefix, DomainName: domain, APIID: g.api.ID, Authorizer: c.caller,
			Identity: identity{SourceIP: c.ip(), UserAgent: c.r.UserAgent()},
		},
	}
	if len(c.parameters) == 0 {
		r.PathParameters = nil
	}
	if len(c.query) > 0 {
		r.QueryStringParameters, r.MultiValueQueryStringParameters = last(c.query), c.query
	}
	return r
}

// last keeps the last of several values, as API Gateway does.
func last(values map[string][]string) map[string]string {
	single := map[string]string{}
	for k, v := range values {
		if len(v) > 0 {
			single[k] = v[len(v)-1]
		}
	}
	return single
}

// binary reports whether a media type is one of the API's binary ones.
func (g *Gateway) binary(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media = contentType
	}
	family, _, _ := strings.Cut(media, "/")
	for _, b := range g.api.BinaryMediaTypes {
		if b == "*/*" || media != "" && (strings.EqualFold(b, media) || b == family+"/*") {
			return true
		}
	}
	return false
}

// marshal is for values of our own, which can always be written as JSON.
func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("gateway: " + err.Error())
	}
	return b
}
