package tabletest_test

import (
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/marketprep/marketprep/infra/local/provision"
	"github.com/marketprep/marketprep/infra/local/tabletest"
)

// Tests would say nothing about a table that is not the one in the template.
func TestTableIsTheTemplates(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	declared, err := provision.New(tabletest.Endpoint(t), "").Create(t.Context(), "Declared", "AWS::DynamoDB::Table", properties(t))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(describe(t, table.Client, declared.Ref), describe(t, table.Client, table.Name)); diff != "" {
		t.Errorf("table (-template +tabletest):\n%s", diff)
	}
}

// properties are those of the resource Table in the template.
func properties(t *testing.T) map[string]any {
	t.Helper()
	b, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var template struct {
		Resources map[string]struct {
			Properties yaml.Node `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(b, &template); err != nil {
		t.Fatal(err)
	}
	node, p := template.Resources["Table"].Properties, map[string]any{}
	if err := node.Decode(&p); err != nil {
		t.Fatal(err)
	}
	return p
}

type shape struct {
	Attributes map[string]types.ScalarAttributeType
	Keys       []string
	Indexes    map[string][]string // keys, then what it projects
	Expiry     string
}

func describe(t *testing.T, c *dynamodb.Client, name string) shape {
	t.Helper()
	out, err := c.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
	if err != nil {
		t.Fatal(err)
	}
	ttl, err := c.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: &name})
	if err != nil {
		t.Fatal(err)
	}
	s := shape{
		Attributes: map[string]types.ScalarAttributeType{},
		Keys:       keys(out.Table.KeySchema),
		Indexes:    map[string][]string{},
		Expiry:     aws.ToString(ttl.TimeToLiveDescription.AttributeName),
	}
	for _, a := range out.Table.AttributeDefinitions {
		s.Attributes[*a.AttributeName] = a.AttributeType
	}
	for _, i := range out.Table.GlobalSecondaryIndexes {
		s.Indexes[*i.IndexName] = append(keys(i.KeySchema), string(i.Projection.ProjectionType))
	}
	return s
}

func keys(schema []types.KeySchemaElement) []string {
	var names []string
	for _, k := range schema {
		names = append(names, *k.AttributeName+" "+string(k.KeyType))
	}
	return names
}
