package tabletest_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/dynamo"
)

type thing struct {
	dynamo.Key
	dynamo.Due
	N int
}

func at(n int) thing {
	return thing{Key: dynamo.Key{PK: "p", SK: dynamo.SK(fmt.Sprintf("%03d", n))}, Due: dynamo.Due{Due: "q", DueAt: strconv.Itoa(n)}, N: n}
}

func TestTablesShareNothing(t *testing.T) {
	t.Parallel()
	var wg sync.WaitGroup
	for n := range 8 {
		table := tabletest.New(t)
		wg.Go(func() {
			if err := table.Put(t.Context(), at(n)); err != nil {
				t.Error(err)
			}
			page, err := dynamo.List[thing](t.Context(), table, "p", dynamo.Range{From: "0", To: "9"})
			if diff := cmp.Diff([]thing{at(n)}, page.Items); err != nil || diff != "" {
				t.Errorf("%v, items (-want +got):\n%s", err, diff)
			}
		})
	}
	wg.Wait()
}

func TestIndexOfDueWork(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	for n := range 3 {
		if err := table.Put(t.Context(), at(n)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := dynamo.ListDue[thing](t.Context(), table, "q", "1", 10)
	if diff := cmp.Diff([]thing{at(0), at(1)}, got); err != nil || diff != "" {
		t.Errorf("%v, items (-want +got):\n%s", err, diff)
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	out, err := table.Client.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: &table.Name})
	if err != nil || aws.ToString(out.TimeToLiveDescription.AttributeName) != "ExpiresAt" {
		t.Errorf("expiry is %+v, %v", out, err)
	}
}

func TestWireCounts(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	if err := errors.Join(table.Put(t.Context(), at(1)), table.Delete(t.Context(), at(1).Key)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"PutItem", "DeleteItem"}, wire.Operations()); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
	wire.Reset()
	if n := wire.Calls(); n != 0 {
		t.Errorf("%d calls after a reset", n)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault tabletest.Fault
		calls []int
		ok    bool // the caller sees no error
		tries int
		put   bool // the item is in the table afterwards
	}{
		"throttled once":      {tabletest.Throttled, []int{1}, true, 2, true},
		"throttled for long":  {tabletest.Throttled, nil, false, 3, false},
		"broken for long":     {tabletest.Broken, nil, false, 3, false},
		"never reached":       {tabletest.Unreached, []int{1, 2, 3}, false, 3, false},
		"never answered":      {tabletest.Unanswered, nil, false, 3, true},
		"second call refused": {tabletest.Broken, []int{2}, true, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, wire := tabletest.NewWithWire(t)
			wire.Fail(c.fault, c.calls...)
			err := table.Put(t.Context(), at(1))
			tries := wire.Calls()
			wire.Reset()
			_, getErr := dynamo.Get[thing](t.Context(), table, at(1).Key)
			if (err == nil) != c.ok || tries != c.tries || (getErr == nil) != c.put {
				t.Errorf("put: %v after %d tries, then get: %v", err, tries, getErr)
			}
		})
	}
}

func TestConflict(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	wire.Fail(tabletest.Conflicted)
	item := map[string]types.AttributeValue{"PK": &types.AttributeValueMemberS{Value: "p"}, "SK": &types.AttributeValueMemberS{Value: "s"}}
	_, err := table.Client.TransactWriteItems(context.Background(), &dynamodb.TransactWriteItemsInput{
		TransactItems: []types.TransactWriteItem{{Put: &types.Put{TableName: &table.Name, Item: item}}},
	})
	canceled, ok := errors.AsType[*types.TransactionCanceledException](err)
	if !ok || aws.ToString(canceled.CancellationReasons[0].Code) != "TransactionConflict" {
		t.Errorf("transaction: %v", err)
	}
}
