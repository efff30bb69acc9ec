package provision

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// tableProperties are those of AWS::DynamoDB::Table. What is raw says how AWS
// keeps and bills the data, which makes no difference here.
type tableProperties struct {
	TableName               string
	AttributeDefinitions    []types.AttributeDefinition
	KeySchema               []types.KeySchemaElement
	GlobalSecondaryIndexes  []types.GlobalSecondaryIndex
	TimeToLiveSpecification *types.TimeToLiveSpecification
	StreamSpecification     *types.StreamSpecification

	BillingMode, DeletionProtectionEnabled, PointInTimeRecoverySpecification, SSESpecification, Tags json.RawMessage
}

func (c *Cloud) table(ctx context.Context, id string, doc []byte) (Values, error) {
	var p tableProperties
	if err := decode(doc, &p); err != nil {
		return Values{}, err
	}
	p.TableName = name(p.TableName, id)
	if p.StreamSpecification != nil {
		p.StreamSpecification.StreamEnabled = aws.Bool(true) // the template only names the view
	}
	described, err := c.Tables.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &p.TableName})
	if _, missing := errors.AsType[*types.ResourceNotFoundException](err); missing {
		return c.createTable(ctx, p)
	}
	if err != nil {
		return Values{}, fmt.Errorf("describe table: %w", err)
	}
	if shapeOf(described.Table) != p.shape() {
		return Values{}, fmt.Errorf("the stored table has keys %s, the template wants %s: start with fresh data", shapeOf(described.Table), p.shape())
	}
	return tableValues(described.Table), nil
}

func (c *Cloud) createTable(ctx context.Context, p tableProperties) (Values, error) {
	created, err := c.Tables.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName:              &p.TableName,
		BillingMode:            types.BillingModePayPerRequest,
		AttributeDefinitions:   p.AttributeDefinitions,
		KeySchema:              p.KeySchema,
		GlobalSecondaryIndexes: p.GlobalSecondaryIndexes,
		StreamSpecification:    p.StreamSpecification,
	})
	if err != nil {
		return Values{}, fmt.Errorf("create table: %w", err)
	}
	if p.TimeToLiveSpecification != nil {
		_, err := c.Tables.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
			TableName: &p.TableName, TimeToLiveSpecification: p.TimeToLiveSpecification,
		})
		if err != nil {
			return Values{}, fmt.Errorf("set expiry: %w", err)
		}
	}
	return tableValues(created.TableDescription), nil
}

func tableValues(t *types.TableDescription) Values {
	return Values{Ref: aws.ToString(t.TableName), Attributes: map[string]string{
		"Arn":       aws.ToString(t.TableArn),
		"StreamArn": aws.ToString(t.LatestStreamArn),
	}}
}

// shape are the keys of a table and its indexes in one line, for comparison.
func (p tableProperties) shape() string {
	parts := []string{keys(p.KeySchema)}
	slices.SortFunc(p.GlobalSecondaryIndexes, func(a, b types.GlobalSecondaryIndex) int {
		return cmp.Compare(*a.IndexName, *b.IndexName)
	})
	for _, i := range p.GlobalSecondaryIndexes {
		parts = append(parts, *i.IndexName+keys(i.KeySchema))
	}
	return strings.Join(parts, " ")
}

func shapeOf(t *types.TableDescription) string {
	p := tableProperties{KeySchema: t.KeySchema}
	for _, i := range t.GlobalSecondaryIndexes {
		p.GlobalSecondaryIndexes = append(p.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{IndexName: i.IndexName, KeySchema: i.KeySchema})
	}
	return p.shape()
}

func keys(schema []types.KeySchemaElement) string {
	var names []string
	for _, k := range schema {
		names = append(names, *k.AttributeName)
	}
	return fmt.Sprint(names)
}
