package engines

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// guard runs a program and kills it when standard input, a pipe that only the
// starting process holds, comes to its end: then that process is gone, however
// it went. SIGTERM is passed on, and the guard ends when the program has ended.
const guard = `exec 3<&0
"$@" 3<&- </dev/null & program=$!
(read -r _ <&3; kill -KILL $program) >/dev/null 2>&1 & watch=$!
exec 3<&-
trap 'kill -TERM $program' TERM
wait $program; status=$?
while kill -0 $program 2>/dev/null; do wait $program; status=$?; done
kill $watch 2>/dev/null; wait $watch
exit $status`

// patience is how long a server may take until it listens. DynamoDB Local needs
// two seconds on two idle cores, and tests start several at once.
const patience = time.Minute

// A Process is a server that runs until Stop, and never longer than the process
// that started it.
type Process struct {
	Addr string // host:port

	grace time.Duration
	cmd   *exec.Cmd
	held  io.Closer // the pipe that keeps the guard from killing
	tail  *tail
	done  chan struct{} // closed when the process has ended
	err   error         // how, once done is closed
}

// start runs a server and waits until it listens on addr.
func start(ctx context.Context, addr string, log io.Writer, env []string, program string, args ...string) (*Process, error) {
	cmd := exec.Command("/bin/sh", append([]string{"-c", guard, "sh", program}, args...)...) //nolint:noctx // it outlives ctx
	p := &Process{Addr: addr, cmd: cmd, tail: &tail{next: log}, done: make(chan struct{})}
	cmd.Env = env
	cmd.Stdout, cmd.Stderr = p.tail, p.tail
	// A group of its own: Ctrl-C in a terminal must not reach a server before its users.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// Or the server that listens there would be taken for the one that could not.
	if _, err := free(addr); err != nil {
		return nil, err
	}
	var err error
	if p.held, err = cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("engines: start %s: %w", program, err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("engines: start %s: %w", program, err)
	}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	if err := p.ready(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("engines: %s on %s: %w\n%s", program, addr, err, p.tail), p.Stop())
	}
	return p, nil
}

// ready waits until the server answers. An open port would say less: a server may
// listen before it has read its data.
func (p *Process) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	every := time.NewTicker(5 * time.Millisecond)
	defer every.Stop()
	for {
		if answers(ctx, p.Addr) {
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("ended before it was ready: %w", p.err)
		case <-ctx.Done():
			return fmt.Errorf("does not answer: %w", ctx.Err())
		case <-every.C:
		}
	}
}

// answers reports whether a server answers anything at all.
func answers(ctx context.Context, addr string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/", http.NoBody)
	if err != nil {
		return false
	}
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	return err == nil && resp.Body.Close() == nil
}

// Done is closed when the process has ended, by Stop or by itself.
func (p *Process) Done() <-chan struct{} { return p.done }

// grace is how long a server that keeps data may take to end. The emulator waits
// three seconds for its callers and then writes what it has.
const grace = 10 * time.Second

// Stop ends the process, by force if it does not end soon, and returns when it has
// ended. A second call does nothing.
func (p *Process) Stop() error {
	if p.grace > 0 {
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		p.ended(p.grace)
	}
	_ = p.held.Close() // the guard kills the program and waits for it
	p.ended(time.Second)
	// The whole group: what the program started goes with it.
	if err := syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("engines: stop process %d: %w", p.cmd.Process.Pid, err)
	}
	<-p.done
	return nil
}

// ended waits until the process has ended, but not for longer than limit.
func (p *Process) ended(limit time.Duration) {
	select {
	case <-p.done:
	case <-time.After(limit):
	}
}

// tail passes output on and remembers the end of it, for the error that says why
// a server died.
type tail struct {
	mu   sync.Mutex
	end  []byte
	next io.Writer // may be nil
}

const tailSize = 4096

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end = append(t.end, b...)
	t.end = t.end[max(0, len(t.end)-tailSize):]
	if t.next == nil {
		return len(b), nil
	}
	return t.next.Write(b)
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(t.end))
}

// free returns addr, with a port chosen if that is 0, unless somebody listens there.
func free(addr string) (string, error) {
	l, err := net.Listen("tcp", addr) //nolint:noctx // it does not block
	if err != nil {
		return "", fmt.Errorf("engines: port is taken: %w", err)
	}
	defer l.Close() //nolint:errcheck // nothing was sent
	return l.Addr().String(), nil
}
