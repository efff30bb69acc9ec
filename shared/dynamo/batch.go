package dynamo

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/marketprep/marketprep/shared/errs"
)

// maxBatch is the number of keys that BatchGetItem takes.
const maxBatch = 100

// maxAnswers is how many answers the items of one batch may be spread over. Two
// or three hold the 40 MB that a hundred items can have; with more of them the
// table is throttling.
const maxAnswers = 6

// Batch is what GetBatch read, by key.
type Batch map[Key]map[string]types.AttributeValue

// GetBatch reads the items with the given keys: one round trip for each hundred
// of them (16 MB). Items that do not exist are absent from the result.
func (t *Table) GetBatch(ctx context.Context, keys []Key) (Batch, error) {
	batch := make(Batch, len(keys))
	for part := range slices.Chunk(keys, maxBatch) {
		if err := t.getBatch(ctx, part, batch); err != nil {
			return nil, err
		}
	}
	return batch, nil
}

func (t *Table) getBatch(ctx context.Context, keys []Key, batch Batch) error {
	want := types.KeysAndAttributes{ConsistentRead: aws.Bool(true)}
	for _, k := range keys {
		av, err := attributevalue.MarshalMap(k)
		if err != nil {
			return fmt.Errorf("dynamo: marshal key: %w", err)
		}
		want.Keys = append(want.Keys, av)
	}
	requests := map[string]types.KeysAndAttributes{t.Name: want}
	for answers := 0; len(requests) > 0; answers++ {
		if answers == maxAnswers {
			return errs.New(errs.Unavailable, "the data store is busy: try again in a moment")
		}
		out, err := t.Client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: requests})
		if err != nil {
			return unavailable(err, "get %d items", len(keys))
		}
		for _, item := range out.Responses[t.Name] {
			var k Key
			if err := attributevalue.UnmarshalMap(item, &k); err != nil {
				return fmt.Errorf("dynamo: unmarshal key: %w", err)
			}
			batch[k] = item
		}
		requests = out.UnprocessedKeys
	}
	return nil
}

// Read unmarshals the item with key k into item, which it leaves alone if there
// is none, and reports whether there is one.
func (b Batch) Read(k Key, item any) (bool, error) {
	av, ok := b[k]
	if !ok {
		return false, nil
	}
	if err := attributevalue.UnmarshalMap(av, item); err != nil {
		return false, fmt.Errorf("dynamo: unmarshal %s %s: %w", k.PK, k.SK, err)
	}
	return true, nil
}
