package triggers_test

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/lambda"
	"github.com/marketprep/marketprep/infra/local/template"
	"github.com/marketprep/marketprep/infra/local/triggers"
)

// queue speaks the part of the SQS protocol that polling needs. A message that was
// received is not received again.
type queue struct {
	mu       sync.Mutex
	waiting  []string // bodies, which are ids, too
	deleted  []string
	asked    []map[string]any
	broken   int           // requests to refuse
	received chan struct{} // gets a value for each answer without messages
}

func (q *queue) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in map[string]any
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.broken > 0 {
		q.broken--
		http.Error(w, `{"__type":"InternalError"}`, http.StatusBadRequest)
		return
	}
	out := map[string]any{}
	switch r.Header.Get("X-Amz-Target") {
	case "AmazonSQS.ReceiveMessage":
		q.asked = append(q.asked, in)
		n := min(int(in["MaxNumberOfMessages"].(float64)), len(q.waiting))
		var messages []map[string]any
		for _, body := range q.waiting[:n] {
			sum := md5.Sum([]byte(body))
			messages = append(messages, map[string]any{
				"MessageId": body, "ReceiptHandle": "handle-" + body, "Body": body, "MD5OfBody": hex.EncodeToString(sum[:]),
				"Attributes":        map[string]string{"ApproximateReceiveCount": "1", "MessageGroupId": "vendor"},
				"MessageAttributes": map[string]any{"trace": map[string]any{"DataType": "String", "StringValue": "t"}},
			})
		}
		q.waiting = q.waiting[n:]
		out["Messages"] = messages
		if n == 0 {
			select {
			case q.received <- struct{}{}:
			default:
			}
		}
	case "AmazonSQS.DeleteMessageBatch":
		for _, e := range in["Entries"].([]any) {
			entry := e.(map[string]any)
			if entry["ReceiptHandle"] == "handle-"+entry["Id"].(string) {
				q.deleted = append(q.deleted, entry["Id"].(string))
			}
		}
		out["Successful"], out["Failed"] = []any{}, []any{}
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	_ = json.NewEncoder(w).Encode(out)
}

// poll runs one feed over q until all messages were handed out and answered.
func poll(t *testing.T, q *queue, f template.QueueFeed, answer func(batch events.SQSEvent) (lambda.Result, error)) (log string) {
	t.Helper()
	q.received = make(chan struct{}, 1)
	server := httptest.NewServer(q)
	defer server.Close()
	client := sqs.New(sqs.Options{Region: "us-east-1", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""), RetryMaxAttempts: 1})
	f.Queue, f.URL, f.ARN, f.Enabled = "Queue", server.URL+"/000000000000/queue", "arn:aws:sqs:us-east-1:000000000000:queue", true
	invoke := func(_ context.Context, _ string, event []byte) (lambda.Result, error) {
		var batch events.SQSEvent
		if err := json.Unmarshal(event, &batch); err != nil {
			return lambda.Result{}, err
		}
		return answer(batch)
	}
	var written strings.Builder
	c := &clock{now: time.Date(2026, 5, 2, 9, 0, 0, 0, time.UTC)}
	run, err := triggers.New([]template.Function{{ID: "RunFunction", Name: "run", Queues: []template.QueueFeed{f}}}, invoke,
		triggers.Options{Queues: client, Log: &written, Now: c.Now, After: c.After})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { run.Run(ctx); close(ended) }()
	<-q.received
	cancel()
	<-ended
	return written.String()
}

func TestOnlyWhatSucceededIsDeleted(t *testing.T) {
	t.Parallel()
	const report = true
	for _, c := range []struct {
		name    string
		report  bool
		result  lambda.Result
		err     error
		deleted []string
	}{
		{"all went well", report, lambda.Result{Payload: []byte(`{"batchItemFailures":[]}`)}, nil, []string{"a", "b", "c"}},
		{"nothing said", report, lambda.Result{}, nil, []string{"a", "b", "c"}},
		{"null", report, lambda.Result{Payload: []byte(`null`)}, nil, []string{"a", "b", "c"}},
		{"one failed", report, lambda.Result{Payload: []byte(`{"batchItemFailures":[{"itemIdentifier":"b"}]}`)}, nil, []string{"a", "c"}},
		{"an unknown one failed", report, lambda.Result{Payload: []byte(`{"batchItemFailures":[{"itemIdentifier":"x"}]}`)}, nil, nil},
		{"a nameless one failed", report, lambda.Result{Payload: []byte(`{"batchItemFailures":[{"id":"b"}]}`)}, nil, nil},
		{"malformed", report, lambda.Result{Payload: []byte(`"b"`)}, nil, nil},
		{"the function failed", report, lambda.Result{Failed: true, Payload: []byte(`{"batchItemFailures":[]}`)}, nil, nil},
		{"throttled", report, lambda.Result{}, &lambda.Error{Type: "TooManyRequestsException"}, nil},
		{"failures are not asked for", !report, lambda.Result{Payload: []byte(`{"batchItemFailures":[{"itemIdentifier":"b"}]}`)}, nil, []string{"a", "b", "c"}},
	} {
		q := &queue{waiting: []string{"a", "b", "c"}}
		poll(t, q, template.QueueFeed{BatchSize: 5, ReportFailures: c.report}, func(events.SQSEvent) (lambda.Result, error) { return c.result, c.err })
		if diff := cmp.Diff(c.deleted, q.deleted); diff != "" {
			t.Errorf("%s: deleted (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestTheEventOfABatch(t *testing.T) {
	t.Parallel()
	q := &queue{waiting: []string{"a", "b", "c"}}
	var mu sync.Mutex
	var got []events.SQSEvent
	poll(t, q, template.QueueFeed{BatchSize: 2}, func(batch events.SQSEvent) (lambda.Result, error) {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, batch)
		return lambda.Result{}, nil
	})
	message := func(id, sum string) events.SQSMessage {
		return events.SQSMessage{
			MessageId: id, ReceiptHandle: "handle-" + id, Body: id, Md5OfBody: sum,
			Attributes: map[string]string{"ApproximateReceiveCount": "1", "MessageGroupId": "vendor"},
			MessageAttributes: map[string]events.SQSMessageAttribute{
				"trace": {DataType: "String", StringValue: aws.String("t"), StringListValues: []string{}, BinaryListValues: [][]byte{}},
			},
			EventSource: "aws:sqs", EventSourceARN: "arn:aws:sqs:us-east-1:000000000000:queue", AWSRegion: "us-east-1",
		}
	}
	slices.SortFunc(got, func(a, b events.SQSEvent) int { return len(b.Records) - len(a.Records) })
	want := []events.SQSEvent{
		{Records: []events.SQSMessage{message("a", "0cc175b9c0f1b6a831c399e269772661"), message("b", "92eb5ffee6ae2fec3ad71c777531578f")}},
		{Records: []events.SQSMessage{message("c", "4a8a08f09d37b73795649038408b5f33")}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if q.asked[0]["WaitTimeSeconds"] != 20.0 || q.asked[0]["MaxNumberOfMessages"] != 2.0 {
		t.Errorf("asked %v", q.asked[0])
	}
}

func TestALargeBatchIsCollected(t *testing.T) {
	t.Parallel()
	q := &queue{}
	for i := range 25 {
		q.waiting = append(q.waiting, fmt.Sprintf("m%02d", i))
	}
	all := slices.Clone(q.waiting)
	sizes := make(chan int, 5)
	poll(t, q, template.QueueFeed{BatchSize: 25, Window: time.Minute}, func(batch events.SQSEvent) (lambda.Result, error) {
		sizes <- len(batch.Records)
		return lambda.Result{}, nil
	})
	slices.Sort(q.deleted)
	if n := <-sizes; n != 25 || !slices.Equal(q.deleted, all) {
		t.Errorf("first batch of %d, deleted %q", n, q.deleted)
	}
}

func TestBatchesAtATimeAreLimited(t *testing.T) {
	t.Parallel()
	q := &queue{waiting: []string{"a", "b", "c", "d", "e", "f"}}
	var mu sync.Mutex
	running, most := 0, 0
	second := make(chan struct{})
	poll(t, q, template.QueueFeed{BatchSize: 1, MaxConcurrency: 2}, func(events.SQSEvent) (lambda.Result, error) {
		mu.Lock()
		running++
		most = max(most, running)
		if running == 2 && most == 2 {
			select {
			case <-second:
			default:
				close(second)
			}
		}
		mu.Unlock()
		<-second // two at a time do happen
		mu.Lock()
		running--
		mu.Unlock()
		return lambda.Result{}, nil
	})
	if most != 2 || len(q.deleted) != 6 {
		t.Errorf("%d at a time, %d deleted", most, len(q.deleted))
	}
}

func TestABrokenQueueIsPolledAgain(t *testing.T) {
	t.Parallel()
	q := &queue{waiting: []string{"a"}, broken: 2}
	log := poll(t, q, template.QueueFeed{BatchSize: 1}, func(events.SQSEvent) (lambda.Result, error) { return lambda.Result{}, nil })
	if strings.Count(log, "[run] Queue: receive: ") != 2 || !slices.Equal(q.deleted, []string{"a"}) {
		t.Errorf("deleted %q, log %s", q.deleted, log)
	}
}
