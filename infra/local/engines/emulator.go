package engines

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
)

const ministackVersion = "1.5.33"

// Ministack is the AWS emulator for everything but the table. Its extras
// (DuckDB, Docker, database drivers) serve nothing that the product uses.
func Ministack() Tool {
	return Tool{Name: "ministack", Version: ministackVersion, Fill: func(ctx context.Context, dir string) error {
		return venv(ctx, dir, "ministack=="+ministackVersion)
	}}
}

// venv makes a virtual environment of Python that holds packages. Its scripts
// name the folder they were made in, so run bin/python -m instead.
func venv(ctx context.Context, dir string, packages ...string) error {
	if err := run(ctx, "python3", "-m", "venv", dir); err != nil {
		return err
	}
	args := append([]string{"-m", "pip", "install", "--quiet", "--disable-pip-version-check"}, packages...)
	return run(ctx, filepath.Join(dir, "bin", "python"), args...)
}

// StartEmulator starts ministack.
func StartEmulator(ctx context.Context, o Options) (*Process, error) {
	dir, err := Ministack().Path(ctx)
	if err != nil {
		return nil, err
	}
	return o.start(ctx, func(addr string) (*Process, error) {
		host, port, err := net.SplitHostPort(addr)
		if err != nil {
			return nil, fmt.Errorf("engines: address of the emulator: %w", err)
		}
		env := append(os.Environ(), "BIND_HOST="+host, "GATEWAY_PORT="+port, "IOT_MTLS_ENABLED=0")
		if o.Data != "" {
			env = append(env, "PERSIST_STATE=1", "STATE_DIR="+o.Data)
		}
		return start(ctx, addr, o.Log, env, filepath.Join(dir, "bin", "python"), "-m", "ministack")
	})
}
