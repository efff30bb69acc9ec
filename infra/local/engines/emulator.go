package engines

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"github.com/marketprep/marketprep/infra/local/install"
)

const ministackVersion = "1.5.33"

// Ministack is the AWS emulator for everything but the table. Its extras
// (DuckDB, Docker, database drivers) serve nothing that the product uses.
func Ministack() install.Tool { return install.Python("ministack", ministackVersion) }

// StartEmulator starts ministack.
func StartEmulator(ctx context.Context, o Options) (*Process, error) {
	dir, err := Ministack().Path(ctx)
	if err != nil {
		return nil, err
	}
	return o.start(func(addr string) (*Process, error) {
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
