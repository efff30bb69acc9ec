package chaos

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/marketprep/marketprep/shared/dynamo"
)

// Picture is everything that is in a table, by key.
type Picture map[string]Item

// Item is one item as stored.
type Item map[string]types.AttributeValue

// Take takes a picture of a table.
func Take(ctx context.Context, table *dynamo.Table) (Picture, error) {
	p := Picture{}
	var start map[string]types.AttributeValue
	for {
		out, err := table.Client.Scan(ctx, &dynamodb.ScanInput{TableName: &table.Name, ExclusiveStartKey: start})
		if err != nil {
			return nil, fmt.Errorf("chaos: take a picture: %w", err)
		}
		for _, item := range out.Items {
			p[keyOf(item)] = item
		}
		if start = out.LastEvaluatedKey; start == nil {
			return p, nil
		}
	}
}

func keyOf(item Item) string {
	return fmt.Sprintf("%v / %v", plain(item["PK"]), plain(item["SK"]))
}

// Restore makes a table what it was when p was taken.
func (p Picture) Restore(ctx context.Context, table *dynamo.Table) error {
	now, err := Take(ctx, table)
	if err != nil {
		return err
	}
	var writes []types.WriteRequest
	for k, item := range now {
		if _, ok := p[k]; !ok {
			writes = append(writes, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: Item{"PK": item["PK"], "SK": item["SK"]}}})
		}
	}
	for k, item := range p {
		if !reflect.DeepEqual(now[k], item) {
			writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: item}})
		}
	}
	for part := range slices.Chunk(writes, 10) {
		for left := map[string][]types.WriteRequest{table.Name: part}; len(left) > 0; {
			out, err := table.Client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: left})
			if err != nil {
				return fmt.Errorf("chaos: restore a picture: %w", err)
			}
			left = out.UnprocessedItems
		}
	}
	return nil
}

// ids are random ones: a letter or two and 26 of base 32. They are another in each
// run and are compared by where they stand.
var ids = regexp.MustCompile(`\b[a-z]{1,2}[a-z2-7]{26}\b`)

// shards of due work follow from the vendor's id, which may be a random one.
var shards = regexp.MustCompile(`\b(DUE#[a-z]+)#\d+`)

// Known makes p comparable with another run's picture. It leaves out the attributes
// in without, which are not what a user sees: "Version" counts writes, and a hashed
// password has random salt. Random ids become "id", and items that are then the
// same are counted.
func (p Picture) Known(without ...string) map[string]int {
	items := map[string]int{}
	for _, item := range p {
		m := map[string]any{}
		for name, v := range item {
			if !slices.Contains(without, name) {
				m[name] = plain(v)
			}
		}
		items[shards.ReplaceAllString(ids.ReplaceAllString(fmt.Sprintf("%v", m), "id"), "$1")]++
	}
	return items
}

// Compare tells what got lacks of want, and what it has too much. An item that
// differs is both.
func Compare(want, got map[string]int) (lost, doubled []string) {
	for _, item := range slices.Sorted(maps.Keys(want)) {
		if got[item] < want[item] {
			lost = append(lost, short(item))
		}
	}
	for _, item := range slices.Sorted(maps.Keys(got)) {
		if got[item] > want[item] {
			doubled = append(doubled, short(item))
		}
	}
	return lost, doubled
}

func short(s string) string {
	if len(s) > 600 {
		return s[:600] + "…"
	}
	return s
}

// plain is an attribute as Go prints it: maps by key.
func plain(av types.AttributeValue) any {
	switch v := av.(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		return v.Value
	case *types.AttributeValueMemberB:
		return string(v.Value)
	case *types.AttributeValueMemberBOOL:
		return v.Value
	case *types.AttributeValueMemberSS:
		return slices.Sorted(slices.Values(v.Value))
	case *types.AttributeValueMemberL:
		var l []any
		for _, e := range v.Value {
			l = append(l, plain(e))
		}
		return l
	case *types.AttributeValueMemberM:
		m := map[string]any{}
		for k, e := range v.Value {
			m[k] = plain(e)
		}
		return m
	}
	return nil
}
