package boot

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/telemetry"
)

// Env is what the outside world gives a function. Only an Endpoint, a Job, a
// Consumer or an Authorizer receives it; each takes from it what it needs and
// keeps nothing else.
type Env struct {
	Log *slog.Logger
	Now func() time.Time
	// Outside sends requests to providers, in tests; nil is the network. See package outside.
	Outside http.RoundTripper

	lookup  func(string) (string, bool)
	options []Option
	table   func() (*dynamo.Table, error)
}

// NewEnv returns the Env described by lookup, which is os.LookupEnv outside tests.
func NewEnv(lookup func(string) (string, bool), options ...Option) *Env {
	e := &Env{Log: telemetry.NewLogger(os.Stdout), Now: time.Now, lookup: lookup, options: options}
	e.table = sync.OnceValues(e.open)
	return e
}

// Require returns the value of an environment variable that must be set.
func (e *Env) Require(name string) (string, error) {
	if v, ok := e.lookup(name); ok && v != "" {
		return v, nil
	}
	return "", fmt.Errorf("boot: %s is not set", name)
}

// Optional returns the value of an environment variable, empty if it is not set.
func (e *Env) Optional(name string) string {
	v, _ := e.lookup(name)
	return v
}

// API is the edge of an endpoint.
func (e *Env) API() api.Config {
	return api.Config{Log: e.Log, Now: e.Now, WebOrigin: e.Optional("WEB_ORIGIN")}
}

// Table opens the table named by TABLE_NAME. It is one however often it is asked
// for, so that a function has one connection to it.
func (e *Env) Table() (*dynamo.Table, error) { return e.table() }

func (e *Env) open() (*dynamo.Table, error) {
	name, err := e.Require("TABLE_NAME")
	if err != nil {
		return nil, err
	}
	cfg, err := e.AWS("DYNAMODB")
	if err != nil {
		return nil, err
	}
	client := dynamodb.NewFromConfig(cfg, func(o *dynamodb.Options) {
		// A request may not wait for long: three tries, then an honest 503.
		o.RetryMaxAttempts = 3
	})
	return &dynamo.Table{Name: name, Client: client}, nil
}

// AWS builds the configuration of a service's client from the variables that
// Lambda sets. config.LoadDefaultConfig would look in places that do not exist
// there, and cost a third of the start-up. Clients of services that only some
// functions use are built in the package that wraps the service, so that the
// others do not link them.
func (e *Env) AWS(service string) (aws.Config, error) {
	region, err := e.Require("AWS_REGION")
	if err != nil {
		return aws.Config{}, err
	}
	key, _ := e.lookup("AWS_ACCESS_KEY_ID")
	secret, _ := e.lookup("AWS_SECRET_ACCESS_KEY")
	token, _ := e.lookup("AWS_SESSION_TOKEN")
	cfg := aws.Config{
		Region:       region,
		BaseEndpoint: e.endpoint(service),
		Credentials:  credentials.NewStaticCredentialsProvider(key, secret, token),
		HTTPClient:   telemetry.CountCalls(awshttp.NewBuildableClient()),
	}
	for _, o := range e.options {
		o(&cfg)
	}
	return cfg, nil
}

// endpoint is where a service listens, if not at AWS: the local system says so
// in AWS_ENDPOINT_URL_<SERVICE> or AWS_ENDPOINT_URL.
func (e *Env) endpoint(service string) *string {
	for _, name := range []string{"AWS_ENDPOINT_URL_" + service, "AWS_ENDPOINT_URL"} {
		if v, ok := e.lookup(name); ok && v != "" {
			return &v
		}
	}
	return nil
}
