package functiontest

import (
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// counter counts the requests to the table, those of the SDK's own further tries left
// out: on a busy machine now and then a connection breaks, and no code of ours asked twice.
type counter struct{ n atomic.Int64 }

// count is a boot.Option: what the client being built sends is counted.
func (c *counter) count(cfg *aws.Config) { cfg.HTTPClient = counted{cfg.HTTPClient, c} }

// counted is the HTTP client of one AWS client. Several may be built at once.
type counted struct {
	next aws.HTTPClient
	sum  *counter
}

func (c counted) Do(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.Header.Get("X-Amz-Target"), "DynamoDB_") && !further(r) {
		c.sum.n.Add(1)
	}
	return c.next.Do(r)
}

// further reports whether r is a further try: the SDK says so in a header.
func further(r *http.Request) bool {
	said := r.Header.Get("Amz-Sdk-Request")
	return said != "" && !strings.Contains(said, "attempt=1")
}
