package dynamo_test

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
)

// anyone signs requests that nobody checks.
type anyone struct{}

func (anyone) Retrieve(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
}

func get(t *testing.T, table *dynamo.Table, k dynamo.Key) (thing, bool) {
	t.Helper()
	item, err := dynamo.Get[thing](t.Context(), table, k)
	if err != nil && errs.KindOf(err) != errs.NotFound {
		t.Fatal(err)
	}
	return item, err == nil
}

func TestPutGetDelete(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	item := at("p", 1)
	item.Tags, item.Blob, item.Set = map[string]string{"a": "b", "c": ""}, []byte{0, 255}, dynamo.StringSet{"x"}
	if _, there := get(t, table, item.Key); there {
		t.Error("an item before it was put")
	}
	if err := table.Put(t.Context(), item); err != nil {
		t.Fatal(err)
	}
	got, _ := get(t, table, item.Key)
	if diff := cmp.Diff(item, got); diff != "" {
		t.Errorf("item (-want +got):\n%s", diff)
	}
	for range 2 { // and again: no harm
		if err := table.Delete(t.Context(), item.Key); err != nil {
			t.Error(err)
		}
	}
	if _, there := get(t, table, item.Key); there {
		t.Error("an item after it was deleted")
	}
}

func TestATransactionHappensAsAWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	one, two := at("p", 1), at("p", 2)
	versioned := func(i thing, v int) thing { i.Version = v; return i }
	for name, c := range map[string]struct {
		there []thing // versions as stored before
		tx    *dynamo.Tx
		ok    bool
	}{
		"create both":                {nil, new(dynamo.Tx).Create(one).Create(two), true},
		"create one that is":         {[]thing{one}, new(dynamo.Tx).Create(two).Create(one), false},
		"save the first version":     {nil, new(dynamo.Tx).Save(versioned(one, 1), 0).Put(two), true},
		"save over another first":    {[]thing{versioned(one, 1)}, new(dynamo.Tx).Put(two).Save(versioned(one, 1), 0), false},
		"save the next version":      {[]thing{versioned(one, 3)}, new(dynamo.Tx).Save(versioned(one, 4), 3).Put(two), true},
		"save an old version":        {[]thing{versioned(one, 4)}, new(dynamo.Tx).Save(versioned(one, 4), 3).Put(two), false},
		"save what was deleted":      {nil, new(dynamo.Tx).Save(versioned(one, 4), 3).Put(two), false},
		"require a version":          {[]thing{versioned(one, 4)}, new(dynamo.Tx).Require(one.Key, 4).Put(two), true},
		"require an old version":     {[]thing{versioned(one, 5)}, new(dynamo.Tx).Require(one.Key, 4).Put(two), false},
		"require absence":            {nil, new(dynamo.Tx).Require(one.Key, 0).Put(two), true},
		"require absence of what is": {[]thing{one}, new(dynamo.Tx).Require(one.Key, 0).Put(two), false},
		"update and put":             {[]thing{one}, new(dynamo.Tx).Update(one.Key, dynamo.Change{Add: map[string]int{"N": 1}}).Put(two), true},
		"update if it is so":         {[]thing{one}, new(dynamo.Tx).UpdateIf(one.Key, dynamo.Change{Add: map[string]int{"N": 1}}, dynamo.IfPresent("N")).Put(two), true},
		"update if it is not so":     {[]thing{one}, new(dynamo.Tx).UpdateIf(one.Key, dynamo.Change{Add: map[string]int{"N": 1}}, dynamo.IfAbsent("N")).Put(two), false},
		"update what must be there":  {nil, new(dynamo.Tx).UpdateIf(one.Key, dynamo.Change{Add: map[string]int{"N": 1}}, dynamo.IfPresent("PK")).Put(two), false},
		"delete and put":             {[]thing{one}, new(dynamo.Tx).Delete(one.Key).Put(two), true},
		"the same item twice":        {nil, new(dynamo.Tx).Put(two).Put(two), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, wire := tabletest.NewWithWire(t)
			for _, item := range c.there {
				if err := table.Put(t.Context(), item); err != nil {
					t.Fatal(err)
				}
			}
			wire.Reset()
			err := table.Write(t.Context(), c.tx)
			if (err == nil) != c.ok || wire.Calls() != 1 {
				t.Errorf("%v after %d calls", err, wire.Calls())
			}
			if err != nil && errs.KindOf(err) != errs.Conflict && name != "the same item twice" {
				t.Errorf("%v is not a conflict", err)
			}
			// Every case writes the second item.
			if _, written := get(t, table, two.Key); written != c.ok {
				t.Errorf("half of it is written: %t", written)
			}
		})
	}
}

func TestOneOfManyCreatesWins(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	var wg sync.WaitGroup
	results := make([]error, 12)
	for n := range results {
		wg.Go(func() { results[n] = table.Write(t.Context(), new(dynamo.Tx).Create(at("p", 1))) })
	}
	wg.Wait()
	won := 0
	for _, err := range results {
		if err == nil {
			won++
		} else if errs.KindOf(err) != errs.Conflict {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d of %d created the item", won, len(results))
	}
}

func TestWhatTheTableRefusesSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for fault, want := range map[tabletest.Fault]errs.Kind{
		tabletest.Conflicted: errs.Conflict, tabletest.Throttled: errs.Unavailable, tabletest.Broken: errs.Unavailable, tabletest.Unreached: errs.Unavailable,
	} {
		table, wire := tabletest.NewWithWire(t)
		wire.Fail(fault)
		if err := table.Write(t.Context(), new(dynamo.Tx).Put(at("p", 1))); errs.KindOf(err) != want {
			t.Errorf("fault %d: %v, want %s", fault, err, want)
		}
	}
}

// Whom another transaction is in the way of tries again; who was refused does not.
func TestARefusalIsToldFromAConflict(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	if err := table.Put(t.Context(), at("p", 1)); err != nil {
		t.Fatal(err)
	}
	if err := table.Write(t.Context(), new(dynamo.Tx).Create(at("p", 1))); errs.KindOf(err) != errs.Conflict || !dynamo.Refused(err) {
		t.Errorf("one that is there already: %v, want a conflict and a refusal", err)
	}
	for _, fault := range []tabletest.Fault{tabletest.Conflicted, tabletest.Throttled, tabletest.Broken} {
		wire.Fail(fault)
		if err := table.Write(t.Context(), new(dynamo.Tx).Create(at("p", 2))); err == nil || dynamo.Refused(err) {
			t.Errorf("fault %d: %v, want a failure that is no refusal", fault, err)
		}
	}
	if dynamo.Refused(nil) {
		t.Error("success is a refusal")
	}
}

func TestALostAnswerIsNotAConflict(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	wire.Fail(tabletest.Unanswered, 1)
	if err := table.Write(t.Context(), new(dynamo.Tx).Create(at("p", 1))); err != nil || wire.Calls() != 2 {
		t.Errorf("%v after %d calls", err, wire.Calls())
	}
}

func TestAnItemThatDoesNotFitIsRefusedBeforeItIsSent(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	sized := func(n int) thing { i := at("p", 1); i.Blob = make([]byte, n); return i }
	const overhead = 2 + 1 + 2 + 5 + 7 + 2 + 1 + 2 + 4 // names and values of the rest, as DynamoDB counts
	if err := table.Put(t.Context(), sized(400<<10-overhead-8)); err != nil {
		t.Errorf("one that fits: %v", err)
	}
	many := at("p", 2)
	many.Tags = map[string]string{}
	for n := range 3000 {
		many.Tags[strings.Repeat("k", 70)+string(rune('a'+n%26))+string(rune(0x4e00+n))] = strings.Repeat("v", 70)
	}
	for name, item := range map[string]thing{"bytes": sized(400 << 10), "a map": many} {
		wire.Reset()
		put, write := table.Put(t.Context(), item), table.Write(t.Context(), new(dynamo.Tx).Save(item, 0))
		if errs.KindOf(put) != errs.TooLarge || errs.KindOf(write) != errs.TooLarge || wire.Calls() != 0 {
			t.Errorf("%s: %v, %v after %d calls", name, put, write, wire.Calls())
		}
	}
	if got, _ := get(t, table, sized(0).Key); !bytes.Equal(got.Blob, make([]byte, 400<<10-overhead-8)) {
		t.Error("the item that fits is gone")
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	before := at("p", 1)
	before.N, before.Tags, before.Set = 5, map[string]string{"keep": "1", "drop": "2"}, dynamo.StringSet{"x", "y"}
	everything := dynamo.Change{
		Set: map[string]any{"Tags.new": "3"}, SetIfAbsent: map[string]any{"N": 99, "Blob": []byte("b")}, Add: map[string]int{"Version": 1}, Remove: []string{"Tags.drop"},
	}
	after := before
	after.Version, after.Blob, after.Tags = 1, []byte("b"), map[string]string{"keep": "1", "new": "3"}
	for name, c := range map[string]struct {
		cond dynamo.Condition
		ok   bool
	}{
		"equal":           {dynamo.IfEqual("N", 5), true},
		"not equal":       {dynamo.IfEqual("N", 6), false},
		"contained":       {dynamo.IfContains("Set", "x"), true},
		"not contained":   {dynamo.IfContains("Set", "z"), false},
		"both":            {dynamo.IfEqual("N", 5).And(dynamo.IfContains("Set", "y")), true},
		"one of the two":  {dynamo.IfEqual("N", 5).And(dynamo.IfContains("Set", "z")), false},
		"an absent value": {dynamo.IfEqual("Blob", []byte{}), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, wire := tabletest.NewWithWire(t)
			if err := table.Put(t.Context(), before); err != nil {
				t.Fatal(err)
			}
			wire.Reset()
			item, old, err := dynamo.Update[thing](t.Context(), table, before.Key, everything, c.cond)
			stored, _ := get(t, table, before.Key)
			if c.ok {
				if diff := cmp.Diff([]thing{after, after}, []thing{item, stored}); err != nil || old != nil || diff != "" {
					t.Errorf("%v, old %v (-want +got):\n%s", err, old, diff)
				}
				return
			}
			if errs.KindOf(err) != errs.Conflict || old == nil || wire.Calls() != 2 {
				t.Fatalf("%v with %v after %d calls", err, old, wire.Calls())
			}
			if diff := cmp.Diff([]thing{before, before}, []thing{*old, stored}); diff != "" {
				t.Errorf("old and stored (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnUpdateOfNothingTellsThatThereIsNothing(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	k := at("p", 1).Key
	_, old, err := dynamo.Update[thing](t.Context(), table, k, dynamo.Change{Add: map[string]int{"N": 1}}, dynamo.IfEqual("N", 0))
	if _, there := get(t, table, k); errs.KindOf(err) != errs.Conflict || old != nil || there {
		t.Errorf("%v with %v, made: %t", err, old, there)
	}
}
