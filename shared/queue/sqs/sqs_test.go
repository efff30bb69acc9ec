package sqs

import (
	"crypto/md5"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/queue"
)

// server is a queue with SQS's rules for batches: at most ten messages, each with an
// id of its own. It refuses messages by body, and whole calls by number.
type server struct {
	mu     sync.Mutex
	refuse string
	broken int // number of the call that fails, from 1; 0: none
	calls  int
	got    []queue.Message
}

func (q *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var in struct {
		QueueURL       string `json:"QueueUrl"`
		AttributeNames []string
		Entries        []struct {
			ID, MessageBody string
			MessageGroupID  string `json:"MessageGroupId"`
		}
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.QueueURL != "http://queue/forecasts" {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	if r.Header.Get("X-Amz-Target") == "AmazonSQS.GetQueueAttributes" {
		fmt.Fprintf(w, `{"Attributes":{%q:"42"}}`, strings.Join(in.AttributeNames, ","))
		return
	}
	q.calls++
	ids := map[string]bool{}
	for _, e := range in.Entries {
		ids[e.ID] = true
	}
	if len(ids) != len(in.Entries) || len(ids) == 0 || len(ids) > 10 || q.calls == q.broken {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"__type":"InvalidBatch"}`)
		return
	}
	var out struct{ Failed, Successful []map[string]any }
	for _, e := range in.Entries {
		if e.MessageBody == q.refuse {
			out.Failed = append(out.Failed, map[string]any{"Id": e.ID, "Code": "InternalError", "SenderFault": false})
			continue
		}
		out.Successful = append(out.Successful, map[string]any{"Id": e.ID, "MessageId": e.ID, "MD5OfMessageBody": fmt.Sprintf("%x", md5.Sum([]byte(e.MessageBody)))})
		q.got = append(q.got, queue.Message{Group: e.MessageGroupID, Body: e.MessageBody})
	}
	_ = json.NewEncoder(w).Encode(out)
}

// start returns the queue as its users see it.
func (q *server) start(t *testing.T) queue.Queue {
	t.Helper()
	s := httptest.NewServer(q)
	t.Cleanup(s.Close)
	cfg := aws.Config{Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""), BaseEndpoint: &s.URL, HTTPClient: s.Client(), RetryMaxAttempts: 1}
	return Open(cfg, "http://queue/forecasts")
}

// messages are n of them, of as many vendors.
func messages(n int) []queue.Message {
	var all []queue.Message
	for i := range n {
		all = append(all, queue.Message{Group: fmt.Sprintf("v%d", i), Body: fmt.Sprintf("body %d", i)})
	}
	return all
}

func TestMessagesAreSentTenAtATime(t *testing.T) {
	t.Parallel()
	for n, calls := range map[int]int{0: 0, 1: 1, 10: 1, 11: 2, 25: 3} {
		q := &server{}
		err := q.start(t).Send(t.Context(), messages(n))
		if diff := cmp.Diff(messages(n), q.got); diff != "" || err != nil || q.calls != calls {
			t.Errorf("%d messages: %v in %d calls (-want +got):\n%s", n, err, q.calls, diff)
		}
	}
}

func TestARefusedMessageHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	q := &server{refuse: "body 3"}
	err := q.start(t).Send(t.Context(), messages(25))
	if err == nil || len(q.got) != 24 || strings.Contains(err.Error(), "body") {
		t.Errorf("%v after %d messages", err, len(q.got))
	}
}

func TestARefusedCallHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	q := &server{broken: 2}
	err := q.start(t).Send(t.Context(), messages(25))
	if err == nil || len(q.got) != 15 {
		t.Errorf("%v after %d messages, want 15", err, len(q.got))
	}
}

func TestHowMuchWaits(t *testing.T) {
	t.Parallel()
	got, err := (&server{}).start(t).Depth(t.Context())
	if err != nil || got != 42 {
		t.Errorf("%d, %v, want 42", got, err)
	}
}
