package dynamo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/marketprep/marketprep/shared/errs"
)

// Change alters single attributes of an item. An attribute is named by its path:
// "Overrides.p1" is the entry p1 of the map Overrides.
type Change struct {
	Set         map[string]any
	SetIfAbsent map[string]any
	Add         map[string]int // to numbers; one that is absent counts as 0
	Remove      []string
}

func (c Change) builder() expression.UpdateBuilder {
	var u expression.UpdateBuilder
	for _, name := range slices.Sorted(maps.Keys(c.Set)) {
		u = u.Set(expression.Name(name), expression.Value(c.Set[name]))
	}
	for _, name := range slices.Sorted(maps.Keys(c.SetIfAbsent)) {
		u = u.Set(expression.Name(name), expression.Name(name).IfNotExists(expression.Value(c.SetIfAbsent[name])))
	}
	for _, name := range slices.Sorted(maps.Keys(c.Add)) {
		u = u.Add(expression.Name(name), expression.Value(c.Add[name]))
	}
	for _, name := range c.Remove {
		u = u.Remove(expression.Name(name))
	}
	return u
}

// Condition is what must hold of an item for it to be changed.
type Condition struct{ builder expression.ConditionBuilder }

// IfEqual demands that an attribute has a value.
func IfEqual(name string, value any) Condition {
	return Condition{expression.Name(name).Equal(expression.Value(value))}
}

// IfGreater demands that an attribute is greater than a value.
func IfGreater(name string, value any) Condition {
	return Condition{expression.Name(name).GreaterThan(expression.Value(value))}
}

// IfContains demands that a set has a member.
func IfContains(name string, member any) Condition {
	return Condition{expression.Contains(expression.Name(name), member)}
}

// IfLess demands that an attribute is less than a value.
func IfLess(name string, value any) Condition {
	return Condition{expression.Name(name).LessThan(expression.Value(value))}
}

// IfAbsent demands that there is no such attribute; of the item itself, if it is "PK".
func IfAbsent(name string) Condition {
	return Condition{expression.Name(name).AttributeNotExists()}
}

// IfPresent demands that there is such an attribute.
func IfPresent(name string) Condition {
	return Condition{expression.Name(name).AttributeExists()}
}

// Or demands one of both.
func (c Condition) Or(d Condition) Condition { return Condition{c.builder.Or(d.builder)} }

// And demands both.
func (c Condition) And(d Condition) Condition { return Condition{c.builder.And(d.builder)} }

// StringSet is stored as a set, which IfContains can ask. An empty one must be
// removed instead: a table holds none.
type StringSet []string

// MarshalDynamoDBAttributeValue writes s as a set.
func (s StringSet) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	return &types.AttributeValueMemberSS{Value: s}, nil
}

// Update changes the item with key k if cond holds, and returns the whole item
// as it is afterwards. It fails with errs.Conflict if cond does not hold; old is
// then the item as it is, or nil if there is none.
func Update[T any](ctx context.Context, t *Table, k Key, change Change, cond Condition) (item T, old *T, err error) {
	av, err := attributevalue.MarshalMap(k)
	if err != nil {
		return item, nil, fmt.Errorf("dynamo: marshal key: %w", err)
	}
	expr, err := expression.NewBuilder().WithUpdate(change.builder()).WithCondition(cond.builder).Build()
	if err != nil {
		return item, nil, fmt.Errorf("dynamo: build update: %w", err)
	}
	out, err := t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                           &t.Name,
		Key:                                 av,
		UpdateExpression:                    expr.Update(),
		ConditionExpression:                 expr.Condition(),
		ExpressionAttributeNames:            expr.Names(),
		ExpressionAttributeValues:           expr.Values(),
		ReturnValues:                        types.ReturnValueAllNew,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if failed, ok := errors.AsType[*types.ConditionalCheckFailedException](err); ok {
		old, readErr := readOld[T](failed.Item)
		return item, old, errors.Join(errs.Wrap(errs.Conflict, err, "changed by someone else in the meantime: load it again"), readErr)
	}
	if err != nil {
		return item, nil, unavailable(err, "update %s", k.SK)
	}
	if err := attributevalue.UnmarshalMap(out.Attributes, &item); err != nil {
		return item, nil, fmt.Errorf("dynamo: unmarshal %s: %w", k.SK, err)
	}
	return item, nil, nil
}

func readOld[T any](av map[string]types.AttributeValue) (*T, error) {
	if av == nil {
		return nil, nil
	}
	old := new(T)
	if err := attributevalue.UnmarshalMap(av, old); err != nil {
		return nil, fmt.Errorf("dynamo: unmarshal item as it was: %w", err)
	}
	return old, nil
}
