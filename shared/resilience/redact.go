package resilience

import (
	"errors"
	"fmt"
	"net/url"
)

// Redact is err without the address that http.Client puts into it: keys and the
// private addresses of feeds would end up in the log. Kinds and causes are kept.
func Redact(err error) error {
	u, ok := errors.AsType[*url.Error](err)
	if !ok {
		return err
	}
	host := "outside"
	if at, parseErr := url.Parse(u.URL); parseErr == nil && at.Host != "" {
		host = at.Host
	}
	return fmt.Errorf("%s %s: %w", u.Op, host, u.Err)
}
