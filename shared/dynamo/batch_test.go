package dynamo_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
)

// read is what a batch holds of the given keys, by sort key.
func read(t *testing.T, batch dynamo.Batch, keys []dynamo.Key) map[dynamo.SK]int {
	t.Helper()
	got := map[dynamo.SK]int{}
	for _, k := range keys {
		item := thing{N: -1}
		found, err := batch.Read(k, &item)
		if err != nil {
			t.Fatal(err)
		}
		if found != (item.N >= 0) {
			t.Errorf("%s is found: %t, and is %d", k.SK, found, item.N)
		}
		got[k.SK] = item.N
	}
	return got
}

func TestABatchIsOneTripForEachHundredKeys(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	fill(t, table, "p", 130)
	for asked, trips := range map[int]int{0: 0, 1: 1, 100: 1, 101: 2, 140: 2} { // those from 130 on do not exist
		var keys []dynamo.Key
		want := map[dynamo.SK]int{}
		for n := range asked {
			k := at("p", n).Key
			keys = append(keys, k)
			if want[k.SK] = n; n >= 130 {
				want[k.SK] = -1
			}
		}
		wire.Reset()
		batch, err := table.GetBatch(t.Context(), keys)
		if err != nil || wire.Calls() != trips {
			t.Errorf("%d keys: %v after %d calls, want %d", asked, err, wire.Calls(), trips)
		}
		if diff := cmp.Diff(want, read(t, batch, keys)); diff != "" {
			t.Errorf("%d keys (-want +got):\n%s", asked, diff)
		}
	}
}

func TestABatchLargerThanAnAnswerIsReadToTheEnd(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	var keys []dynamo.Key
	want := map[dynamo.SK]int{}
	for n := range 60 { // 21 MB, where one answer holds 16
		item := at("p", n)
		item.Blob = bytes.Repeat([]byte{byte(n)}, 350_000)
		if err := table.Put(t.Context(), item); err != nil {
			t.Fatal(err)
		}
		keys, want[item.SK] = append(keys, item.Key), n
	}
	batch, err := table.GetBatch(t.Context(), keys)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, read(t, batch, keys)); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

// miserly is a service that answers with what it is told, one answer a call.
type miserly struct {
	answers []string
	calls   atomic.Int32
}

func (m *miserly) Do(*http.Request) (*http.Response, error) {
	n := int(m.calls.Add(1)) - 1
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(strings.NewReader(m.answers[min(n, len(m.answers)-1)])),
	}, nil
}

func (m *miserly) table() *dynamo.Table {
	return &dynamo.Table{Name: "t", Client: dynamodb.New(dynamodb.Options{Region: "us-east-1", HTTPClient: m, Credentials: anyone{}})}
}

func TestUnprocessedKeysAreAskedForAgain(t *testing.T) {
	t.Parallel()
	const (
		first  = `{"Responses":{"t":[{"PK":{"S":"p"},"SK":{"S":"A#000"},"N":{"N":"0"}}]},"UnprocessedKeys":{"t":{"Keys":[{"PK":{"S":"p"},"SK":{"S":"A#001"}}],"ConsistentRead":true}}}`
		second = `{"Responses":{"t":[{"PK":{"S":"p"},"SK":{"S":"A#001"},"N":{"N":"1"}}]},"UnprocessedKeys":{}}`
	)
	m := &miserly{answers: []string{first, second}}
	keys := []dynamo.Key{at("p", 0).Key, at("p", 1).Key}
	batch, err := m.table().GetBatch(t.Context(), keys)
	if err != nil || m.calls.Load() != 2 {
		t.Fatalf("%v after %d calls", err, m.calls.Load())
	}
	if diff := cmp.Diff(map[dynamo.SK]int{"A#000": 0, "A#001": 1}, read(t, batch, keys)); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

func TestATableThatNeverProcessesIsUnavailable(t *testing.T) {
	t.Parallel()
	m := &miserly{answers: []string{`{"Responses":{},"UnprocessedKeys":{"t":{"Keys":[{"PK":{"S":"p"},"SK":{"S":"A#001"}}]}}}`}}
	_, err := m.table().GetBatch(t.Context(), []dynamo.Key{at("p", 1).Key})
	if errs.KindOf(err) != errs.Unavailable || m.calls.Load() > 10 {
		t.Errorf("%v after %d calls", err, m.calls.Load())
	}
}

func TestABatchStopsWithItsRequest(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tabletest.New(t).GetBatch(ctx, []dynamo.Key{at("p", 1).Key}); err == nil {
		t.Error("a request that was given up is answered")
	}
}
