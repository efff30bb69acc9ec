package lambda

import (
	"os/exec"
	"runtime"
)

// starter starts all programs from one thread that lives as long as the host:
// Linux kills a program with Pdeathsig when the thread that started it ends, and
// threads come and go under Go's scheduler.
type starter struct {
	commands chan startRequest
}

type startRequest struct {
	cmd *exec.Cmd
	err chan error
}

func newStarter() *starter {
	s := &starter{commands: make(chan startRequest)}
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with this loop
		for c := range s.commands {
			c.err <- c.cmd.Start()
		}
	}()
	return s
}

func (s *starter) start(cmd *exec.Cmd) error {
	r := startRequest{cmd, make(chan error)}
	s.commands <- r
	return <-r.err
}

func (s *starter) close() { close(s.commands) }
