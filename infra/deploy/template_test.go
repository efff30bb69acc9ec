package main

import (
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/google/go-cmp/cmp"
)

const certificate = "arn:aws:acm:us-east-1:123456789012:certificate/abc"

// stackOf makes infra/web.yaml by itself and returns its outputs, or says that it is refused.
func (c cloud) stackOf(t *testing.T, domain, certificate string) (map[string]string, error) {
	t.Helper()
	web, err := os.ReadFile("../web.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var parameters []types.Parameter
	for key, value := range map[string]string{"ApiDomain": "abc.execute-api.us-east-1.amazonaws.com", "ApiPath": "/v1", "Domain": domain, "Certificate": certificate} {
		parameters = append(parameters, types.Parameter{ParameterKey: &key, ParameterValue: &value})
	}
	name := aws.String("web")
	if _, err := c.stacks.CreateStack(t.Context(), &cloudformation.CreateStackInput{StackName: name, TemplateBody: aws.String(string(web)), Parameters: parameters}); err != nil {
		return nil, err
	}
	made, err := cloudformation.NewStackCreateCompleteWaiter(c.stacks, func(o *cloudformation.StackCreateCompleteWaiterOptions) { o.MinDelay = 50 * time.Millisecond }).
		WaitForOutput(t.Context(), &cloudformation.DescribeStacksInput{StackName: name}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, o := range made.Stacks[0].Outputs {
		out[aws.ToString(o.OutputKey)] = aws.ToString(o.OutputValue)
	}
	return out, nil
}

func TestOwnDomain(t *testing.T) {
	t.Parallel()
	c := startCloud(t)
	for name, wrong := range map[string][2]string{
		"no certificate": {"prep.example.com", ""},
		"another region": {"prep.example.com", "arn:aws:acm:eu-west-1:123456789012:certificate/abc"},
	} {
		if out, err := c.stackOf(t, wrong[0], wrong[1]); err == nil {
			t.Errorf("%s: taken: %v", name, out)
		}
	}
	out, err := c.stackOf(t, "prep.example.com", certificate)
	if err != nil {
		t.Fatal(err)
	}
	if out["Url"] != "https://prep.example.com" {
		t.Errorf("the pages are on %s", out["Url"])
	}
	d, err := c.edge.GetDistribution(t.Context(), &cloudfront.GetDistributionInput{Id: aws.String(out["Distribution"])})
	if err != nil {
		t.Fatal(err)
	}
	config := d.Distribution.DistributionConfig
	got := []string{aws.ToString(config.ViewerCertificate.ACMCertificateArn), string(config.ViewerCertificate.MinimumProtocolVersion), string(config.ViewerCertificate.SSLSupportMethod), string(config.HttpVersion)}
	if diff := cmp.Diff([]string{certificate, "TLSv1.2_2021", "sni-only", "http2and3"}, got); diff != "" {
		t.Errorf("certificate, least TLS, names, versions (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"prep.example.com"}, config.Aliases.Items); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if out["Target"] != aws.ToString(d.Distribution.DomainName) {
		t.Errorf("the domain shall lead to %s, it is %s", out["Target"], aws.ToString(d.Distribution.DomainName))
	}
}

func TestTheBucketIsPrivateAndKeepsVersions(t *testing.T) {
	t.Parallel()
	c := startCloud(t)
	out, err := c.stackOf(t, "", "")
	if err != nil {
		t.Fatal(err)
	}
	bucket := aws.String(out["Bucket"])
	block, err := c.files.GetPublicAccessBlock(t.Context(), &s3.GetPublicAccessBlockInput{Bucket: bucket})
	if err != nil {
		t.Fatal(err)
	}
	p := block.PublicAccessBlockConfiguration
	for name, closed := range map[string]*bool{"ACLs": p.BlockPublicAcls, "policies": p.BlockPublicPolicy, "old ACLs": p.IgnorePublicAcls, "buckets": p.RestrictPublicBuckets} {
		if !aws.ToBool(closed) {
			t.Errorf("public %s are allowed", name)
		}
	}
	versions, err := c.files.GetBucketVersioning(t.Context(), &s3.GetBucketVersioningInput{Bucket: bucket})
	if err != nil || versions.Status != "Enabled" {
		t.Errorf("versions: %+v, %v", versions, err)
	}
	sealed, err := c.files.GetBucketEncryption(t.Context(), &s3.GetBucketEncryptionInput{Bucket: bucket})
	if err != nil || sealed.ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm != "AES256" {
		t.Errorf("encryption: %+v, %v", sealed, err)
	}
}
