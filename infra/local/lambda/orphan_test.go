package lambda_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/marketprep/marketprep/infra/local/lambda"
)

// runHost is what this test binary does instead of testing when it is called with
// the path of a program: it runs a host, says which process serves, and waits.
func runHost(program string) {
	h, err := lambda.Start([]lambda.Function{{Name: "Subject", Program: program, Timeout: time.Minute}}, lambda.Options{Log: os.Stderr})
	if err != nil {
		panic(err)
	}
	r, err := h.Invoke(context.Background(), "Subject", []byte(`{"Do":"served"}`))
	if err != nil {
		panic(err)
	}
	fmt.Println(string(r.Payload))
	_, _ = h.Invoke(context.Background(), "Subject", []byte(`{"Do":"hang"}`))
}

// A host that is killed cannot stop its programs: Linux does.
func TestNoProgramOutlivesAKilledHost(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("there, a program ends when it next asks for work")
	}
	host := exec.CommandContext(t.Context(), os.Args[0], runHostFlag, program)
	out, err := host.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := host.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var served []int
	if err := json.Unmarshal(line, &served); err != nil {
		t.Fatal(err)
	}
	if err := host.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = host.Wait()
	for running(t, served[0]) { // ends by itself, soon, or never
		runtime.Gosched()
	}
}

// running reports whether a process runs, which one that nobody waits for does not.
func running(t *testing.T, pid int) bool {
	t.Helper()
	exe, err := os.Readlink(filepath.Join("/proc", strconv.Itoa(pid), "exe"))
	return err == nil && exe == program
}
