package functiontest

import (
	"crypto/md5" //nolint:gosec // SQS says so
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// Queue is an SQS queue that keeps what it is sent.
type Queue struct {
	URL string

	mu     sync.Mutex
	bodies []string
}

// NewQueue starts a queue.
func NewQueue(t *testing.T) *Queue {
	t.Helper()
	q := &Queue{}
	server := httptest.NewServer(q)
	t.Cleanup(server.Close)
	q.URL = server.URL
	return q
}

// Take returns the bodies of the messages and forgets them.
func (q *Queue) Take() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	bodies := q.bodies
	q.bodies = nil
	return slices.Sorted(slices.Values(bodies))
}

func (q *Queue) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct {
		AttributeNames []string
		Entries        []struct {
			ID          string `json:"Id"`
			MessageBody string
		}
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if r.Header.Get("X-Amz-Target") == "AmazonSQS.GetQueueAttributes" {
		fmt.Fprintf(w, `{"Attributes":{"ApproximateNumberOfMessages":"%d"}}`, len(q.bodies))
		return
	}
	var out struct{ Successful []map[string]string }
	for _, e := range in.Entries {
		q.bodies = append(q.bodies, e.MessageBody)
		sum := fmt.Sprintf("%x", md5.Sum([]byte(e.MessageBody))) //nolint:gosec // SQS says so
		out.Successful = append(out.Successful, map[string]string{"Id": e.ID, "MessageId": e.ID, "MD5OfMessageBody": sum})
	}
	_ = json.NewEncoder(w).Encode(out)
}
