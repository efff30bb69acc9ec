// Package provision makes, in the engines of one machine, the resources that the
// template declares. What exists already stays as it is, with its data.
package provision

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// What stands for an AWS account on one machine. The engines accept any key.
const (
	Region    = "us-east-1"
	AccessKey = "local"
	SecretKey = "local"
)

// Values are what the rest of a template sees of a resource.
type Values struct {
	Ref        string            // !Ref Resource
	Attributes map[string]string // !GetAtt Resource.Name
}

// A Cloud makes resources in engines that are running.
type Cloud struct {
	Tables  *dynamodb.Client
	Queues  *sqs.Client
	Secrets *secretsmanager.Client

	mail        *sesv2.Client
	connections *http.Client
}

// New returns a Cloud over the table engine and the AWS emulator at these URLs.
func New(tableEndpoint, servicesEndpoint string) *Cloud {
	connections := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	at := func(endpoint string) aws.Config {
		return aws.Config{
			Region:       Region,
			HTTPClient:   connections,
			BaseEndpoint: &endpoint,
			Credentials:  credentials.NewStaticCredentialsProvider(AccessKey, SecretKey, ""),
		}
	}
	return &Cloud{
		Tables:      dynamodb.NewFromConfig(at(tableEndpoint)),
		Queues:      sqs.NewFromConfig(at(servicesEndpoint)),
		Secrets:     secretsmanager.NewFromConfig(at(servicesEndpoint)),
		mail:        sesv2.NewFromConfig(at(servicesEndpoint)),
		connections: connections,
	}
}

// Close closes connections that wait for another request. An engine that is asked
// to stop waits for them.
func (c *Cloud) Close() { c.connections.CloseIdleConnections() }

// Create makes the resource that the template calls id. All references within
// properties must be resolved. A type or a property that is not known here is an
// error: the local system would differ from the one in the cloud without a word.
func (c *Cloud) Create(ctx context.Context, id, resourceType string, properties map[string]any) (Values, error) {
	create, ok := map[string]func(context.Context, string, []byte) (Values, error){
		"AWS::DynamoDB::Table":        c.table,
		"AWS::SQS::Queue":             c.queue,
		"AWS::SecretsManager::Secret": c.secret,
		"AWS::SES::EmailIdentity":     c.identity,
	}[resourceType]
	if !ok {
		return Values{}, fmt.Errorf("provision: %s: the local system has no %s", id, resourceType)
	}
	doc, err := json.Marshal(properties)
	if err != nil {
		return Values{}, fmt.Errorf("provision: properties of %s: %w", id, err)
	}
	values, err := create(ctx, id, doc)
	if err != nil {
		return Values{}, fmt.Errorf("provision: %s: %w", id, err)
	}
	return values, nil
}

// decode reads properties into target, which has a field for each known one.
func decode(doc []byte, target any) error {
	d := json.NewDecoder(bytes.NewReader(doc))
	d.DisallowUnknownFields()
	if err := d.Decode(target); err != nil {
		return fmt.Errorf("properties: %w", err)
	}
	return nil
}

// name is what a resource is called: as the template says, or after its id there.
func name(given, id string) string {
	if given != "" {
		return given
	}
	return "marketprep-" + id
}
