package dynamo

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/marketprep/marketprep/shared/errs"
)

// Page is one page of a list. Next is empty on the last one.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// Range bounds a List within one partition, both ends included, and how much of
// it one page holds. A zero Limit asks for as much as one read returns.
type Range struct {
	From, To    SK
	After       string // Next of the page before
	Limit       int32
	NewestFirst bool
}

// List reads one page of the items between From and To: one round trip.
func List[T any](ctx context.Context, t *Table, pk PK, r Range) (Page[T], error) {
	page := Page[T]{Items: []T{}}
	start, err := decodeToken(pk, r)
	if err != nil {
		return page, err
	}
	key := expression.KeyAnd(
		expression.Key("PK").Equal(expression.Value(pk)),
		expression.Key("SK").Between(expression.Value(r.From), expression.Value(r.To)))
	expr, err := expression.NewBuilder().WithKeyCondition(key).Build()
	if err != nil {
		return page, fmt.Errorf("dynamo: build query: %w", err)
	}
	in := &dynamodb.QueryInput{
		TableName:                 &t.Name,
		KeyConditionExpression:    expr.KeyCondition(),
		ExpressionAttributeNames:  expr.Names(),
		ExpressionAttributeValues: expr.Values(),
		ExclusiveStartKey:         start,
		ScanIndexForward:          aws.Bool(!r.NewestFirst),
		ConsistentRead:            aws.Bool(true),
	}
	if r.Limit > 0 {
		in.Limit = &r.Limit
	}
	out, err := t.Client.Query(ctx, in)
	if err != nil {
		return page, unavailable(err, "query %s to %s", r.From, r.To)
	}
	if err := attributevalue.UnmarshalListOfMaps(out.Items, &page.Items); err != nil {
		return page, fmt.Errorf("dynamo: unmarshal list: %w", err)
	}
	page.Next, err = encodeToken(out.LastEvaluatedKey)
	return page, err
}

// ListDue reads one page of the work in a queue's shard that is due at now (RFC
// 3339, UTC), the longest overdue first. The index is eventually consistent: who
// acts on an item must claim it.
func ListDue[T any](ctx context.Context, t *Table, due, now string, limit int32) ([]T, error) {
	key := expression.KeyAnd(expression.Key("Due").Equal(expression.Value(due)), expression.Key("DueAt").LessThanEqual(expression.Value(now)))
	expr, err := expression.NewBuilder().WithKeyCondition(key).Build()
	if err != nil {
		return nil, fmt.Errorf("dynamo: build query of due work: %w", err)
	}
	out, err := t.Client.Query(ctx, &dynamodb.QueryInput{
		TableName:                 &t.Name,
		IndexName:                 aws.String(DueIndex),
		KeyConditionExpression:    expr.KeyCondition(),
		ExpressionAttributeNames:  expr.Names(),
		ExpressionAttributeValues: expr.Values(),
		Limit:                     &limit,
	})
	if err != nil {
		return nil, unavailable(err, "query due work %s", due)
	}
	var items []T
	if err := attributevalue.UnmarshalListOfMaps(out.Items, &items); err != nil {
		return nil, fmt.Errorf("dynamo: unmarshal due work: %w", err)
	}
	return items, nil
}

// The token carries only the sort key: the partition is always the caller's own,
// so a token stolen from another tenant addresses nothing of theirs.
func encodeToken(last map[string]types.AttributeValue) (string, error) {
	if last == nil {
		return "", nil
	}
	var k Key
	if err := attributevalue.UnmarshalMap(last, &k); err != nil {
		return "", fmt.Errorf("dynamo: encode page token: %w", err)
	}
	b, err := json.Marshal(k.SK)
	if err != nil {
		return "", fmt.Errorf("dynamo: encode page token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

func decodeToken(pk PK, r Range) (map[string]types.AttributeValue, error) {
	if r.After == "" {
		return nil, nil
	}
	k := Key{PK: pk}
	b, err := base64.RawURLEncoding.DecodeString(r.After)
	if err == nil {
		err = json.Unmarshal(b, &k.SK)
	}
	// A token from another list would make the engine refuse the query.
	if err != nil || k.SK < r.From || k.SK > r.To {
		return nil, errs.InvalidField("query.after", "this is not a page token of this list")
	}
	start, err := attributevalue.MarshalMap(k)
	if err != nil {
		return nil, fmt.Errorf("dynamo: marshal page token: %w", err)
	}
	return start, nil
}
