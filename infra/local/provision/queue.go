package provision

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// queueProperties are those of AWS::SQS::Queue. What is raw is passed to the
// emulator under the same name, except for how AWS encrypts and tags.
type queueProperties struct {
	QueueName string
	FifoQueue bool

	DelaySeconds, MaximumMessageSize, MessageRetentionPeriod, ReceiveMessageWaitTimeSeconds, VisibilityTimeout, RedrivePolicy json.RawMessage

	SqsManagedSseEnabled, KmsMasterKeyID, Tags json.RawMessage
}

func (c *Cloud) queue(ctx context.Context, id string, doc []byte) (Values, error) {
	var p queueProperties
	if err := decode(doc, &p); err != nil {
		return Values{}, err
	}
	if p.FifoQueue {
		return Values{}, errors.New("FIFO queues are not part of the product")
	}
	queue := name(p.QueueName, id)
	// The attributes are set in a second step, which also serves a queue that exists.
	created, err := c.Queues.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &queue})
	if err != nil {
		return Values{}, fmt.Errorf("create queue: %w", err)
	}
	if attributes := p.attributes(); len(attributes) > 0 {
		_, err = c.Queues.SetQueueAttributes(ctx, &sqs.SetQueueAttributesInput{QueueUrl: created.QueueUrl, Attributes: attributes})
		if err != nil {
			return Values{}, fmt.Errorf("set attributes of queue: %w", err)
		}
	}
	got, err := c.Queues.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: created.QueueUrl, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameQueueArn},
	})
	if err != nil {
		return Values{}, fmt.Errorf("get ARN of queue: %w", err)
	}
	arn := got.Attributes[string(types.QueueAttributeNameQueueArn)]
	return Values{Ref: *created.QueueUrl, Attributes: map[string]string{"Arn": arn, "QueueName": queue, "QueueUrl": *created.QueueUrl}}, nil
}

// attributes are the properties as the API of the queue takes them: strings.
func (p queueProperties) attributes() map[string]string {
	all := map[types.QueueAttributeName]json.RawMessage{
		types.QueueAttributeNameDelaySeconds:                  p.DelaySeconds,
		types.QueueAttributeNameMaximumMessageSize:            p.MaximumMessageSize,
		types.QueueAttributeNameMessageRetentionPeriod:        p.MessageRetentionPeriod,
		types.QueueAttributeNameReceiveMessageWaitTimeSeconds: p.ReceiveMessageWaitTimeSeconds,
		types.QueueAttributeNameVisibilityTimeout:             p.VisibilityTimeout,
		types.QueueAttributeNameRedrivePolicy:                 p.RedrivePolicy,
	}
	attributes := map[string]string{}
	for name, value := range all {
		if value != nil {
			attributes[string(name)] = strings.Trim(string(value), `"`)
		}
	}
	return attributes
}
