// Package sqs is the queue of work that AWS has.
package sqs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/marketprep/marketprep/shared/queue"
)

type sqsQueue struct {
	client *sqs.Client
	url    string
}

// Open opens the queue with the given URL; see queue.Opener.
func Open(cfg aws.Config, url string) queue.Queue { return &sqsQueue{sqs.NewFromConfig(cfg), url} }

// perCall is how many messages SQS takes at once.
const perCall = 10

// Send puts messages on the queue, ten per call. If some cannot be sent it fails
// after having tried the others: their vendors need not wait.
func (q *sqsQueue) Send(ctx context.Context, messages []queue.Message) error {
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
			failed = append(failed, fmt.Errorf("sqs: send %d messages: %w", len(part), err))
			continue
		}
		for _, f := range out.Failed {
			failed = append(failed, fmt.Errorf("sqs: message %s was refused: %s %s", aws.ToString(f.Id), aws.ToString(f.Code), aws.ToString(f.Message)))
		}
	}
	return errors.Join(failed...)
}

// Depth is about how many messages wait on the queue.
func (q *sqsQueue) Depth(ctx context.Context) (int, error) {
	name := types.QueueAttributeNameApproximateNumberOfMessages
	out, err := q.client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &q.url, AttributeNames: []types.QueueAttributeName{name}})
	if err != nil {
		return 0, fmt.Errorf("sqs: read depth: %w", err)
	}
	n, err := strconv.Atoi(out.Attributes[string(name)])
	if err != nil {
		return 0, fmt.Errorf("sqs: read depth: %w", err)
	}
	return n, nil
}
