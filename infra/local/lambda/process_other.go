//go:build !linux

package lambda

import "syscall"

// processAttributes make the program a group of its own, which Ctrl-C does not
// reach. When this process is killed, the Runtime API is gone with it, and a
// program that asks for work ends.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
