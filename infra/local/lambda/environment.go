package lambda

import (
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// environment is one running copy of a function.
type environment struct {
	id      string
	f       *function
	cmd     *exec.Cmd
	work    chan *invocation // has room for one
	asked   chan struct{}    // gets a value each time the program asks for work
	exited  chan struct{}    // closed when the program has ended
	since   time.Time        // of being idle; guarded by f.mu
	mu      sync.Mutex
	current *invocation // which the program has fetched and not answered
	initErr []byte      // what the program said about why it cannot start
}

// start runs another copy of the program. f.mu is held.
func (f *function) start() (*environment, error) {
	h := f.host
	e := &environment{
		id: uuid(), f: f,
		work: make(chan *invocation, 1), asked: make(chan struct{}, 1), exited: make(chan struct{}),
	}
	e.cmd = exec.Command(f.Program) //nolint:noctx // it outlives the invocation that it is started for
	e.cmd.Dir = filepath.Dir(f.Program)
	e.cmd.Env = f.variables(h.address + "/" + e.id)
	e.cmd.SysProcAttr = processAttributes()
	out := h.log.prefixed(f.Name)
	e.cmd.Stdout, e.cmd.Stderr = out, out
	e.cmd.WaitDelay = time.Second // a child of the program may hold its output open

	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, ErrClosed
	}
	if err := h.starter.start(e.cmd); err != nil {
		return nil, &Error{"ServiceException", http.StatusInternalServerError, fmt.Sprintf("start %s: %v", f.Name, err)}
	}
	h.environments[e.id] = e
	go e.wait(out)
	return e, nil
}

// wait forgets a copy when its program has ended.
func (e *environment) wait(out *prefixed) {
	_ = e.cmd.Wait() // how it ended is in ProcessState
	out.flush()
	h, f := e.f.host, e.f
	f.mu.Lock()
	f.stats.Running--
	for i, other := range f.idle {
		if other == e {
			f.idle = append(f.idle[:i:i], f.idle[i+1:]...)
			break
		}
	}
	f.mu.Unlock()
	h.mu.Lock()
	delete(h.environments, e.id)
	h.mu.Unlock()
	close(e.exited)
}

// outcome waits for what becomes of inv. It was not started if the copy ended
// before it took inv.
func (e *environment) outcome(inv *invocation) (r Result, started bool) {
	begin := time.NewTimer(initTimeout)
	defer begin.Stop()
	select {
	case <-inv.taken:
	case <-e.exited:
		return e.ended(inv), false
	case <-begin.C:
		e.kill()
		<-e.exited
		return failure(inv, "Sandbox.Timedout", "Task timed out after %.2f seconds", initTimeout.Seconds()), true
	}
	limit := time.NewTimer(e.f.Timeout)
	defer limit.Stop()
	select {
	case r = <-inv.answered:
	case <-e.exited:
		select {
		case r = <-inv.answered: // it said what went wrong, then ended
		default:
			return e.ended(inv), true
		}
	case <-limit.C:
		return e.timedOut(inv), true
	}
	// An invocation ends when the program asks for more: only then can the next
	// one have this copy, instead of starting another.
	select {
	case <-e.asked:
		e.f.release(e)
	case <-e.exited:
	case <-limit.C:
		e.kill()
		<-e.exited
	}
	return r, true
}

func (e *environment) timedOut(inv *invocation) Result {
	e.kill()
	<-e.exited
	return failure(inv, "Sandbox.Timedout", "Task timed out after %.2f seconds", e.f.Timeout.Seconds())
}

// ended says how the program ended without an answer.
func (e *environment) ended(inv *invocation) Result {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.initErr != nil {
		return Result{RequestID: inv.id, Payload: e.initErr, Failed: true}
	}
	state := e.cmd.ProcessState
	if state.Success() {
		return failure(inv, "Runtime.ExitError", "Runtime exited without providing a reason")
	}
	return failure(inv, "Runtime.ExitError", "Runtime exited with error: %s", state)
}

// kill ends the program and what it started.
func (e *environment) kill() { e.signal(syscall.SIGKILL) }

func (e *environment) signal(s syscall.Signal) {
	select {
	case <-e.exited: // its number may be another's by now
		return
	default:
	}
	// The whole group. There is none if the program has just ended.
	if err := syscall.Kill(-e.cmd.Process.Pid, s); err != nil && !errors.Is(err, syscall.ESRCH) {
		_ = e.cmd.Process.Kill()
	}
}

// stop ends the program, politely at first, and waits until it has ended.
func (e *environment) stop() {
	e.signal(syscall.SIGTERM)
	select {
	case <-e.exited:
	case <-time.After(time.Second):
		e.kill()
		<-e.exited
	}
}

// variables are the whole environment of the program: what Lambda sets, and what
// the template declares.
func (f *function) variables(runtimeAPI string) []string {
	o := f.host.options
	all := map[string]string{
		"PATH": "/usr/local/bin:/usr/bin:/bin:/opt/bin", "LANG": "en_US.UTF-8", "TZ": ":UTC",
		"AWS_REGION": o.Region, "AWS_DEFAULT_REGION": o.Region,
		"AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand", "AWS_LAMBDA_LOG_FORMAT": "Text",
		"AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/" + f.Name, "AWS_LAMBDA_LOG_STREAM_NAME": "local",
		// Nobody listens there, and the X-Ray SDK must not look elsewhere.
		"AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000", "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
	}
	if f.JSONLogs {
		all["AWS_LAMBDA_LOG_FORMAT"] = "JSON"
	}
	for k, v := range f.Environment {
		all[k] = v
	}
	all["AWS_LAMBDA_RUNTIME_API"] = runtimeAPI
	all["AWS_LAMBDA_FUNCTION_NAME"], all["AWS_LAMBDA_FUNCTION_VERSION"] = f.Name, "$LATEST"
	all["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = strconv.Itoa(f.Memory)
	all["_HANDLER"], all["LAMBDA_TASK_ROOT"], all["LAMBDA_RUNTIME_DIR"] = "bootstrap", filepath.Dir(f.Program), filepath.Dir(f.Program)
	var list []string
	for k, v := range all {
		list = append(list, k+"="+v)
	}
	return list
}
