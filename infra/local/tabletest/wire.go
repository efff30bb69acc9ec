package tabletest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// A Wire stands between a client and the table. It counts requests, the SDK's
// own retries included, and makes chosen ones fail. Safe for concurrent use.
type Wire struct {
	next http.RoundTripper

	mu    sync.Mutex
	ops   []string
	fault func(call int) Fault
}

// A Fault is what happens to a request instead of what the engine does, since no
// engine throttles, loses an answer or reports a conflict by itself.
type Fault int

// The faults.
const (
	None       Fault = iota
	Throttled        // refused with ProvisionedThroughputExceededException: nothing happened
	Conflicted       // a transaction is cancelled for a TransactionConflict; anything else is refused with TransactionConflictException
	Broken           // 500 InternalServerError: nothing happened
	Unreached        // the connection breaks before the request arrives: nothing happened
	Unanswered       // the connection breaks after the request took effect
)

// Calls is the number of requests since the table was made or Reset was called.
func (w *Wire) Calls() int { return len(w.Operations()) }

// Operations are the names of those requests in order: Query, TransactWriteItems.
func (w *Wire) Operations() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.ops)
}

// Reset forgets the requests so far, and all faults.
func (w *Wire) Reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ops, w.fault = nil, nil
}

// Fail makes the calls-th requests from now on (1 is the next one) meet fault f,
// or every request if none is named. It replaces what was asked for before. The
// SDK makes three tries, so that 1 alone goes unnoticed and 1, 2, 3 do not.
func (w *Wire) Fail(f Fault, calls ...int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	done := len(w.ops)
	w.fault = func(call int) Fault {
		if len(calls) == 0 || slices.Contains(calls, call-done) {
			return f
		}
		return None
	}
}

// RoundTrip implements http.RoundTripper.
func (w *Wire) RoundTrip(req *http.Request) (*http.Response, error) {
	_, op, _ := strings.Cut(req.Header.Get("X-Amz-Target"), ".")
	f := w.record(op)
	if f == None || f == Unanswered {
		resp, err := w.next.RoundTrip(req)
		if f == None || err != nil {
			return resp, err
		}
		// Reading to the end, so that the engine has finished.
		_, err = io.Copy(io.Discard, resp.Body)
		return nil, errors.Join(errors.New("tabletest: the answer is lost"), err, resp.Body.Close())
	}
	if req.Body != nil {
		if err := req.Body.Close(); err != nil {
			return nil, fmt.Errorf("tabletest: close request: %w", err)
		}
	}
	if f == Unreached {
		return nil, errors.New("tabletest: connection reset")
	}
	return refusal(req, f, op), nil
}

func (w *Wire) record(op string) Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ops = append(w.ops, op)
	if w.fault == nil {
		return None
	}
	return w.fault(len(w.ops))
}

// refusal is the answer that AWS gives, in the shape of the JSON 1.0 protocol.
func refusal(req *http.Request, f Fault, op string) *http.Response {
	status, code, rest := http.StatusBadRequest, "ProvisionedThroughputExceededException", ""
	switch {
	case f == Broken:
		status, code = http.StatusInternalServerError, "InternalServerError"
	case f == Conflicted && op == "TransactWriteItems":
		code, rest = "TransactionCanceledException", `,"CancellationReasons":[{"Code":"TransactionConflict","Message":"Transaction is ongoing for the item"}]`
	case f == Conflicted:
		code = "TransactionConflictException"
	}
	body := fmt.Sprintf(`{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":"made by tabletest"%s}`, code, rest)
	return &http.Response{
		Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)),
		Request:       req,
	}
}
