package system

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/marketprep/marketprep/infra/local/install"
)

// build compiles every Lambda of the repository for this machine: dir then holds
// one program per folder with a main, by the folder's name. It is one go build,
// which writes only what has changed. Who starts a second system waits for the first
// to be built.
func build(ctx context.Context, root, dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("system: folder for programs: %w", err)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("system: folder for programs: %w", err)
	}
	unlock, err := install.Lock(dir + ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	cmd := exec.CommandContext(ctx, "go", "build", "-tags", "lambda.norpc", "-trimpath", "-buildvcs=false",
		"-ldflags=-s -w", "-o", dir+string(filepath.Separator), "./functions/...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("system: build the functions: %w\n%s", err, out)
	}
	return nil
}
