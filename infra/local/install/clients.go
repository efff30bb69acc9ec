package install

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Python is a program from PyPI in a virtual environment. Run it as
// bin/python -m MODULE: its own scripts name the folder that they were made in.
func Python(name, version string) Tool {
	return Tool{Name: name, Version: version, Fill: func(ctx context.Context, dir string) error {
		if err := Run(ctx, "python3", "-m", "venv", dir); err != nil {
			return err
		}
		return Run(ctx, filepath.Join(dir, "bin", "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", name+"=="+version)
	}}
}

// Go is a program in Go, built from its package's source into bin.
func Go(name, pkg, version string) Tool {
	return Tool{Name: name, Version: version, Fill: func(ctx context.Context, dir string) error {
		return Run(ctx, "env", "GOBIN="+filepath.Join(dir, "bin"), "GOOS=", "GOARCH=", "go", "install", pkg+"@"+version)
	}}
}

// Run executes a package client. Its error carries what the client printed.
func Run(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = os.TempDir() // away from the settings of the project
	out, err := cmd.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("%s is needed and not installed", name)
	}
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, out)
	}
	return nil
}
