// Package xray traces the calls of functions that call the outside world or fan
// out. Only their mains import it: the SDK doubles the size of a small function,
// and the others have the platform's own tracing.
package xray

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-xray-sdk-go/v2/instrumentation/awsv2"
)

// Trace makes every call of the AWS clients built from cfg a subsegment of the
// invocation's trace. Pass it to boot.HTTP, boot.Schedule or boot.Queue.
func Trace(cfg *aws.Config) { awsv2.AWSV2Instrumentor(&cfg.APIOptions) }
