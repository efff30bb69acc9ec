package lambda

import "syscall"

// processAttributes make the program a group of its own, which Ctrl-C does not
// reach, and have Linux kill it when this process is gone, however it went.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
