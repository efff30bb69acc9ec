// Package ses sends mail with Amazon SES.
package ses

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/mail"
)

// Only what SES says it did not take, because it was too much in a second, is tried
// again, so often and after at most so long.
const (
	tries    = 4
	mostWait = 2 * time.Second
)

// throttled are the codes of that answer.
var throttled = map[string]struct{}{"TooManyRequestsException": {}, "ThrottlingException": {}, "Throttling": {}}

// Open is a mail.Opener. A letter that seemed not to go out, and went, would come
// twice: it is tried once.
func Open(cfg aws.Config, from string) mail.Sender {
	client := sesv2.NewFromConfig(cfg, func(o *sesv2.Options) {
		o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts, o.MaxBackoff = tries, mostWait
			o.Retryables = []retry.IsErrorRetryable{retry.RetryableErrorCode{Codes: throttled}}
		})
	})
	return func(ctx context.Context, m mail.Message) error {
		if err := m.Check(); err != nil {
			return err
		}
		utf8 := aws.String("UTF-8")
		_, err := client.SendEmail(ctx, &sesv2.SendEmailInput{
			FromEmailAddress: &from,
			Destination:      &types.Destination{ToAddresses: []string{m.To}},
			Content: &types.EmailContent{Simple: &types.Message{
				Subject: &types.Content{Data: &m.Subject, Charset: utf8},
				Body:    &types.Body{Text: &types.Content{Data: &m.Text, Charset: utf8}},
				Headers: headers(m),
			}},
		})
		if err != nil {
			return errs.Wrap(errs.Unavailable, err, "the mail could not be sent: try again in a moment")
		}
		return nil
	}
}

// headers are those with which a mail program offers to end letters like m by one
// click: RFC 2369 and RFC 8058.
func headers(m mail.Message) []types.MessageHeader {
	if m.Unsubscribe == "" {
		return nil
	}
	return []types.MessageHeader{
		{Name: aws.String("List-Unsubscribe"), Value: aws.String("<" + m.Unsubscribe + ">")},
		{Name: aws.String("List-Unsubscribe-Post"), Value: aws.String("List-Unsubscribe=One-Click")},
	}
}
