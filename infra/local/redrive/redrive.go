package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// redrive moves messages from a dead-letter queue. A message is deleted there after
// it was sent on: who is interrupted between the two sends it twice, which does
// no harm, for whatever our queues carry may come twice.
type redrive struct {
	queues           *sqs.Client
	dead, to, vendor string
	list             bool
	most             int
	out              io.Writer

	sources map[string]string // URL of the queues that the dead letters may come from, by ARN
	moved   int
	kept    []types.Message // seen, and to be visible again
}

// hold is for how many seconds nobody else sees a message that was read here.
const hold = 120

func (r *redrive) run(ctx context.Context) error {
	var err error
	if r.dead, err = r.url(ctx, r.dead); err != nil {
		return err
	}
	if r.to != "" {
		if r.to, err = r.url(ctx, r.to); err != nil {
			return err
		}
	}
	if err := r.findSources(ctx); err != nil {
		return err
	}
	walked := r.walk(ctx)
	for _, m := range r.kept {
		_, err := r.queues.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{QueueUrl: &r.dead, ReceiptHandle: m.ReceiptHandle})
		walked = errors.Join(walked, err)
	}
	fmt.Fprintf(r.out, "%d moved, %d left alone\n", r.moved, len(r.kept))
	return walked
}

// url is the URL of the queue with the given name, or the URL itself.
func (r *redrive) url(ctx context.Context, name string) (string, error) {
	if strings.Contains(name, "://") {
		return name, nil
	}
	out, err := r.queues.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: &name})
	if err != nil {
		return "", fmt.Errorf("find queue %s: %w", name, err)
	}
	return *out.QueueUrl, nil
}

// findSources asks which queues send their dead letters here.
func (r *redrive) findSources(ctx context.Context) error {
	dead, err := r.attributes(ctx, r.dead)
	if err != nil {
		return err
	}
	r.sources = map[string]string{}
	pages := sqs.NewListQueuesPaginator(r.queues, &sqs.ListQueuesInput{MaxResults: aws.Int32(1000)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list queues: %w", err)
		}
		for _, url := range page.QueueUrls {
			source, err := r.attributes(ctx, url)
			if err != nil {
				return err
			}
			var policy struct {
				Target string `json:"deadLetterTargetArn"`
			}
			_ = json.Unmarshal([]byte(source["RedrivePolicy"]), &policy) // a queue without one has no target
			if policy.Target == dead["QueueArn"] {
				r.sources[source["QueueArn"]] = url
			}
		}
	}
	return nil
}

func (r *redrive) attributes(ctx context.Context, url string) (map[string]string, error) {
	out, err := r.queues.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: []types.QueueAttributeName{
		types.QueueAttributeNameQueueArn, types.QueueAttributeNameRedrivePolicy,
	}})
	if err != nil {
		return nil, fmt.Errorf("read attributes of %s: %w", url, err)
	}
	return out.Attributes, nil
}

// walk takes messages until there are no more, or enough were moved.
func (r *redrive) walk(ctx context.Context) error {
	for empty := 0; empty < 2 && r.moved < r.most; {
		out, err := r.queues.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &r.dead, MaxNumberOfMessages: 10, VisibilityTimeout: hold, WaitTimeSeconds: 1,
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll}, MessageAttributeNames: []string{"All"},
		})
		if err != nil {
			return fmt.Errorf("read dead letters: %w", err)
		}
		// Not every server of a queue has every message: one empty answer says little.
		if empty++; len(out.Messages) > 0 {
			empty = 0
		}
		for _, m := range out.Messages {
			if err := r.take(ctx, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// take moves m, or keeps it to be left alone.
func (r *redrive) take(ctx context.Context, m types.Message) error {
	var body struct {
		Vendor string `json:"vendor"`
	}
	_ = json.Unmarshal([]byte(aws.ToString(m.Body)), &body) // a body that is none of ours has no vendor
	to, known := r.target(m)
	fmt.Fprintf(r.out, "%s\tvendor %s\tfrom %s\n", aws.ToString(m.MessageId), body.Vendor, to)
	if r.list || r.moved >= r.most || r.vendor != "" && r.vendor != body.Vendor {
		r.kept = append(r.kept, m)
		return nil
	}
	if !known {
		r.kept = append(r.kept, m)
		fmt.Fprintln(r.out, "\tnobody knows where this came from: say -to")
		return nil
	}
	in := &sqs.SendMessageInput{QueueUrl: &to, MessageBody: m.Body, MessageAttributes: m.MessageAttributes}
	if group := m.Attributes[string(types.MessageSystemAttributeNameMessageGroupId)]; group != "" {
		in.MessageGroupId = &group
	}
	if _, err := r.queues.SendMessage(ctx, in); err != nil {
		return fmt.Errorf("move message %s: %w", aws.ToString(m.MessageId), err)
	}
	if _, err := r.queues.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &r.dead, ReceiptHandle: m.ReceiptHandle}); err != nil {
		return fmt.Errorf("delete message %s, which was moved: %w", aws.ToString(m.MessageId), err)
	}
	r.moved++
	return nil
}

// target is where m goes, and whether that is known.
func (r *redrive) target(m types.Message) (string, bool) {
	if r.to != "" {
		return r.to, true
	}
	if url, ok := r.sources[m.Attributes[string(types.MessageSystemAttributeNameDeadLetterQueueSourceArn)]]; ok {
		return url, true
	}
	if len(r.sources) == 1 {
		for _, url := range r.sources {
			return url, true
		}
	}
	return "", false
}
