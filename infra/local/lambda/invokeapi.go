package lambda

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
)

// ServeHTTP is the Invoke API, for the AWS CLI and SDKs with --endpoint-url:
// POST /2015-03-31/functions/{name or ARN}/invocations. An invocation of type
// Event runs once; it is not repeated when it fails, as it would be at AWS.
func (h *Host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, "/2015-03-31/functions/")
	name, isInvoke := strings.CutSuffix(name, "/invocations")
	if !ok || !isInvoke || r.Method != http.MethodPost {
		h.refuse(w, &Error{"UnknownOperationException", http.StatusNotFound, "the local system only invokes functions"})
		return
	}
	name = name[strings.LastIndex(name, ":")+1:]
	payload, err := io.ReadAll(io.LimitReader(r.Body, MaxRequest+1))
	if err != nil {
		return // the caller is gone
	}
	switch r.Header.Get("X-Amz-Invocation-Type") {
	case "", "RequestResponse":
		h.respond(w, r, name, payload)
	case "Event":
		ctx := context.WithoutCancel(r.Context())
		go func() { _, _ = h.Invoke(ctx, name, payload) }() // what fails is in the log
		w.WriteHeader(http.StatusAccepted)
	case "DryRun":
		w.WriteHeader(http.StatusNoContent)
	default:
		h.refuse(w, &Error{"InvalidParameterValueException", http.StatusBadRequest, "unknown invocation type"})
	}
}

func (h *Host) respond(w http.ResponseWriter, r *http.Request, name string, payload []byte) {
	result, err := h.Invoke(WithTrace(r.Context(), r.Header.Get("X-Amzn-Trace-Id")), name, payload)
	if err != nil {
		h.refuse(w, err)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("X-Amzn-Requestid", result.RequestID)
	header.Set("X-Amz-Executed-Version", "$LATEST")
	if result.Failed {
		header.Set("X-Amz-Function-Error", "Unhandled")
	}
	_, _ = w.Write(result.Payload)
}

func (h *Host) refuse(w http.ResponseWriter, err error) {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		e = &Error{"ServiceException", http.StatusInternalServerError, err.Error()}
	}
	w.Header().Set("X-Amzn-Errortype", e.Type)
	refuse(w, e.Status, e.Type, e.Message)
}
