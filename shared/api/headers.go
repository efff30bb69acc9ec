package api

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"regexp"
)

// CorrelationHeader carries the id under which a request stands in the log. A
// client may choose it; every answer repeats it.
const CorrelationHeader = "X-Correlation-Id"

// correlationForm keeps what a client chose short and harmless in a log.
var correlationForm = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)

func correlationID(r *http.Request) string {
	if id := r.Header.Get(CorrelationHeader); correlationForm.MatchString(id) {
		return id
	}
	return rand.Text()
}

// setHeaders sets what every answer carries. The answers are data, never pages:
// nothing in them may run, be framed or be kept.
func (e edge) setHeaders(h http.Header, r *http.Request, id string) {
	h.Set(CorrelationHeader, id)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Add("Vary", "Origin")
	if origin := r.Header.Get("Origin"); origin != "" && origin == e.WebOrigin {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Allow-Credentials", "true")
		h.Set("Access-Control-Expose-Headers", CorrelationHeader+", Retry-After")
	}
}

type requestKey struct{}

// request is what the code below an operation needs to answer and log a failure.
type request struct {
	id  string
	log *slog.Logger
}

func withCorrelation(ctx context.Context, id string, log *slog.Logger) context.Context {
	return context.WithValue(ctx, requestKey{}, request{id, log})
}

func requestOf(ctx context.Context) request {
	r, ok := ctx.Value(requestKey{}).(request)
	if !ok {
		return request{log: slog.New(slog.DiscardHandler)}
	}
	return r
}
