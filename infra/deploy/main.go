// Command deploy brings MarketPrep to AWS: the stack, with sam, and then the pages, to
// the bucket that the stack has made. With -pages it brings the pages alone, also older
// ones: docs/operations.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	set := flag.NewFlagSet("deploy", flag.ContinueOnError)
	stage := set.String("stage", "", "dev, staging or prod")
	alone := set.Bool("pages", false, "leave the stack as it is")
	build := set.String("build", filepath.Join("web", "dist"), "folder of the built pages")
	grace := set.Duration("grace", 30*24*time.Hour, "for how long files stay that no page of today needs")
	if err := set.Parse(args); err != nil {
		return fmt.Errorf("deploy: %w", err)
	}
	if *stage == "" {
		return errors.New("deploy: say which -stage")
	}
	// Whoever deploys may sign in in any way that AWS knows, as sam lets them.
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return fmt.Errorf("deploy: settings of AWS: %w", err)
	}
	d := deployment{stage: *stage, stacks: cloudformation.NewFromConfig(cfg), sam: sam}
	at := d.describe
	if !*alone {
		at = d.deploy
	}
	s, err := at(ctx)
	if err != nil {
		return err
	}
	p := publisher{
		bucket: s.outputs["WebBucket"], distribution: s.outputs["WebDistribution"], grace: *grace, now: time.Now,
		edge:    cloudfront.NewFromConfig(cfg),
		objects: s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = cfg.BaseEndpoint != nil }),
	}
	sum, err := p.publish(ctx, os.DirFS(*build))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s is served on %s: %d files, %d old ones deleted\n", d.name(), s.outputs["WebUrl"], sum.put, sum.deleted)
	return nil
}

// sam runs SAM in this terminal, where it may ask something.
func sam(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", append([]string{"run", "./infra/local/tools", "sam"}, args...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("deploy: sam: %w", err)
	}
	return nil
}
