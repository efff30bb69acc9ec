package health

import (
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// serverClock is an AWS client's HTTP client that notes what time the service says
// it is (RFC 9110 §6.6.1).
type serverClock struct {
	next aws.HTTPClient
	now  func() time.Time

	mu    sync.Mutex
	skew  time.Duration
	known bool
}

// Do sends a request.
func (c *serverClock) Do(r *http.Request) (*http.Response, error) {
	resp, err := c.next.Do(r)
	if err != nil {
		return resp, err
	}
	if at, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.skew, c.known = c.now().Sub(at).Truncate(time.Second), true
	}
	return resp, nil
}

// Skew is how far our clock is ahead of the service's, to a second or two. It is
// not known before the service answered.
func (c *serverClock) Skew() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.skew, c.known
}
