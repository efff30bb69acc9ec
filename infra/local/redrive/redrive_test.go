package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/marketprep/marketprep/infra/local/engines"
)

// What two queues gave up goes back to where it came from, by vendor if asked.
func TestDeadLettersGoBack(t *testing.T) {
	t.Parallel()
	p, err := engines.StartEmulator(t.Context(), engines.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Stop() })
	url := "http://" + p.Addr
	queues := sqs.NewFromConfig(aws.Config{Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""), BaseEndpoint: &url})
	create := func(name string, attributes map[string]string) string {
		out, err := queues.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes})
		if err != nil {
			t.Fatal(err)
		}
		return *out.QueueUrl
	}
	dead := create("DeadLetters", nil)
	policy := map[string]string{"VisibilityTimeout": "0", "RedrivePolicy": `{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:DeadLetters","maxReceiveCount":"1"}`}
	from := map[string]string{"a": create("Forecasts", policy), "b": create("Syncs", policy)}
	for vendor, queue := range from {
		body := fmt.Sprintf(`{"vendor":%q}`, vendor)
		if _, err := queues.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &queue, MessageBody: &body}); err != nil {
			t.Fatal(err)
		}
		for range 3 { // nobody deletes it: it dies
			if _, err := queues.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &queue, MaxNumberOfMessages: 10}); err != nil {
				t.Fatal(err)
			}
		}
	}
	run := func(r redrive) string {
		var out bytes.Buffer
		r.queues, r.dead, r.out, r.most = queues, dead, &out, 100
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if got := run(redrive{list: true}); !strings.Contains(got, "vendor a") || !strings.Contains(got, "vendor b") || !strings.HasSuffix(got, "0 moved, 2 left alone\n") {
		t.Fatalf("the list is\n%s", got)
	}
	if got := run(redrive{vendor: "b"}); !strings.HasSuffix(got, "1 moved, 1 left alone\n") {
		t.Fatalf("moving b's says\n%s", got)
	}
	out, err := queues.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: aws.String(from["b"]), MaxNumberOfMessages: 10})
	if err != nil || len(out.Messages) != 1 || *out.Messages[0].Body != `{"vendor":"b"}` {
		t.Errorf("b's queue has %d messages, %v", len(out.Messages), err)
	}
	if got := run(redrive{to: from["a"]}); !strings.Contains(got, "vendor a") {
		t.Errorf("moving the rest says\n%s", got)
	}
}
