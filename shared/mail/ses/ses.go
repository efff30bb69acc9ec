// Package ses sends mail with Amazon SES.
package ses

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/mail"
)

// Open is a mail.Opener. A letter is tried once: one that seemed not to go out, and
// went, would come twice.
func Open(cfg aws.Config, from string) mail.Sender {
	client := sesv2.NewFromConfig(cfg, func(o *sesv2.Options) { o.RetryMaxAttempts = 1 })
	return func(ctx context.Context, m mail.Message) error {
		utf8 := aws.String("UTF-8")
		_, err := client.SendEmail(ctx, &sesv2.SendEmailInput{
			FromEmailAddress: &from,
			Destination:      &types.Destination{ToAddresses: []string{m.To}},
			Content: &types.EmailContent{Simple: &types.Message{
				Subject: &types.Content{Data: &m.Subject, Charset: utf8},
				Body:    &types.Body{Text: &types.Content{Data: &m.Text, Charset: utf8}},
			}},
		})
		if err != nil {
			return errs.Wrap(errs.Unavailable, err, "the mail could not be sent: try again in a moment")
		}
		return nil
	}
}
