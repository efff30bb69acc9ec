package engines_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/marketprep/marketprep/infra/local/engines"
)

// start is a way to run a server.
type start func(context.Context, engines.Options) (*engines.Process, error)

func servers() map[string]start {
	return map[string]start{"table": engines.StartTable, "emulator": engines.StartEmulator}
}

func TestServerListensUntilStopped(t *testing.T) {
	t.Parallel()
	for name, start := range servers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := start(t.Context(), engines.Options{Data: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			get(t, p.Addr)
			if err := errors.Join(p.Stop(), p.Stop()); err != nil {
				t.Error(err)
			}
			if conn, err := net.Dial("tcp", p.Addr); err == nil {
				t.Errorf("it still listens after Stop: %v", conn.Close())
			}
		})
	}
}

func get(t *testing.T, addr string) {
	t.Helper()
	resp, err := http.Get("http://" + addr + "/_ministack/health")
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
}

func TestTakenPortIsRefused(t *testing.T) {
	t.Parallel()
	first, err := engines.StartTable(t.Context(), engines.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Stop() //nolint:errcheck // another test covers it
	_, err = engines.StartTable(t.Context(), engines.Options{Addr: first.Addr})
	if err == nil || !strings.Contains(err.Error(), "port is taken") {
		t.Errorf("second server on %s: %v", first.Addr, err)
	}
}

func TestDeadServerIsReportedWithItsWords(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "table.sqlite"), []byte("this is no database, and long enough to be read as one"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := engines.StartTable(t.Context(), engines.Options{Data: dir})
	if err == nil || !strings.Contains(err.Error(), "not a valid SQLite database") {
		t.Errorf("start on a broken file: %v", err)
	}
}

// The test runs itself as the process that starts a server and is killed.
func TestServerDiesWithItsStarter(t *testing.T) {
	t.Parallel()
	const childEnv = "MARKETPREP_TEST_STARTER"
	if os.Getenv(childEnv) != "" {
		p, err := engines.StartTable(context.Background(), engines.Options{})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("addr=%s\n", p.Addr)
		select {}
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestServerDiesWithItsStarter$")
	cmd.Env = append(os.Environ(), childEnv+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var addr string
	for lines := bufio.NewScanner(out); addr == "" && lines.Scan(); {
		_, addr, _ = strings.Cut(lines.Text(), "addr=")
	}
	get(t, addr)
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	for { // until the guard has done its work
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			return
		}
		_ = conn.Close()
	}
}
