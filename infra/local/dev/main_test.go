package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestMain lets a test run this very program as the command.
func TestMain(m *testing.M) {
	if os.Getenv("MARKETPREP_TEST_DEV") == "" {
		os.Exit(m.Run())
	}
	main()
}

// However it is stopped, no process is left. Every one of them holds the pipe that
// it inherits, so that reading it comes to an end when the last of them is gone.
func TestNoProcessIsLeft(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]syscall.Signal{"Ctrl-C": syscall.SIGINT, "kill": syscall.SIGTERM, "kill -9": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			alive, held, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(os.Args[0], "-root", "../../..", "-port", "0", "-empty", "-data", t.TempDir())
			cmd.Env = append(os.Environ(), "MARKETPREP_TEST_DEV=1")
			cmd.ExtraFiles = []*os.File{held, held, held} // the guard of an engine uses the first number itself
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			var said strings.Builder
			cmd.Stderr = &said
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if err := held.Close(); err != nil {
				t.Fatal(err)
			}
			url := address(out)
			// A function has to be running, too.
			resp, err := http.Get(url + "/health")
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != http.StatusOK || resp.Body.Close() != nil {
				t.Errorf("health: %+v", resp)
			}
			if err := cmd.Process.Signal(s); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadAll(alive); err != nil {
				t.Error(err)
			}
			if err := cmd.Wait(); (err == nil) != (s != syscall.SIGKILL) {
				t.Errorf("%v\n%s", err, said.String())
			}
		})
	}
}

// address reads on until the program says where it answers.
func address(out io.Reader) string {
	var url string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, err := fmt.Sscanf(lines.Text(), "MarketPrep answers on %s", &url); err == nil {
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return url
}
