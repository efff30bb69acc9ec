package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/marketprep/marketprep/shared/errs"
)

// MaxTx is the number of items that one transaction takes.
const MaxTx = 100

// Tx gathers writes that happen together or not at all (at most MaxTx items, 4 MB).
type Tx struct {
	items []types.TransactWriteItem
	err   error
}

// Len is the number of writes gathered.
func (tx *Tx) Len() int { return len(tx.items) }

// Put writes an item whatever was there before.
func (tx *Tx) Put(item any) *Tx { return tx.put(item, nil) }

// Create writes an item that must not exist yet.
func (tx *Tx) Create(item any) *Tx {
	cond := expression.AttributeNotExists(expression.Name("PK"))
	return tx.put(item, &cond)
}

// Save writes an item that was read at version read, 0 if it did not exist, and
// must not have changed since.
func (tx *Tx) Save(item any, read int) *Tx {
	if read == 0 {
		return tx.Create(item)
	}
	cond := expression.Name("Version").Equal(expression.Value(read))
	return tx.put(item, &cond)
}

// Require demands that the item with key k was not changed since version read.
func (tx *Tx) Require(k Key, read int) *Tx {
	cond := expression.AttributeNotExists(expression.Name("PK"))
	if read > 0 {
		cond = expression.Name("Version").Equal(expression.Value(read))
	}
	expr, err := expression.NewBuilder().WithCondition(cond).Build()
	av, keyErr := attributevalue.MarshalMap(k)
	tx.err = errors.Join(tx.err, err, keyErr)
	tx.items = append(tx.items, types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		Key:                       av,
		ConditionExpression:       expr.Condition(),
		ExpressionAttributeNames:  expr.Names(),
		ExpressionAttributeValues: expr.Values(),
	}})
	return tx
}

// Update changes single attributes of an item, which is made if it is not there.
func (tx *Tx) Update(k Key, change Change) *Tx {
	return tx.update(k, expression.NewBuilder().WithUpdate(change.builder()))
}

// UpdateIf changes single attributes of an item for which cond must hold.
func (tx *Tx) UpdateIf(k Key, change Change, cond Condition) *Tx {
	return tx.update(k, expression.NewBuilder().WithUpdate(change.builder()).WithCondition(cond.builder))
}

func (tx *Tx) update(k Key, b expression.Builder) *Tx {
	expr, err := b.Build()
	av, keyErr := attributevalue.MarshalMap(k)
	tx.err = errors.Join(tx.err, err, keyErr)
	tx.items = append(tx.items, types.TransactWriteItem{Update: &types.Update{
		Key:                       av,
		UpdateExpression:          expr.Update(),
		ConditionExpression:       expr.Condition(),
		ExpressionAttributeNames:  expr.Names(),
		ExpressionAttributeValues: expr.Values(),
	}})
	return tx
}

// Delete removes an item, whether it is there or not.
func (tx *Tx) Delete(k Key) *Tx {
	av, err := attributevalue.MarshalMap(k)
	tx.err = errors.Join(tx.err, err)
	tx.items = append(tx.items, types.TransactWriteItem{Delete: &types.Delete{Key: av}})
	return tx
}

func (tx *Tx) put(item any, cond *expression.ConditionBuilder) *Tx {
	av, err := attributevalue.MarshalMap(item)
	tx.err = errors.Join(tx.err, err, fits(av))
	put := &types.Put{Item: av}
	if cond != nil {
		expr, err := expression.NewBuilder().WithCondition(*cond).Build()
		tx.err = errors.Join(tx.err, err)
		put.ConditionExpression = expr.Condition()
		put.ExpressionAttributeNames = expr.Names()
		put.ExpressionAttributeValues = expr.Values()
	}
	tx.items = append(tx.items, types.TransactWriteItem{Put: put})
	return tx
}

// Refused reports whether err, from Write, is a conflict because a condition did not
// hold: trying again is then in vain.
func Refused(err error) bool {
	canceled, ok := errors.AsType[*types.TransactionCanceledException](err)
	return ok && slices.ContainsFunc(canceled.CancellationReasons, func(r types.CancellationReason) bool {
		return aws.ToString(r.Code) == "ConditionalCheckFailed"
	})
}

// Write commits tx: one round trip. It fails with errs.Conflict if a condition
// did not hold or another transaction holds one of the items.
func (t *Table) Write(ctx context.Context, tx *Tx) error {
	if tx.err != nil {
		return fmt.Errorf("dynamo: build transaction: %w", tx.err)
	}
	for _, it := range tx.items {
		switch {
		case it.Put != nil:
			it.Put.TableName = &t.Name
		case it.Update != nil:
			it.Update.TableName = &t.Name
		case it.Delete != nil:
			it.Delete.TableName = &t.Name
		case it.ConditionCheck != nil:
			it.ConditionCheck.TableName = &t.Name
		}
	}
	_, err := t.Client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: tx.items})
	if canceled, ok := errors.AsType[*types.TransactionCanceledException](err); ok {
		for _, reason := range canceled.CancellationReasons {
			switch aws.ToString(reason.Code) {
			case "ConditionalCheckFailed", "TransactionConflict":
				return errs.Wrap(errs.Conflict, err, "changed by someone else in the meantime: load it again")
			case "ThrottlingError", "ProvisionedThroughputExceeded":
				return errs.Wrap(errs.Unavailable, err, "the data store is busy: try again in a moment")
			}
		}
		return fmt.Errorf("dynamo: transaction: %w", err)
	}
	if err != nil {
		return unavailable(err, "transaction of %d items", len(tx.items))
	}
	return nil
}
