// Package tabletest gives tests a table of their own on a real engine, counts
// the round trips made to it, and makes them fail.
//
// One engine serves a test process: it is installed on first use, holds its data
// in memory, and dies with the process. MARKETPREP_ENGINE names it: dynoxide
// (the default) or ddblocal.
package tabletest

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/marketprep/marketprep/infra/local/engines"
	"github.com/marketprep/marketprep/shared/dynamo"
)

// New returns an empty table with the keys, index and expiry of the product's.
func New(t testing.TB) *dynamo.Table {
	table, _ := NewWithWire(t)
	return table
}

// NewWithWire returns an empty table, and the wire that its requests go through.
// Requests that made the table are not counted.
func NewWithWire(t testing.TB) (*dynamo.Table, *Wire) {
	t.Helper()
	wire := &Wire{next: transport}
	table := &dynamo.Table{Name: fmt.Sprintf("table-%d", made.Add(1)), Client: client(Endpoint(t), wire)}
	if err := create(t.Context(), table); err != nil {
		t.Fatal(err)
	}
	wire.Reset()
	return table, wire
}

// Endpoint is the address of the engine, for what builds its own client.
func Endpoint(t testing.TB) string {
	t.Helper()
	endpoint, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	return endpoint
}

// What the tests of one process share: there is no other way to have one engine
// for all of them.
var (
	engine = sync.OnceValues(start)
	made   atomic.Int64
	// Connections are kept between tests, or a long run has no ports left.
	transport = &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute}
)

// start runs the engine and returns its address. Nobody stops it: it ends with
// the process.
func start() (string, error) {
	run := engines.StartTable
	switch name := os.Getenv("MARKETPREP_ENGINE"); name {
	case "", "dynoxide":
	case "ddblocal":
		run = engines.StartDynamoDBLocal
	default:
		return "", fmt.Errorf("tabletest: there is no engine %q: MARKETPREP_ENGINE is dynoxide or ddblocal", name)
	}
	p, err := run(context.Background(), engines.Options{})
	if err != nil {
		return "", err
	}
	return "http://" + p.Addr, nil
}

// client is the one that boot builds, except that it repeats at once: a test
// that makes the table fail should not wait.
func client(endpoint string, wire *Wire) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region:       "us-east-1",
		BaseEndpoint: &endpoint,
		Credentials:  credentials.NewStaticCredentialsProvider("local", "local", ""),
		HTTPClient:   &http.Client{Transport: wire},
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts = 3
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
			o.RateLimiter = noLimit{}
		}),
	})
}

// noLimit lets every retry happen, however many failed before.
type noLimit struct{}

func (noLimit) GetToken(context.Context, uint) (func() error, error) {
	return func() error { return nil }, nil
}
func (noLimit) AddTokens(uint) error { return nil }

// create makes the table as the template declares it.
func create(ctx context.Context, t *dynamo.Table) error {
	str := func(name string) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: &name, AttributeType: types.ScalarAttributeTypeS}
	}
	_, err := t.Client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName:            &t.Name,
		BillingMode:          types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{str("PK"), str("SK"), str("Due"), str("DueAt")},
		KeySchema:            keys("PK", "SK"),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName:  aws.String(dynamo.DueIndex),
			KeySchema:  keys("Due", "DueAt"),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
		}},
	})
	if err != nil {
		return fmt.Errorf("tabletest: create table: %w", err)
	}
	_, err = t.Client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName:               &t.Name,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("ExpiresAt"), Enabled: aws.Bool(true)},
	})
	if err != nil {
		return fmt.Errorf("tabletest: set expiry: %w", err)
	}
	return nil
}

func keys(hash, sort string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{AttributeName: &hash, KeyType: types.KeyTypeHash},
		{AttributeName: &sort, KeyType: types.KeyTypeRange},
	}
}
