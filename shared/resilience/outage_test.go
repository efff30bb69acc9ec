package resilience

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/marketprep/marketprep/infra/local/chaos"
)

// outages are the ways in which a provider fails.
var outages = map[string]func(dice *rand.Rand) http.RoundTripper{
	"down": func(*rand.Rand) http.RoundTripper {
		return sender(func(*http.Request) (*http.Response, error) { return nil, errors.New("connection refused") })
	},
	"30 % resets": func(dice *rand.Rand) http.RoundTripper {
		return sender(func(r *http.Request) (*http.Response, error) {
			if dice.Float64() < 0.3 {
				return nil, errors.New("connection reset")
			}
			return fine(r), nil
		})
	},
	"2 s latency": func(*rand.Rand) http.RoundTripper {
		return sender(func(r *http.Request) (*http.Response, error) {
			select {
			case <-time.After(2 * time.Second):
				return fine(r), nil
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		})
	},
	"half of the body": func(*rand.Rand) http.RoundTripper {
		return sender(func(r *http.Request) (*http.Response, error) {
			resp := fine(r)
			resp.ContentLength = 100
			return resp, nil
		})
	},
}

func fine(r *http.Request) *http.Response {
	return &http.Response{StatusCode: http.StatusOK, ContentLength: -1, Body: io.NopCloser(strings.NewReader("fine")), Request: r}
}

// Requests that would like fresh data and have old data at hand are answered in any
// outage, soon, and say what they rest on. The clock is the bubble's.
func TestChaosWhatIsCachedSurvivesAnyOutage(t *testing.T) {
	t.Parallel()
	const soon, share = 200 * time.Millisecond, 0.999
	for name, outage := range outages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				n := chaos.Size(2000, 100_000)
				dice := rand.New(rand.NewPCG(1, 1))
				calls, live, answered, unmarked := 0, 0, 0, 0
				base := outage(dice)
				client := Client(Options{Provider: "test", Now: time.Now, Rand: dice.Float64, Base: sender(func(r *http.Request) (*http.Response, error) {
					calls++
					return base.RoundTrip(r)
				})})
				fresh := Source[string]{"live", func(ctx context.Context) (string, time.Time, error) {
					got, err := ask(ctx, client, "GET", "http://provider", "")
					return got.Body, time.Now(), err
				}}
				hourAgo := time.Now().Add(-time.Hour)
				stored := Source[string]{"last good", func(context.Context) (string, time.Time, error) { return "old", hourAgo, nil }}
				took := make([]time.Duration, n)
				for i := range took {
					start := time.Now()
					got, err := First(t.Context(), "weather", time.Now, Within(150*time.Millisecond, fresh), stored)
					took[i] = time.Since(start)
					if err == nil {
						answered++
					}
					if got.IsFallback != (got.Value == "old") || got.IsFallback && (got.AgeSeconds < 3600 || got.Source != "last good") {
						unmarked++
					}
					if !got.IsFallback {
						live++
					}
					<-time.After(time.Second)
				}
				slices.Sort(took)
				sum := chaos.Tally{Tried: n, Lost: n - answered, Broken: unmarked}
				p99 := took[n*99/100]
				t.Logf("p99 %s, %d live, %.3f calls per request", p99, live, float64(calls)/float64(n))
				if usable := name == "30 % resets"; (live > 0) != usable {
					sum.Broken++
				}
				if p99 > soon || float64(answered) < share*float64(n) || float64(calls) > 1.1*float64(n) {
					sum.Broken++
				}
				chaos.Report(t, "requests while a provider is "+name, sum)
			})
		})
	}
}
