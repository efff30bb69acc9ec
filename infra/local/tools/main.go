// Command tools runs a pinned program that checks the code or the templates, and
// installs it first if this user never had it:
//
//	go run ./infra/local/tools staticcheck ./...
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/marketprep/marketprep/infra/local/install"
)

// A program is what to install and, in its folder, what to execute.
type program struct {
	tool install.Tool
	args []string
}

func programs() map[string]program {
	const lint = "github.com/golangci/golangci-lint/v2/cmd/golangci-lint"
	return map[string]program{
		"golangci-lint": {install.Go("golangci-lint", lint, "v2.15.0"), []string{"bin/golangci-lint"}},
		"staticcheck":   {install.Go("staticcheck", "honnef.co/go/tools/cmd/staticcheck", "v0.8.2"), []string{"bin/staticcheck"}},
		"cfn-lint":      {install.Python("cfn-lint", "1.58.0"), []string{"bin/python", "-c", "from cfnlint.runner import main; main()"}},
		"sam":           {install.Python("aws-sam-cli", "1.164.0"), []string{"bin/python", "-m", "samcli"}},
	}
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run does not return if it works: this process becomes the program.
func run(args []string) error {
	if len(args) == 0 {
		return errors.New("tools: say which program to run")
	}
	p, ok := programs()[args[0]]
	if !ok {
		return fmt.Errorf("tools: there is no program %s", args[0])
	}
	dir, err := p.tool.Path(context.Background())
	if err != nil {
		return err
	}
	path := filepath.Join(dir, p.args[0])
	argv := append(append([]string{path}, p.args[1:]...), args[1:]...)
	return syscall.Exec(path, argv, append(os.Environ(), "SAM_CLI_TELEMETRY=0")) //nolint:gosec // the program is one of the above
}
