package install_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/marketprep/marketprep/infra/local/install"
)

func TestToolIsInstalledOnceAndWhole(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	var fills atomic.Int32
	tool := install.Tool{Name: "tool", Version: "1", Fill: func(_ context.Context, dir string) error {
		if err := os.WriteFile(filepath.Join(dir, "half"), nil, 0o600); err != nil {
			return err
		}
		if fills.Add(1) == 1 {
			return errors.New("the network is down")
		}
		return os.Rename(filepath.Join(dir, "half"), filepath.Join(dir, "whole"))
	}}
	if dir, err := tool.Path(t.Context()); err == nil {
		t.Errorf("a half installation is used: %s", dir)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			dir, err := tool.Path(t.Context())
			if err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(filepath.Join(dir, "whole")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := fills.Load(); n != 2 {
		t.Errorf("filled %d times, want 2: one that did not work and one that did", n)
	}
}

func TestMissingClientIsNamed(t *testing.T) {
	t.Parallel()
	err := install.Run(t.Context(), "no-such-client", "install")
	if err == nil || err.Error() != "no-such-client is needed and not installed" {
		t.Error(err)
	}
}
