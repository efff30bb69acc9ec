// Package mail is a letter that we send. Package ses sends it.
package mail

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Message is a letter in plain text to one address.
type Message struct {
	To      string
	Subject string
	Text    string
}

// Sender sends m. It fails with errs.Unavailable if it is to be tried again.
type Sender func(ctx context.Context, m Message) error

// Opener makes a Sender of letters from an address. Mains hand it in, so that who
// sends none does not link what sends them.
type Opener func(cfg aws.Config, from string) Sender

// Sink is an address that takes every letter and keeps none: Amazon SES's own, for
// tests. Who must not learn by the clock whether there was a letter has it sent there.
const Sink = "success@simulator.amazonses.com"
