package engines

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"

	"github.com/marketprep/marketprep/infra/local/install"
)

const (
	dynoxideVersion = "1.2.1"
	// The registry of crates does not have 1.2.1; this is its last of that major version.
	dynoxideCrate = "1.1.0"
)

// Dynoxide is the table engine: DynamoDB's API over SQLite, in one small binary.
func Dynoxide() install.Tool {
	return install.Tool{Name: "dynoxide", Version: dynoxideVersion, Fill: fillDynoxide}
}

// fillDynoxide leaves the binary in dir/bin.
func fillDynoxide(ctx context.Context, dir string) error {
	pkg, npmErr := npmPackage()
	if npmErr == nil {
		npmErr = install.Run(ctx, "npm", "install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--prefix", dir, pkg+"@"+dynoxideVersion)
	}
	if npmErr == nil {
		return os.Symlink(filepath.Join("node_modules", pkg), filepath.Join(dir, "bin"))
	}
	fmt.Fprintln(os.Stderr, "npm has no dynoxide for this machine: building it with cargo, which takes minutes")
	cargoErr := install.Run(ctx, "cargo", "install", "--locked", "--no-default-features", "--features", "native-sqlite,http-server,cli",
		"--root", dir, "--version", dynoxideCrate, "dynoxide-rs")
	if cargoErr == nil {
		return nil
	}
	return fmt.Errorf("neither npm nor cargo has the table engine for %s/%s. Install Rust, or set ENGINE=ddblocal, which needs Java 17 and Maven: %w",
		runtime.GOOS, runtime.GOARCH, errors.Join(npmErr, cargoErr))
}

func npmPackage() (string, error) {
	cpu, ok := map[string]string{"amd64": "x64", "arm64": "arm64"}[runtime.GOARCH]
	if !ok {
		return "", fmt.Errorf("there is no npm package for %s", runtime.GOARCH)
	}
	return "@dynoxide/" + runtime.GOOS + "-" + cpu, nil
}

// Options of a server. The zero value is a free port, memory, no log.
type Options struct {
	Addr string    // host:port; empty: a free port of 127.0.0.1
	Data string    // folder that keeps the data, made if absent; empty: memory
	Log  io.Writer // what the server prints; may be nil
}

// StartTable starts dynoxide.
func StartTable(ctx context.Context, o Options) (*Process, error) {
	dir, err := Dynoxide().Path(ctx)
	if err != nil {
		return nil, err
	}
	return o.start(func(addr string) (*Process, error) {
		host, port, err := net.SplitHostPort(addr)
		if err != nil {
			return nil, fmt.Errorf("engines: address of the table: %w", err)
		}
		args := []string{"serve", "--host", host, "--port", port}
		if o.Data != "" {
			args = append(args, "--db-path", filepath.Join(o.Data, "table.sqlite"))
		}
		return start(ctx, addr, o.Log, os.Environ(), filepath.Join(dir, "bin", "dynoxide"), args...)
	})
}

// start calls try with the address wanted, or with free ones until it works:
// another process may take a free port before the server does.
func (o Options) start(try func(addr string) (*Process, error)) (*Process, error) {
	if o.Data != "" {
		if err := os.MkdirAll(o.Data, 0o750); err != nil {
			return nil, fmt.Errorf("engines: folder for data: %w", err)
		}
	}
	if o.Addr != "" {
		return o.graced(try(o.Addr))
	}
	var err error
	for range 3 {
		addr, portErr := free("127.0.0.1:0")
		if portErr != nil {
			return nil, portErr
		}
		var p *Process
		if p, err = o.graced(try(addr)); err == nil {
			return p, nil
		}
	}
	return nil, err
}

// graced gives a server that keeps data the time to write it when it stops.
func (o Options) graced(p *Process, err error) (*Process, error) {
	if err == nil && o.Data != "" {
		p.grace = grace
	}
	return p, err
}
