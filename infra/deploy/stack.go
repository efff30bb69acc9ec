package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
)

// deployment is the stack of a stage.
type deployment struct {
	stage  string
	stacks *cloudformation.Client
	sam    func(ctx context.Context, args ...string) error
}

// name of the stack, as samconfig.toml has it.
func (d deployment) name() string { return "marketprep-" + d.stage }

// stack is what there is of it.
type stack struct{ parameters, outputs map[string]string }

// deploy makes the stack what the template says. The functions name the origin of the
// pages in letters and to Square, and the distribution leads to the functions: so the
// first deployment, and one that changes the domain, has to be followed by another.
func (d deployment) deploy(ctx context.Context) (stack, error) {
	args := []string{"deploy", "--config-env", d.stage}
	if err := d.sam(ctx, args...); err != nil {
		return stack{}, err
	}
	s, err := d.describe(ctx)
	if err != nil {
		return stack{}, err
	}
	changes := s.follow()
	if changes == nil {
		return s, nil
	}
	// What is not given here stays as it was deployed a moment ago.
	args = append(args, "--parameter-overrides", "Stage="+d.stage)
	if err := d.sam(ctx, append(args, changes...)...); err != nil {
		return stack{}, err
	}
	return d.describe(ctx)
}

// follow are the parameters that have to change, now that it is known where the pages
// are. The address of the API that Square knows is theirs, too, unless somebody chose another.
func (s stack) follow() []string {
	url, origin, public := s.outputs["WebUrl"], s.parameters["WebOrigin"], s.parameters["PublicUrl"]
	var changes []string
	if origin != url {
		changes = append(changes, "WebOrigin="+url)
	}
	if public != url && (public == origin || strings.HasPrefix(public, "http://127.0.0.1")) {
		changes = append(changes, "PublicUrl="+url)
	}
	return changes
}

// describe reads the stack. One without pages is an error.
func (d deployment) describe(ctx context.Context) (stack, error) {
	out, err := d.stacks.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: aws.String(d.name())})
	if err != nil {
		return stack{}, fmt.Errorf("deploy: read stack %s: %w", d.name(), err)
	}
	s := stack{map[string]string{}, map[string]string{}}
	for _, found := range out.Stacks {
		for _, p := range found.Parameters {
			s.parameters[aws.ToString(p.ParameterKey)] = aws.ToString(p.ParameterValue)
		}
		for _, o := range found.Outputs {
			s.outputs[aws.ToString(o.OutputKey)] = aws.ToString(o.OutputValue)
		}
	}
	for _, name := range []string{"WebUrl", "WebBucket", "WebDistribution"} {
		if s.outputs[name] == "" {
			return stack{}, fmt.Errorf("deploy: the stack %s has no %s: it is of a time before the pages, deploy it without -pages", d.name(), name)
		}
	}
	return s, nil
}
