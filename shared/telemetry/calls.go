package telemetry

import "net/http"

// HTTPClient is what the AWS SDK calls to send a request.
type HTTPClient interface {
	Do(*http.Request) (*http.Response, error)
}

// CountCalls counts the requests that go through next in the Run of their context.
func CountCalls(next HTTPClient) HTTPClient { return counting{next} }

type counting struct{ next HTTPClient }

func (c counting) Do(r *http.Request) (*http.Response, error) {
	FromContext(r.Context()).Count(Calls, 1)
	return c.next.Do(r)
}
