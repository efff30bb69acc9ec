package lambda_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/lambda"
)

// program is the bootstrap below testdata/function.
var program string

// runHostFlag as first argument makes this binary a host; see orphan_test.go.
const runHostFlag = "-run-host"

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == runHostFlag {
		runHost(os.Args[2])
		return
	}
	dir, err := os.MkdirTemp("", "lambda")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "bootstrap")
	if out, err := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", program, "./testdata/function").CombinedOutput(); err != nil {
		panic(string(out))
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func host(t *testing.T, f lambda.Function, o lambda.Options) *lambda.Host {
	t.Helper()
	f.Name, f.Program = "Subject", program
	if f.Timeout == 0 {
		f.Timeout = time.Minute
	}
	h, err := lambda.Start([]lambda.Function{f}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func invoke(t *testing.T, h *lambda.Host, event string) lambda.Result {
	t.Helper()
	r, err := h.Invoke(t.Context(), "Subject", []byte(event))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

type failure struct{ ErrorType, ErrorMessage string }

func TestWhatAFunctionAnswers(t *testing.T) {
	t.Parallel()
	h := host(t, lambda.Function{}, lambda.Options{})
	for _, c := range []struct {
		event, want string
		fails       *failure // RequestId is cut off
	}{
		{`{"Do":"echo","Value":{"a":[1,"ü"]}}`, `{"a":[1,"ü"]}`, nil},
		{`{"Do":"error"}`, "", &failure{"errorString", "as asked"}},
		{`{"Do":"panic"}`, "", &failure{"string", "as asked"}},
		{`{"Do":"exit"}`, "", &failure{"Runtime.ExitError", "Runtime exited with error: exit status 7"}},
		{`{"Do":"size","Size":6291554}`, `"` + strings.Repeat("x", 6291554) + `"`, nil},
		{`{"Do":"size","Size":6291555}`, "", &failure{"Function.ResponseSizeTooLarge", "Response payload size exceeded maximum allowed payload size (6291556 bytes)."}},
		{`{"Do":"echo","Value":"after all that"}`, `"after all that"`, nil},
	} {
		r := invoke(t, h, c.event)
		if c.fails == nil {
			if r.Failed || string(r.Payload) != c.want {
				t.Errorf("%s: failed %t, %.200s", c.event, r.Failed, r.Payload)
			}
			continue
		}
		var got failure
		if err := json.Unmarshal(r.Payload, &got); err != nil || !r.Failed {
			t.Errorf("%s: failed %t, %.200s", c.event, r.Failed, r.Payload)
		}
		got.ErrorMessage = strings.TrimPrefix(got.ErrorMessage, "RequestId: "+r.RequestID+" Error: ")
		if diff := cmp.Diff(*c.fails, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.event, diff)
		}
	}
	// echo, error; again after panic, exit; size twice; again after the last
	want := lambda.Stats{Invocations: 7, ColdStarts: 4, Failures: 4, Running: 1}
	if diff := cmp.Diff(want, h.Stats("Subject")); diff != "" {
		t.Errorf("stats (-want +got):\n%s", diff)
	}
}

func TestAFunctionThatTakesTooLong(t *testing.T) {
	t.Parallel()
	h := host(t, lambda.Function{Timeout: 20 * time.Millisecond}, lambda.Options{})
	for range 2 { // the second in a new process
		r := invoke(t, h, `{"Do":"hang"}`)
		want := fmt.Sprintf(`{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: %s Error: Task timed out after 0.02 seconds"}`, r.RequestID)
		if !r.Failed || string(r.Payload) != want {
			t.Errorf("got %s, want %s", r.Payload, want)
		}
	}
	want := lambda.Stats{Invocations: 2, ColdStarts: 2, Failures: 2}
	if diff := cmp.Diff(want, h.Stats("Subject")); diff != "" {
		t.Errorf("stats (-want +got):\n%s", diff)
	}
}

func TestACopyServesOneAfterTheOther(t *testing.T) {
	t.Parallel()
	h := host(t, lambda.Function{Concurrency: 1}, lambda.Options{})
	var first, last []int
	for i := range 50 {
		r := invoke(t, h, `{"Do":"served"}`)
		if err := json.Unmarshal(r.Payload, &last); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = last
		}
	}
	if want := []int{first[0], 50}; !slices.Equal(last, want) {
		t.Errorf("process and count %v, want %v", last, want)
	}
}

func TestConcurrencyIsLimited(t *testing.T) {
	t.Parallel()
	log := &watched{want: "hanging", seen: make(chan struct{}, 3)}
	h := host(t, lambda.Function{Concurrency: 2}, lambda.Options{Log: log, Grace: time.Millisecond})
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			if _, err := h.Invoke(ctx, "Subject", []byte(`{"Do":"hang"}`)); !errors.Is(err, context.Canceled) {
				t.Errorf("hanging: %v", err)
			}
		})
		<-log.seen
	}
	_, err := h.Invoke(t.Context(), "Subject", []byte(`{"Do":"echo"}`))
	if e, ok := errors.AsType[*lambda.Error](err); !ok || e.Type != "TooManyRequestsException" {
		t.Errorf("third: %v", err)
	}
	cancel()
	all.Wait()
	want := lambda.Stats{ColdStarts: 2, Throttled: 1, Running: 2}
	if diff := cmp.Diff(want, h.Stats("Subject")); diff != "" {
		t.Errorf("stats (-want +got):\n%s", diff)
	}
}

// watched tells when a text is written.
type watched struct {
	want string
	seen chan struct{}
	mu   sync.Mutex
	all  bytes.Buffer
}

func (w *watched) Write(b []byte) (int, error) {
	w.mu.Lock()
	w.all.Write(b)
	w.mu.Unlock()
	if strings.Contains(string(b), w.want) {
		w.seen <- struct{}{}
	}
	return len(b), nil
}

func TestAFunctionThatCannotStart(t *testing.T) {
	t.Parallel()
	h := host(t, lambda.Function{Environment: map[string]string{"START": "exit"}}, lambda.Options{})
	for range 2 {
		r := invoke(t, h, `{}`)
		if !r.Failed || !strings.Contains(string(r.Payload), `exit status 3`) {
			t.Errorf("%s", r.Payload)
		}
	}
	missing, err := lambda.Start([]lambda.Function{{Name: "Missing", Program: program + "-not"}}, lambda.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := missing.Invoke(t.Context(), "Missing", nil); err == nil || !strings.Contains(err.Error(), "start Missing") {
		t.Errorf("no program: %v", err)
	}
	if err := missing.Close(); err != nil {
		t.Error(err)
	}
}

func TestNothingOfTheHostLeaks(t *testing.T) {
	t.Setenv("SECRET_OF_THE_HOST", "1")
	h := host(t, lambda.Function{Memory: 512, JSONLogs: true, Environment: map[string]string{"TABLE_NAME": "t", "AWS_ACCESS_KEY_ID": "local"}}, lambda.Options{})
	var got []string
	if err := json.Unmarshal(invoke(t, h, `{"Do":"environment"}`).Payload, &got); err != nil {
		t.Fatal(err)
	}
	got = slices.DeleteFunc(got, func(v string) bool {
		return strings.HasPrefix(v, "AWS_LAMBDA_RUNTIME_API=127.0.0.1:") || strings.HasPrefix(v, "_X_AMZN_TRACE_ID=Root=1-")
	})
	slices.Sort(got)
	dir := filepath.Dir(program)
	want := []string{
		"AWS_ACCESS_KEY_ID=local", "AWS_DEFAULT_REGION=us-east-1", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512", "AWS_LAMBDA_FUNCTION_NAME=Subject",
		"AWS_LAMBDA_FUNCTION_VERSION=$LATEST", "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand", "AWS_LAMBDA_LOG_FORMAT=JSON",
		"AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/Subject", "AWS_LAMBDA_LOG_STREAM_NAME=local", "AWS_REGION=us-east-1",
		"AWS_XRAY_CONTEXT_MISSING=LOG_ERROR", "AWS_XRAY_DAEMON_ADDRESS=127.0.0.1:2000", "LAMBDA_RUNTIME_DIR=" + dir, "LAMBDA_TASK_ROOT=" + dir,
		"LANG=en_US.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin:/opt/bin", "TABLE_NAME=t", "TZ=:UTC", "_HANDLER=bootstrap",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
}

func TestContextOfAnInvocation(t *testing.T) {
	t.Parallel()
	h := host(t, lambda.Function{}, lambda.Options{})
	ctx := lambda.WithTrace(t.Context(), "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1")
	r, err := h.Invoke(ctx, "Subject", []byte(`{"Do":"context"}`))
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`{"arn":"arn:aws:lambda:us-east-1:000000000000:function:Subject","id":%q,"timed":true,`+
		`"trace":"Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"}`, r.RequestID)
	if string(r.Payload) != want {
		t.Errorf("got %s, want %s", r.Payload, want)
	}
}

func TestLogLinesNameTheFunction(t *testing.T) {
	t.Parallel()
	log := &watched{want: "none", seen: make(chan struct{})}
	h := host(t, lambda.Function{}, lambda.Options{Log: log})
	invoke(t, h, `{"Do":"log"}`)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if got, want := log.all.String(), "[Subject] one\n[Subject] two\n"; got != want {
		t.Errorf("log %q, want %q", got, want)
	}
}

func TestCloseLeavesNoProcess(t *testing.T) {
	t.Parallel()
	for _, start := range []string{"", "stubborn"} {
		h := host(t, lambda.Function{Environment: map[string]string{"START": start}}, lambda.Options{})
		var served []int
		if err := json.Unmarshal(invoke(t, h, `{"Do":"served"}`).Payload, &served); err != nil {
			t.Fatal(err)
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
		if err := syscall.Kill(served[0], 0); !errors.Is(err, syscall.ESRCH) {
			t.Errorf("%q: process %d after the end: %v", start, served[0], err)
		}
		if _, err := h.Invoke(t.Context(), "Subject", nil); !errors.Is(err, lambda.ErrClosed) {
			t.Errorf("invoke after the end: %v", err)
		}
	}
}
