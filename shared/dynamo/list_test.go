package dynamo_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
)

// thing is what these tests keep in a table.
type thing struct {
	dynamo.Key
	dynamo.Versioned
	N    int
	Blob []byte            `dynamodbav:",omitempty"`
	Tags map[string]string `dynamodbav:",omitempty"`
	Set  dynamo.StringSet  `dynamodbav:",omitempty"`
}

// at is the n-th thing of partition pk.
func at(pk dynamo.PK, n int) thing {
	return thing{Key: dynamo.Key{PK: pk, SK: dynamo.SK(fmt.Sprintf("A#%03d", n))}, N: n}
}

// fill puts count things into partition pk.
func fill(t *testing.T, table *dynamo.Table, pk dynamo.PK, count int) []thing {
	t.Helper()
	var all []thing
	for n := range count {
		all = append(all, at(pk, n))
		if err := table.Put(t.Context(), all[n]); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestPagesJoinIntoTheWholeRange(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	all := fill(t, table, "p", 23)
	fill(t, table, "q", 3)
	for _, limit := range []int32{1, 5, 19, 20, 100, 0} {
		for _, newest := range []bool{false, true} {
			var got []thing
			r := dynamo.Range{From: "A#002", To: "A#021", Limit: limit, NewestFirst: newest}
			for pages := 1; ; pages++ {
				wire.Reset()
				page, err := dynamo.List[thing](t.Context(), table, "p", r)
				if err != nil || wire.Calls() != 1 {
					t.Fatalf("limit %d, page %d: %v after %d calls", limit, pages, err, wire.Calls())
				}
				if limit > 0 && len(page.Items) > int(limit) {
					t.Errorf("limit %d: %d on one page", limit, len(page.Items))
				}
				got = append(got, page.Items...)
				if r.After = page.Next; r.After == "" || pages > 30 {
					break
				}
			}
			want := slices.Clone(all[2:22])
			if newest {
				slices.Reverse(want)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("limit %d, newest first %t (-want +got):\n%s", limit, newest, diff)
			}
		}
	}
}

func TestAnEmptyListIsNotNil(t *testing.T) {
	t.Parallel()
	page, err := dynamo.List[thing](t.Context(), tabletest.New(t), "p", dynamo.Range{From: "A", To: "B"})
	if diff := cmp.Diff(dynamo.Page[thing]{Items: []thing{}}, page); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestATokenOpensNothingOfOthers(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	mine, theirs := fill(t, table, "mine", 4), fill(t, table, "theirs", 4)
	r := dynamo.Range{From: "A#", To: "A#\uffff", Limit: 2}
	page, err := dynamo.List[thing](t.Context(), table, "theirs", r)
	if err != nil || page.Next == "" {
		t.Fatalf("%+v, %v", page, err)
	}
	// A token that another vendor was given continues the caller's own list.
	r.After = page.Next
	page, err = dynamo.List[thing](t.Context(), table, "mine", r)
	if diff := cmp.Diff(mine[2:], page.Items); err != nil || diff != "" {
		t.Errorf("%v, mine (-want +got):\n%s", err, diff)
	}
	if strings.Contains(page.Next, string(theirs[0].PK)) {
		t.Errorf("the token %s names a partition", page.Next)
	}
}

func TestAForeignTokenIsRefused(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	fill(t, table, "p", 3)
	encoded := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	for _, token := range []string{
		"x", "!!", encoded("not JSON"), encoded(`7`), encoded(`{"PK":"p","SK":"A#001"}`), encoded(`["A#001"]`), encoded(`""`),
		encoded(strconv.Quote("B#001")), encoded(strconv.Quote("A")), encoded(`"PROFILE"`),
	} {
		page, err := dynamo.List[thing](t.Context(), table, "p", dynamo.Range{From: "A#", To: "A#\uffff", After: token})
		if errs.KindOf(err) != errs.Invalid || len(page.Items) != 0 {
			t.Errorf("token %q: %+v, %v", token, page, err)
		}
	}
	// One from the middle of the range is as good as one that was given out, also
	// if the item it names is gone.
	page, err := dynamo.List[thing](t.Context(), table, "p", dynamo.Range{From: "A#", To: "A#\uffff", After: encoded(`"A#000x"`)})
	if err != nil || len(page.Items) != 2 {
		t.Errorf("%d items, %v", len(page.Items), err)
	}
}

// due is an item of work.
type due struct {
	dynamo.Key
	dynamo.Due
}

func TestDueWorkIsWhatIsOverdue(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	for n, d := range []dynamo.Due{{Due: "q", DueAt: "2026-11-23T12:00:01Z"}, {Due: "q", DueAt: "2026-11-23T11:00:00Z"}, {Due: "q", DueAt: "2026-11-23T12:00:00Z"}, {Due: "other", DueAt: "2026-11-23T11:00:00Z"}, {}} {
		if err := table.Put(t.Context(), due{dynamo.Key{PK: "p", SK: dynamo.SK(strconv.Itoa(n))}, d}); err != nil {
			t.Fatal(err)
		}
	}
	for limit, want := range map[int32][]dynamo.SK{10: {"1", "2"}, 1: {"1"}} {
		items, err := dynamo.ListDue[due](t.Context(), table, "q", "2026-11-23T12:00:00Z", limit)
		var got []dynamo.SK
		for _, i := range items {
			got = append(got, i.SK)
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("limit %d: %v (-want +got):\n%s", limit, err, diff)
		}
	}
}
