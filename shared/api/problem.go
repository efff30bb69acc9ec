package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/errs"
)

var statusOf = map[errs.Kind]int{
	errs.Internal:     http.StatusInternalServerError,
	errs.Invalid:      http.StatusUnprocessableEntity,
	errs.NotFound:     http.StatusNotFound,
	errs.Conflict:     http.StatusConflict,
	errs.Unauthorized: http.StatusUnauthorized,
	errs.Forbidden:    http.StatusForbidden,
	errs.Unavailable:  http.StatusServiceUnavailable,
	errs.TooMany:      http.StatusTooManyRequests,
	errs.TooLarge:     http.StatusRequestEntityTooLarge,
}

// retryAfter is how many seconds a client is told to wait, by status.
var retryAfter = map[int]int{http.StatusServiceUnavailable: 5, http.StatusTooManyRequests: 60}

// problem renders err for the client as an RFC 9457 document. An error whose
// kind nobody named is logged in full and shown to nobody.
func problem(ctx context.Context, err error) error {
	r := requestOf(ctx)
	named, ok := errors.AsType[*errs.Error](err)
	if !ok {
		r.log.ErrorContext(ctx, "request failed", slog.String("correlationId", r.id), slog.String("error", err.Error()))
		return huma.NewError(http.StatusInternalServerError, "something broke on our side: it is logged under "+r.id)
	}
	status := statusOf[named.Kind]
	if named.Err != nil {
		r.log.WarnContext(ctx, "request refused", slog.String("correlationId", r.id), slog.String("error", err.Error()))
	}
	var details []error
	for _, f := range named.Fields {
		details = append(details, &huma.ErrorDetail{Location: f.Location, Message: f.Message})
	}
	answer := huma.NewError(status, named.Message, details...)
	if seconds := retryAfter[status]; seconds > 0 {
		return huma.ErrorWithHeaders(answer, http.Header{"Retry-After": {strconv.Itoa(seconds)}})
	}
	return answer
}

// tidyProblem names the request in a problem document and takes out what the
// client sent: it may be a password, or ten megabytes.
func tidyProblem(ctx huma.Context, _ string, v any) (any, error) {
	p, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p.Instance = instance(requestOf(ctx.Context()).id)
	for _, d := range p.Errors {
		d.Value = nil
	}
	return p, nil
}

func instance(id string) string { return "urn:marketprep:request:" + id }

func (e edge) answerPanic(ctx context.Context, w *recorder, p any) {
	id := requestOf(ctx).id
	e.Log.ErrorContext(ctx, "panic", slog.String("correlationId", id), slog.String("error", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
	if w.bytes > 0 {
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(http.StatusInternalServerError)
	_ = json.NewEncoder(w).Encode( // who went away reads nothing
		huma.ErrorModel{
			Status: http.StatusInternalServerError, Title: http.StatusText(http.StatusInternalServerError),
			Detail: "something broke on our side: it is logged under " + id, Instance: instance(id),
		})
}
