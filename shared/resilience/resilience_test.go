package resilience

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/errs"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// provider answers with one step of its script after the other; the last one stands.
// A number is a status; with words behind it, the words are the body, or Retry-After
// if they follow a colon.
type provider struct {
	mu     sync.Mutex
	script []string
	bodies []string // of the requests
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	p.mu.Lock()
	step := p.script[min(len(p.bodies), len(p.script)-1)]
	p.bodies = append(p.bodies, string(body))
	p.mu.Unlock()
	switch step {
	case "reset":
		panic(http.ErrAbortHandler)
	case "half":
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half")
		panic(http.ErrAbortHandler)
	case "hang":
		<-r.Context().Done()
		return
	}
	status, after, _ := strings.Cut(step, ":")
	status, text, _ := strings.Cut(status, " ")
	if after != "" {
		w.Header().Set("Retry-After", after)
	}
	code, _ := strconv.Atoi(status)
	w.WriteHeader(code)
	_, _ = io.WriteString(w, text)
}

func (p *provider) calls() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.bodies)
}

// start returns the provider's address and options to call it with, which note the
// waits instead of making them.
func (p *provider) start(t *testing.T, waits *[]time.Duration) (string, Options) {
	t.Helper()
	s := httptest.NewServer(p)
	t.Cleanup(s.Close)
	return s.URL, Options{
		Provider: "test", Base: s.Client().Transport, Now: func() time.Time { return noon }, Rand: func() float64 { return 0.5 },
		Sleep: func(_ context.Context, d time.Duration) error { *waits = append(*waits, d); return nil },
	}
}

// said is what came of a call.
type said struct {
	Calls  int
	Waits  []time.Duration
	Status int
	Body   string
	Kind   errs.Kind // of the failure
}

func ask(ctx context.Context, c *http.Client, method, url, body string, header ...string) (said, error) {
	var in io.Reader
	if body != "" {
		in = io.MultiReader(strings.NewReader(body)) // of no known length, and not to be read twice
	}
	r, err := http.NewRequestWithContext(ctx, method, url, in)
	if err != nil {
		return said{}, err
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := c.Do(r)
	if err != nil {
		return said{Kind: errs.KindOf(err)}, err
	}
	b, err := io.ReadAll(resp.Body)
	return said{Status: resp.StatusCode, Body: string(b)}, errors.Join(err, resp.Body.Close())
}

func TestACallIsTriedAgainIfThatCanHelp(t *testing.T) {
	t.Parallel()
	const half, whole = 250 * time.Millisecond, 500 * time.Millisecond // of the longest waits, by the fixed dice
	key := []string{"Idempotency-Key", "k"}
	for name, c := range map[string]struct {
		script []string
		method string
		header []string
		within time.Duration // of the context; 0: none
		want   said
	}{
		"well":                    {[]string{"200 hello"}, "GET", nil, 0, said{1, nil, 200, "hello", ""}},
		"not found":               {[]string{"404 no"}, "GET", nil, 0, said{1, nil, 404, "no", ""}},
		"a reset":                 {[]string{"reset", "200 hello"}, "GET", nil, 0, said{2, []time.Duration{half}, 200, "hello", ""}},
		"half a body":             {[]string{"half", "200 hello"}, "GET", nil, 0, said{2, []time.Duration{half}, 200, "hello", ""}},
		"half a body, for ever":   {[]string{"half"}, "GET", nil, 0, said{3, []time.Duration{half, whole}, 0, "", errs.Unavailable}},
		"two faults":              {[]string{"500", "503", "200 hello"}, "PUT", nil, 0, said{3, []time.Duration{half, whole}, 200, "hello", ""}},
		"three faults":            {[]string{"500", "503", "502 x"}, "DELETE", nil, 0, said{3, []time.Duration{half, whole}, 502, "x", ""}},
		"a time-out of theirs":    {[]string{"408", "200"}, "HEAD", nil, 0, said{2, []time.Duration{half}, 200, "", ""}},
		"too many":                {[]string{"429:7", "200"}, "GET", nil, 0, said{2, []time.Duration{7 * time.Second}, 200, "", ""}},
		"closed until a date":     {[]string{"503:Mon, 23 Nov 2026 12:00:09 GMT", "200"}, "GET", nil, 0, said{2, []time.Duration{9 * time.Second}, 200, "", ""}},
		"closed until a past one": {[]string{"503:Mon, 23 Nov 2026 11:00:00 GMT", "200"}, "GET", nil, 0, said{2, []time.Duration{0}, 200, "", ""}},
		"closed for a bad date":   {[]string{"503:soon", "200"}, "GET", nil, 0, said{2, []time.Duration{half}, 200, "", ""}},
		"closed for an hour":      {[]string{"503:3600", "200"}, "GET", nil, 0, said{1, nil, 503, "", ""}},
		"closed beyond deadline":  {[]string{"429:7", "200"}, "GET", nil, 7 * time.Second, said{1, nil, 429, "", ""}},
		"closed within deadline":  {[]string{"429:7", "200"}, "GET", nil, time.Minute, said{2, []time.Duration{7 * time.Second}, 200, "", ""}},
		"deadline before reserve": {[]string{"200"}, "GET", nil, Reserve / 2, said{0, nil, 0, "", errs.Unavailable}},
		"a post":                  {[]string{"500", "200"}, "POST", nil, 0, said{1, nil, 500, "", ""}},
		"a lost post":             {[]string{"reset", "200"}, "POST", nil, 0, said{1, nil, 0, "", errs.Unavailable}},
		"a post with a key":       {[]string{"reset", "200"}, "POST", key, 0, said{2, []time.Duration{half}, 200, "", ""}},
		"too large":               {[]string{"200 " + strings.Repeat("x", 101)}, "GET", nil, 0, said{1, nil, 0, "", errs.Internal}},
		"as large as may be":      {[]string{"200 " + strings.Repeat("x", 100)}, "GET", nil, 0, said{1, nil, 200, strings.Repeat("x", 100), ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var waits []time.Duration
			p := &provider{script: c.script}
			url, o := p.start(t, &waits)
			o.MaxBody = 100
			ctx := t.Context()
			if c.within > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, c.within)
				defer cancel()
			}
			got, err := ask(ctx, Client(o), c.method, url, "question", c.header...)
			got.Calls, got.Waits = p.calls(), waits
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
			for _, body := range p.bodies {
				if body != "question" {
					t.Errorf("asked %q", body)
				}
			}
		})
	}
}

func TestWhatMayBeSentTwiceIsSaidByContextOrOptions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ctx     func(context.Context) context.Context
		options func(*http.Request) bool
	}{
		"context": {Idempotent, nil},
		"options": {func(ctx context.Context) context.Context { return ctx }, func(r *http.Request) bool { return r.URL.Path == "/search" }},
	} {
		var waits []time.Duration
		p := &provider{script: []string{"500", "200"}}
		url, o := p.start(t, &waits)
		o.Idempotent = c.options
		if got, err := ask(c.ctx(t.Context()), Client(o), "POST", url+"/search", "x"); err != nil || got.Status != 200 || p.calls() != 2 {
			t.Errorf("by %s: %+v, %v after %d calls", name, got, err, p.calls())
		}
	}
}

// The longest wait grows, to a cap; the dice decide which part of it is waited for.
func TestWaitsAreSpreadOverTheirWholeLength(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dice float64
		want []time.Duration
	}{
		{0, []time.Duration{0, 0}}, {0.999, []time.Duration{499500 * time.Microsecond, 999 * time.Millisecond}},
	} {
		var waits []time.Duration
		p := &provider{script: []string{"500"}}
		url, o := p.start(t, &waits)
		o.Rand = func() float64 { return c.dice }
		_, _ = ask(t.Context(), Client(o), "GET", url, "")
		if diff := cmp.Diff(c.want, waits); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestWhatNoTryMendsIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	inside := fmt.Errorf("10.0.0.1 is ours: %w", ErrPermanent)
	var calls int
	o := Options{Provider: "feed", Now: func() time.Time { return noon }, Base: sender(func(*http.Request) (*http.Response, error) { calls++; return nil, inside })}
	_, err := ask(t.Context(), Client(o), "GET", "http://inside/secret?key=k", "")
	if !errors.Is(err, inside) || calls != 1 || errs.KindOf(err) == errs.Unavailable {
		t.Errorf("%v after %d calls", err, calls)
	}
	if red := Redact(err); strings.Contains(red.Error(), "secret") || !strings.Contains(red.Error(), "inside") || !errors.Is(red, ErrPermanent) {
		t.Errorf("redacted: %v", red)
	}
}

// sender is a transport that is a function.
type sender func(*http.Request) (*http.Response, error)

func (b sender) RoundTrip(r *http.Request) (*http.Response, error) { return b(r) }

// silent hangs until nobody listens any more.
func silent(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// The clock of the bubble does not wait for who is silent.
func TestACallIsOverBeforeItsDeadline(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		within, want time.Duration
	}{
		{5 * time.Second, 5*time.Second - Reserve},                            // within the first try
		{10 * time.Second, 10*time.Second - Reserve},                          // within the second
		{time.Minute, 3*8*time.Second + 250*time.Millisecond + time.Second/2}, // three tries and two waits
	} {
		synctest.Test(t, func(t *testing.T) {
			o := Options{Provider: "test", Now: time.Now, Base: sender(silent), Rand: func() float64 { return 0.5 }}
			ctx, cancel := context.WithTimeout(t.Context(), c.within)
			defer cancel()
			start := time.Now()
			_, err := ask(ctx, Client(o), "GET", "http://silent", "")
			if took := time.Since(start); errs.KindOf(err) != errs.Unavailable || took != c.want {
				t.Errorf("within %s: %v after %s, want %s", c.within, err, took, c.want)
			}
		})
	}
}

func TestACallerWhoLeavesIsNotTheProvidersFault(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		client := Client(Options{Provider: "test", Now: time.Now, Sleep: func(context.Context, time.Duration) error { return nil }, Base: sender(func(r *http.Request) (*http.Response, error) {
			calls++
			return silent(r)
		})})
		for range 2 * opensAfter {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			if _, err := ask(ctx, client, "GET", "http://silent", ""); !errors.Is(err, context.Canceled) || errors.Is(err, ErrOpen) {
				t.Error(err)
			}
		}
		for range 2 * opensAfter { // nor is a deadline that nobody could keep
			ctx, cancel := context.WithTimeout(t.Context(), Reserve+fair/2)
			if _, err := ask(ctx, client, "GET", "http://silent", ""); errors.Is(err, ErrOpen) {
				t.Error(err)
			}
			cancel()
		}
		if calls != 4*opensAfter {
			t.Errorf("%d calls, want one for each caller", calls)
		}
	})
}

// Ten times as many requests as may be tried again show what the budget is worth.
func TestAProviderThatIsDownIsNotCalledMoreOften(t *testing.T) {
	t.Parallel()
	var waits []time.Duration
	p := &provider{script: []string{"500"}}
	url, o := p.start(t, &waits)
	now := noon
	o.Now = func() time.Time { return now }
	client := Client(o)
	const requests = 200
	for range requests {
		now = now.Add(Window + 1) // the breaker lets each of them pass, as its probe
		_, _ = ask(t.Context(), client, "GET", url, "")
	}
	if calls := p.calls(); float64(calls) > 1.1*requests || calls < requests {
		t.Errorf("%d calls for %d requests", calls, requests)
	}
	b := newBudget()
	var again int
	for range requests {
		if b.spend() {
			again++
		}
	}
	if again != firstTokens {
		t.Errorf("%d further tries without a success, want %d", again, firstTokens)
	}
	for range requests {
		b.earn()
	}
	again = 0
	for range requests {
		if b.spend() {
			again++
		}
	}
	if again != mostTokens {
		t.Errorf("%d further tries after many successes, want %d", again, mostTokens)
	}
}
