// Package queue sends work to SQS and tells how much of it waits.
package queue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// Message is one piece of work. Group is whose it is: one busy vendor must not
// starve the rest (fair queues).
type Message struct {
	Group string
	Body  string
}

// Queue is one SQS queue.
type Queue struct {
	client *sqs.Client
	url    string
}

// New returns the queue with the given URL.
func New(cfg aws.Config, url string) *Queue { return &Queue{sqs.NewFromConfig(cfg), url} }

// perCall is how many messages SQS takes at once.
const perCall = 10

// Send puts messages on the queue, ten per call. If some are refused it fails
// after having sent the others.
func (q *Queue) Send(ctx context.Context, messages []Message) error {
	var failed []error
	for part := range slices.Chunk(messages, perCall) {
		in := &sqs.SendMessageBatchInput{QueueUrl: &q.url}
		for i, m := range part {
			in.Entries = append(in.Entries, types.SendMessageBatchRequestEntry{
				Id: aws.String(strconv.Itoa(i)), MessageBody: &part[i].Body, MessageGroupId: &m.Group,
			})
		}
		out, err := q.client.SendMessageBatch(ctx, in)
		if err != nil {
			return fmt.Errorf("queue: send %d messages: %w", len(part), err)
		}
		for _, f := range out.Failed {
			failed = append(failed, fmt.Errorf("queue: message %s was refused: %s %s", aws.ToString(f.Id), aws.ToString(f.Code), aws.ToString(f.Message)))
		}
	}
	return errors.Join(failed...)
}

// Depth is about how many messages wait on the queue.
func (q *Queue) Depth(ctx context.Context) (int, error) {
	name := types.QueueAttributeNameApproximateNumberOfMessages
	out, err := q.client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &q.url, AttributeNames: []types.QueueAttributeName{name}})
	if err != nil {
		return 0, fmt.Errorf("queue: read depth: %w", err)
	}
	n, err := strconv.Atoi(out.Attributes[string(name)])
	if err != nil {
		return 0, fmt.Errorf("queue: read depth: %w", err)
	}
	return n, nil
}
