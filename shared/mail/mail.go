// Package mail is a letter that we send. Package ses sends it.
package mail

import (
	"context"
	"net/url"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/marketprep/marketprep/shared/errs"
)

// Message is a letter in plain text to one address.
type Message struct {
	To      string
	Subject string
	Text    string
	// Unsubscribe is where a POST, by whoever has this address, ends letters of this
	// kind: mail programs show a button for it (RFC 8058). Empty: they cannot be ended.
	Unsubscribe string
}

// Check fails with errs.Invalid if what becomes a header of m could end there and
// begin another one, or is none.
func (m Message) Check() error {
	switch {
	case m.To == "" || strings.ContainsFunc(m.To, func(r rune) bool { return breaks(r) || unicode.IsSpace(r) || r == ',' }):
		return errs.New(errs.Invalid, "%q is no address to write to", m.To)
	case m.Subject == "" || strings.ContainsFunc(m.Subject, breaks):
		return errs.New(errs.Invalid, "%q is no subject of a letter", m.Subject)
	case m.Text == "":
		return errs.New(errs.Invalid, "a letter says something")
	case m.Unsubscribe == "":
		return nil
	}
	u, err := url.Parse(m.Unsubscribe)
	odd := func(r rune) bool { return r <= ' ' || r > '~' || r == '<' || r == '>' }
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsFunc(m.Unsubscribe, odd) {
		return errs.New(errs.Invalid, "%q is no address to end letters at", m.Unsubscribe)
	}
	return nil
}

// breaks reports whether r may end a line.
func breaks(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }

// Sender sends m. It fails with errs.Unavailable if it is to be tried again.
type Sender func(ctx context.Context, m Message) error

// Opener makes a Sender of letters from an address. Mains hand it in, so that who
// sends none does not link what sends them.
type Opener func(cfg aws.Config, from string) Sender

// Sink is an address that takes every letter and keeps none: Amazon SES's own, for
// tests. Who must not learn by the clock whether there was a letter has it sent there.
const Sink = "success@simulator.amazonses.com"
