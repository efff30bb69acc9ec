package functiontest

import (
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// counter is an HTTP client that counts the requests to the table: round trips
// as the network sees them, retries included.
type counter struct {
	next aws.HTTPClient
	n    atomic.Int64
}

func (c *counter) Do(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.Header.Get("X-Amz-Target"), "DynamoDB_") {
		c.n.Add(1)
	}
	return c.next.Do(r)
}
