package provision

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
)

// identityProperties are those of AWS::SES::EmailIdentity.
type identityProperties struct {
	EmailIdentity string
	Tags          json.RawMessage
}

// identity lets mail come from an address or a domain. The emulator takes it as verified.
func (c *Cloud) identity(ctx context.Context, _ string, doc []byte) (Values, error) {
	var p identityProperties
	if err := decode(doc, &p); err != nil {
		return Values{}, err
	}
	_, err := c.mail.CreateEmailIdentity(ctx, &sesv2.CreateEmailIdentityInput{EmailIdentity: &p.EmailIdentity})
	if _, exists := errors.AsType[*types.AlreadyExistsException](err); err != nil && !exists {
		return Values{}, fmt.Errorf("create identity: %w", err)
	}
	return Values{Ref: p.EmailIdentity}, nil
}
