package template

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/marketprep/marketprep/infra/local/triggers/cron"
)

// A Function is an AWS::Serverless::Function.
type Function struct {
	ID          string // the resource's
	Name        string // FunctionName, or ID
	Description string
	CodeURI     string        // as in the template: .build/list-products/
	Memory      int           // MB
	Timeout     time.Duration // of one invocation
	Reserved    int           // ReservedConcurrentExecutions; -1 if there is no limit of its own
	JSONLogs    bool          // LoggingConfig.LogFormat is JSON
	Environment map[string]string
	Routes      []Route     // by name of the event
	Schedules   []Schedule  // by name of the event
	Queues      []QueueFeed // by name of the event
}

// A Route starts a function by a request.
type Route struct {
	API        string // id of the resource
	Method     string // upper case, or ANY
	Path       string // such as /api/v1/products/{product}
	Authorizer string // name within the API; empty if everybody may call
}

// A Schedule starts a function by the clock.
type Schedule struct {
	Name       string // of the event
	Expression string // rate(...) or cron(...)
	Zone       string // IANA name, UTC by default
	Input      string // JSON; empty for what EventBridge Scheduler sends by itself
	Enabled    bool
}

// A QueueFeed starts a function with the messages of a queue.
type QueueFeed struct {
	Queue          string // id of the resource
	URL, ARN       string
	BatchSize      int
	Window         time.Duration // how long to wait for a full batch
	ReportFailures bool          // ReportBatchItemFailures
	MaxConcurrency int           // batches at a time; 0 if there is no limit of its own
	Enabled        bool
}

type functionProperties struct {
	FunctionName, Description, PackageType, Handler, Runtime string
	CodeURI                                                  string `cfn:"CodeUri,required"`
	MemorySize                                               *int
	Timeout                                                  *int // seconds
	ReservedConcurrentExecutions                             *int
	Environment                                              struct{ Variables map[string]string }
	Events                                                   map[string]event
	LoggingConfig                                            struct {
		LogFormat                                     string
		LogGroup, ApplicationLogLevel, SystemLogLevel inert
	}

	Policies, Role, RolePath, PermissionsBoundary, AssumeRolePolicyDocument, VpcConfig, KmsKeyArn, CodeSigningConfigArn inert
	Architectures, EphemeralStorage, ProvisionedConcurrencyConfig, RuntimeManagementConfig, RecursiveLoop               inert
	AutoPublishAlias, AutoPublishAliasAllProperties, AutoPublishCodeSha256, VersionDescription, DeploymentPreference    inert
	Tracing, Tags, PropagateTags, DeadLetterQueue, EventInvokeConfig                                                    inert
}

// event is anything that starts a function.
type event struct {
	Type       string     `cfn:",required"`
	Properties *yaml.Node `cfn:",required"` // decoded by type
}

type apiEvent struct {
	RestAPI string `cfn:"RestApiId,required"`
	Method  string `cfn:",required"`
	Path    string `cfn:",required"`
	Auth    struct{ Authorizer string }
}

type scheduleEvent struct {
	ScheduleExpression         string `cfn:",required"`
	ScheduleExpressionTimezone string
	Input                      string
	State                      string

	Name, Description, FlexibleTimeWindow, RetryPolicy, DeadLetterConfig inert
	GroupName, KmsKeyArn, PermissionsBoundary, RoleArn, OmitName         inert
}

type queueEvent struct {
	Queue                          string `cfn:",required"`
	BatchSize                      *int
	MaximumBatchingWindowInSeconds int
	FunctionResponseTypes          []string
	ScalingConfig                  struct{ MaximumConcurrency int }
	Enabled                        *bool
}

func (r *reader) function(res *resource, p *functionProperties) Function {
	path := res.path + ".Properties"
	f := Function{
		ID: res.id, Name: cmp.Or(p.FunctionName, res.id), Description: p.Description, CodeURI: p.CodeURI,
		Memory: or(p.MemorySize, 128), Timeout: time.Duration(or(p.Timeout, 3)) * time.Second, Reserved: or(p.ReservedConcurrentExecutions, -1),
		JSONLogs: p.LoggingConfig.LogFormat == "JSON", Environment: p.Environment.Variables,
	}
	for _, check := range []struct {
		ok            bool
		name, problem string
	}{
		{p.PackageType == "" || p.PackageType == "Zip", "PackageType", "must be Zip: the local system runs programs, not images"},
		{strings.HasPrefix(p.Runtime, "provided."), "Runtime", "must be provided.al2023 or alike: the local system runs a bootstrap"},
		{p.Handler == "bootstrap", "Handler", "must be bootstrap"},
		{f.Memory >= 128 && f.Memory <= 10240, "MemorySize", "must be between 128 and 10240 MB"},
		{f.Timeout >= time.Second && f.Timeout <= 15*time.Minute, "Timeout", "must be between 1 and 900 seconds"},
	} {
		if !check.ok {
			r.problem(lineOf(res.resolved, check.name, res.line), join(path, check.name), "%s", check.problem)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Events)) {
		r.event(&f, name, p.Events[name], join(path, "Events."+name))
	}
	return f
}

// lineOf is where a member of n stands, or line if it is missing.
func lineOf(n *yaml.Node, key string, line int) int {
	if m := member(n, key); m != nil {
		return m.Line
	}
	return line
}

func or(v *int, other int) int {
	if v != nil {
		return *v
	}
	return other
}

func (r *reader) event(f *Function, name string, e event, path string) {
	at := join(path, "Properties")
	if e.Properties == nil {
		return // which is a problem by now
	}
	line := e.Properties.Line
	switch e.Type {
	case "Api":
		var p apiEvent
		r.decode(e.Properties, at, &p)
		f.Routes = append(f.Routes, r.route(p, line, at))
	case "ScheduleV2":
		var p scheduleEvent
		r.decode(e.Properties, at, &p)
		s := Schedule{Name: name, Expression: p.ScheduleExpression, Zone: cmp.Or(p.ScheduleExpressionTimezone, "UTC"), Input: p.Input, Enabled: p.State != "DISABLED"}
		if _, err := cron.Parse(s.Expression, s.Zone); err != nil {
			r.problem(lineOf(e.Properties, "ScheduleExpression", line), join(at, "ScheduleExpression"), "%v", err)
		}
		if s.Input != "" && !json.Valid([]byte(s.Input)) {
			r.problem(lineOf(e.Properties, "Input", line), join(at, "Input"), "must be JSON")
		}
		f.Schedules = append(f.Schedules, s)
	case "SQS":
		var p queueEvent
		r.decode(e.Properties, at, &p)
		f.Queues = append(f.Queues, r.feed(p, line, at))
	default:
		r.problem(line, join(path, "Type"), "the local system does not know events of type %s", e.Type)
	}
}

func (r *reader) route(p apiEvent, line int, path string) Route {
	route := Route{API: p.RestAPI, Method: strings.ToUpper(p.Method), Path: p.Path}
	api := r.resources[p.RestAPI]
	if api == nil || api.kind.name != apiType {
		r.problem(line, join(path, "RestApiId"), "%s is no API of this template", p.RestAPI)
		return route
	}
	if !strings.HasPrefix(p.Path, "/") {
		r.problem(line, join(path, "Path"), "must begin with a slash")
	}
	if declared, ok := r.properties(api).(*apiProperties); ok {
		route.Authorizer = cmp.Or(p.Auth.Authorizer, declared.Auth.DefaultAuthorizer)
		if _, known := declared.Auth.Authorizers[route.Authorizer]; !known && route.Authorizer != "" && route.Authorizer != "NONE" {
			r.problem(line, join(path, "Auth.Authorizer"), "%s is no authorizer of %s", route.Authorizer, p.RestAPI)
		}
	}
	if route.Authorizer == "NONE" {
		route.Authorizer = ""
	}
	return route
}

func (r *reader) feed(p queueEvent, line int, path string) QueueFeed {
	f := QueueFeed{
		ARN: p.Queue, BatchSize: or(p.BatchSize, 10), Window: time.Duration(p.MaximumBatchingWindowInSeconds) * time.Second,
		ReportFailures: slices.Contains(p.FunctionResponseTypes, "ReportBatchItemFailures"),
		MaxConcurrency: p.ScalingConfig.MaximumConcurrency, Enabled: p.Enabled == nil || *p.Enabled,
	}
	for _, res := range r.order {
		if res.kind.name == "AWS::SQS::Queue" && res.state == done && res.values.Attributes["Arn"] == p.Queue {
			f.Queue, f.URL = res.id, res.values.Ref
		}
	}
	if f.Queue == "" {
		r.problem(line, join(path, "Queue"), "%s is the ARN of no queue of this template", p.Queue)
	}
	if f.BatchSize < 1 || f.BatchSize > 10 && f.Window == 0 {
		r.problem(line, join(path, "BatchSize"), "must be between 1 and 10, or there must be a batching window")
	}
	if f.MaxConcurrency == 1 {
		r.problem(line, join(path, "ScalingConfig.MaximumConcurrency"), "must be at least 2")
	}
	return f
}
