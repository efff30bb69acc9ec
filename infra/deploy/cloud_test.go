package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/marketprep/marketprep/infra/local/engines"
)

// cloud is the AWS emulator: it makes what infra/web.yaml says, and its CloudFront
// answers from the bucket.
type cloud struct {
	url    string
	stacks *cloudformation.Client
	edge   *cloudfront.Client
	files  *s3.Client
}

func startCloud(t *testing.T) cloud {
	t.Helper()
	p, err := engines.StartEmulator(t.Context(), engines.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	cfg := aws.Config{Region: "us-east-1", BaseEndpoint: aws.String("http://" + p.Addr), Credentials: credentials.NewStaticCredentialsProvider("test", "test", "")}
	return cloud{
		"http://" + p.Addr, cloudformation.NewFromConfig(cfg), cloudfront.NewFromConfig(cfg),
		s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true }),
	}
}

// root is template.yaml without the API: what this command reads of the stack.
const root = `
Parameters:
  Stage: {Type: String}
  WebOrigin: {Type: String, Default: "http://localhost:5173"}
  PublicUrl: {Type: String, Default: "http://127.0.0.1:8080"}
Resources:
  Web:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://s3.amazonaws.com/templates/web.yaml
      Parameters: {ApiDomain: abc.execute-api.us-east-1.amazonaws.com, ApiPath: /v1}
Outputs:
  WebUrl: {Value: !GetAtt Web.Outputs.Url}
  WebBucket: {Value: !GetAtt Web.Outputs.Bucket}
  WebDistribution: {Value: !GetAtt Web.Outputs.Distribution}
`

// sam is what SAM does with the stack: it packages what is beside the template, creates
// or updates, and leaves parameters that are not given as they are.
func (c cloud) sam(t *testing.T, calls *[]string) func(context.Context, ...string) error {
	t.Helper()
	return func(ctx context.Context, args ...string) error {
		*calls = append(*calls, strings.Join(args, " "))
		web, err := os.ReadFile("../web.yaml")
		if err != nil {
			return err
		}
		// To the emulator everything is sent in the clear.
		web = bytes.Replace(web, []byte(`Bool: {"aws:SecureTransport": "false"}`), []byte(`Bool: {"aws:SecureTransport": "never"}`), 1)
		if _, err := c.files.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("templates")}); err != nil {
			return err
		}
		if _, err := c.files.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String("templates"), Key: aws.String("web.yaml"), Body: bytes.NewReader(web)}); err != nil {
			return err
		}
		name, given := aws.String("marketprep-"+args[2]), map[string]string{"Stage": args[2]}
		for _, a := range args[3:] {
			if key, value, ok := strings.Cut(a, "="); ok {
				given[key] = value
			}
		}
		var parameters []types.Parameter
		for key, value := range given {
			parameters = append(parameters, types.Parameter{ParameterKey: &key, ParameterValue: &value})
		}
		if len(*calls) == 1 {
			if _, err := c.stacks.CreateStack(ctx, &cloudformation.CreateStackInput{StackName: name, TemplateBody: aws.String(root), Parameters: parameters}); err != nil {
				return err
			}
			return cloudformation.NewStackCreateCompleteWaiter(c.stacks, func(o *cloudformation.StackCreateCompleteWaiterOptions) { o.MinDelay = 50 * time.Millisecond }).
				Wait(ctx, &cloudformation.DescribeStacksInput{StackName: name}, time.Minute)
		}
		for _, key := range []string{"WebOrigin", "PublicUrl"} {
			if _, ok := given[key]; !ok {
				parameters = append(parameters, types.Parameter{ParameterKey: &key, UsePreviousValue: aws.Bool(true)})
			}
		}
		_, err = c.stacks.UpdateStack(ctx, &cloudformation.UpdateStackInput{StackName: name, TemplateBody: aws.String(root), Parameters: parameters})
		if err != nil && strings.Contains(err.Error(), "No updates are to be performed") {
			return nil
		}
		if err != nil {
			return err
		}
		return cloudformation.NewStackUpdateCompleteWaiter(c.stacks, func(o *cloudformation.StackUpdateCompleteWaiterOptions) { o.MinDelay = 50 * time.Millisecond }).
			Wait(ctx, &cloudformation.DescribeStacksInput{StackName: name}, time.Minute)
	}
}

// publisher is one whose clock stands at now.
func (c cloud) publisher(s stack, now time.Time) publisher {
	return publisher{
		bucket: s.outputs["WebBucket"], distribution: s.outputs["WebDistribution"], grace: 30 * 24 * time.Hour,
		now: func() time.Time { return now }, objects: c.files, edge: c.edge,
	}
}

// answer is what a browser sees.
type answer struct {
	Status int
	Body   string
	Header http.Header
}

// view asks the distribution of a stack as a browser does.
func (c cloud) view(t *testing.T, s stack, method, path string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, c.url+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = strings.TrimPrefix(s.outputs["WebUrl"], "https://")
	req.Header.Set("X-Forwarded-Proto", "https")
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read to its end
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, string(b), resp.Header}
}

// build is a build of the pages, of which one file is named for its content.
func build(version string) fstest.MapFS {
	return fstest.MapFS{
		"index.html":                     {Data: []byte("page " + version)},
		"sw.js":                          {Data: []byte("worker " + version)},
		"manifest.webmanifest":           {Data: []byte("{}")},
		"icons/icon.svg":                 {Data: []byte("<svg/>")},
		"openapi.json":                   {Data: []byte(`{"openapi":"3.1.0"}`)},
		"docs/index.html":                {Data: []byte("swagger")},
		"redoc/index.html":               {Data: []byte("redoc")},
		"assets/same-0.css":              {Data: []byte("style")},
		"assets/app-" + version + ".js":  {Data: []byte("script " + version)},
		".vite/manifest.json":            {Data: []byte("notes")},
		"assets/reference/swagger-0.css": {Data: []byte("style")},
	}
}
