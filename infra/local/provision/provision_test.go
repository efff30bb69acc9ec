package provision_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/marketprep/marketprep/infra/local/engines"
	"github.com/marketprep/marketprep/infra/local/provision"
)

// engines are both servers over dir, until the test ends or stop is called.
func start(t *testing.T, dir string) (cloud *provision.Cloud, stop func()) {
	t.Helper()
	table, err := engines.StartTable(t.Context(), engines.Options{Data: dir + "/table"})
	if err != nil {
		t.Fatal(err)
	}
	emulator, err := engines.StartEmulator(t.Context(), engines.Options{Data: dir + "/aws"})
	if err != nil {
		t.Fatal(err)
	}
	cloud = provision.New("http://"+table.Addr, "http://"+emulator.Addr)
	stop = func() {
		cloud.Close()
		for _, p := range []*engines.Process{table, emulator} {
			if err := p.Stop(); err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(stop)
	return cloud, stop
}

func create(t *testing.T, c *provision.Cloud, id, resourceType, properties string) provision.Values {
	t.Helper()
	var p map[string]any
	if err := yaml.Unmarshal([]byte(properties), &p); err != nil {
		t.Fatal(err)
	}
	values, err := c.Create(t.Context(), id, resourceType, p)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

const tableYAML = `
BillingMode: PAY_PER_REQUEST
DeletionProtectionEnabled: true
AttributeDefinitions:
  - {AttributeName: PK, AttributeType: S}
  - {AttributeName: SK, AttributeType: S}
  - {AttributeName: Due, AttributeType: S}
  - {AttributeName: DueAt, AttributeType: S}
KeySchema: [{AttributeName: PK, KeyType: HASH}, {AttributeName: SK, KeyType: RANGE}]
GlobalSecondaryIndexes:
  - IndexName: due
    KeySchema: [{AttributeName: Due, KeyType: HASH}, {AttributeName: DueAt, KeyType: RANGE}]
    Projection: {ProjectionType: ALL}
TimeToLiveSpecification: {AttributeName: ExpiresAt, Enabled: true}
StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
SSESpecification: {SSEEnabled: true}
`

// made is what the resources are and hold, as far as a second start must keep it.
type made struct {
	Table, Queue provision.Values
	Expiry       string
	Visibility   string
	Redrive      bool
	Secret       string
	SecretValues provision.Values
}

func createAll(t *testing.T, c *provision.Cloud) made {
	t.Helper()
	m := made{Table: create(t, c, "Table", "AWS::DynamoDB::Table", tableYAML)}
	dead := create(t, c, "DeadLetters", "AWS::SQS::Queue", "MessageRetentionPeriod: 1209600\nSqsManagedSseEnabled: true")
	m.Queue = create(t, c, "Queue", "AWS::SQS::Queue",
		"VisibilityTimeout: 90\nRedrivePolicy: {deadLetterTargetArn: '"+dead.Attributes["Arn"]+"', maxReceiveCount: 4}")
	m.SecretValues = create(t, c, "Key", "AWS::SecretsManager::Secret",
		"Name: marketprep/dev/key\nDescription: a key\nGenerateSecretString: {PasswordLength: 64, ExcludePunctuation: true}")

	ttl, err := c.Tables.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: &m.Table.Ref})
	if err != nil {
		t.Fatal(err)
	}
	m.Expiry = aws.ToString(ttl.TimeToLiveDescription.AttributeName)
	q, err := c.Queues.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{
		QueueUrl: &m.Queue.Ref, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
	})
	if err != nil {
		t.Fatal(err)
	}
	m.Visibility, m.Redrive = q.Attributes["VisibilityTimeout"], strings.Contains(q.Attributes["RedrivePolicy"], dead.Attributes["Arn"])
	secret, err := c.Secrets.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: &m.SecretValues.Ref})
	if err != nil {
		t.Fatal(err)
	}
	m.Secret = aws.ToString(secret.SecretString)
	return m
}

func TestSecondStartFindsWhatTheFirstMade(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cloud, stop := start(t, dir)
	first := createAll(t, cloud)
	if first.Expiry != "ExpiresAt" || first.Visibility != "90" || !first.Redrive || len(first.Secret) != 64 {
		t.Errorf("made %+v", first)
	}
	if diff := cmp.Diff(first, createAll(t, cloud)); diff != "" {
		t.Errorf("created again (-first +second):\n%s", diff)
	}
	stop()
	cloud, _ = start(t, dir)
	second := createAll(t, cloud)
	// The address of a queue contains the port, which is another one now.
	second.Queue = first.Queue
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("started again (-first +second):\n%s", diff)
	}
}

func TestWhatCannotBeMadeIsSaid(t *testing.T) {
	t.Parallel()
	cloud, _ := start(t, t.TempDir())
	create(t, cloud, "Table", "AWS::DynamoDB::Table", tableYAML)
	for _, c := range []struct {
		resourceType string
		properties   map[string]any
		want         string
	}{
		{"AWS::SNS::Topic", nil, "provision: Table: the local system has no AWS::SNS::Topic"},
		{"AWS::SQS::Queue", map[string]any{"Colour": "red"}, `provision: Table: properties: json: unknown field "Colour"`},
		{"AWS::SQS::Queue", map[string]any{"FifoQueue": true}, "provision: Table: FIFO queues are not part of the product"},
		{"AWS::DynamoDB::Table", map[string]any{"KeySchema": []any{map[string]any{"AttributeName": "ID", "KeyType": "HASH"}}},
			"provision: Table: the stored table has keys [PK SK] due[Due DueAt], the template wants [ID]: start with fresh data"},
	} {
		_, err := cloud.Create(t.Context(), "Table", c.resourceType, c.properties)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s %v: %v, want %s", c.resourceType, c.properties, err, c.want)
		}
	}
}

func TestSecretWithinATemplate(t *testing.T) {
	t.Parallel()
	cloud, _ := start(t, t.TempDir())
	values := create(t, cloud, "Key", "AWS::SecretsManager::Secret",
		`GenerateSecretString: {PasswordLength: 20, SecretStringTemplate: '{"user":"u"}', GenerateStringKey: password}`)
	out, err := cloud.Secrets.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: &values.Ref})
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := yaml.Unmarshal([]byte(*out.SecretString), &got); err != nil || got["user"] != "u" || len(got["password"]) != 20 {
		t.Errorf("secret is %s, %v", *out.SecretString, err)
	}
}
