// Package queue says what a queue of work is. The one there is, SQS, is package
// sqs below, which only mains and the list of endpoints import: its SDK would cost
// every function of a noun a part of its start-up.
package queue

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Message is one piece of work. Group is whose it is: one busy vendor must not
// starve the rest (fair queues).
type Message struct {
	Group string
	Body  string
}

// Queue takes work and tells how much of it waits.
type Queue interface {
	// Send puts messages on the queue. If some are refused it fails after having sent the others.
	Send(ctx context.Context, messages []Message) error
	// Depth is about how many messages wait.
	Depth(ctx context.Context) (int, error)
}

// Opener opens the queue with the given URL.
type Opener func(cfg aws.Config, url string) Queue
