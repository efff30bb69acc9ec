// Command e2e starts the whole system on a free port, with the built pages, the demo
// vendor and nothing kept, and runs what follows -- in web/ against it:
//
//	MARKETPREP  where the system answers
//	OPERATOR    the operator's key
//	MAILBOX     where the letters are that it sent
//	CHROMIUM    the browser to use: CHROMIUM itself, or the first that is installed
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/marketprep/marketprep/infra/local/demovendor"
	"github.com/marketprep/marketprep/infra/local/simulate"
	"github.com/marketprep/marketprep/infra/local/system"
	"github.com/marketprep/marketprep/shared/civil"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (err error) {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return errors.New("e2e: say what to run: e2e -- npx playwright test")
	}
	browser, err := chromium()
	if err != nil {
		return err
	}
	name := filepath.Join(".local", "e2e.log")
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return fmt.Errorf("e2e: folder of the log: %w", err)
	}
	log, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("e2e: open log: %w", err)
	}
	defer log.Close() //nolint:errcheck // a log that cannot be closed changes nothing
	s, err := system.Start(ctx, system.Options{
		Root: ".", Pages: filepath.Join("web", "dist"), Schedules: true, Log: log,
		Sky: demovendor.Sky(simulate.New(demovendor.Seed, civil.DateOf(time.Now()))),
	})
	if err != nil {
		return fmt.Errorf("e2e: start the system (its log is %s): %w", name, err)
	}
	defer func() { err = errors.Join(err, s.Stop()) }()
	if err := demovendor.Settle(ctx, s); err != nil {
		return err
	}
	operator, err := s.Cloud.Secrets.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String("marketprep/dev/operator-key")})
	if err != nil {
		return fmt.Errorf("e2e: the operator's key: %w", err)
	}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // what to run is what this command is for
	cmd.Dir, cmd.Stdout, cmd.Stderr = "web", os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "MARKETPREP="+s.URL, "MAILBOX="+s.Template.Parameters["ServicesEndpoint"]+"/_ministack/ses/messages", "OPERATOR="+aws.ToString(operator.SecretString), "CHROMIUM="+browser)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("e2e: %s (the log of the system is %s): %w", args[0], name, err)
	}
	return nil
}

// chromium finds a browser.
func chromium() (string, error) {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "chrome"} {
		if name == "" {
			continue
		}
		if found, err := exec.LookPath(name); err == nil {
			return found, nil
		}
	}
	return "", errors.New("e2e: no browser found: install Chromium, or name one in CHROMIUM")
}
