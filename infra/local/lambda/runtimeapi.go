package lambda

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// runtimeAPI serves /{environment}/2018-06-01/runtime/...: what a program asks for
// its work and tells its answers to.
func (h *Host) runtimeAPI(w http.ResponseWriter, r *http.Request) {
	id, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	path, ok := strings.CutPrefix(path, "2018-06-01/runtime/")
	h.mu.Lock()
	e := h.environments[id]
	h.mu.Unlock()
	if !ok || e == nil {
		http.NotFound(w, r)
		return
	}
	invocation, isInvocation := strings.CutPrefix(path, "invocation/")
	switch {
	case r.Method == http.MethodGet && invocation == "next":
		e.next(w, r)
	case r.Method == http.MethodPost && path == "init/error":
		e.mu.Lock()
		e.initErr, _ = io.ReadAll(io.LimitReader(r.Body, MaxResponse))
		e.mu.Unlock()
		accepted(w)
	case r.Method == http.MethodPost && isInvocation:
		id, kind, _ := strings.Cut(invocation, "/")
		e.answer(w, r, id, kind)
	default:
		http.NotFound(w, r)
	}
}

// next hands over an invocation, when there is one.
func (e *environment) next(w http.ResponseWriter, r *http.Request) {
	select {
	case e.asked <- struct{}{}:
	default: // a copy that is new: nobody waits for its question
	}
	select {
	case inv := <-e.work:
		e.mu.Lock()
		e.current = inv
		e.mu.Unlock()
		e.drain()
		o := e.f.host.options
		header := w.Header()
		header.Set("Lambda-Runtime-Aws-Request-Id", inv.id)
		header.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(o.Now().Add(e.f.Timeout).UnixMilli(), 10))
		header.Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:"+o.Region+":"+o.Account+":function:"+e.f.Name)
		header.Set("Lambda-Runtime-Trace-Id", inv.trace)
		header.Set("Content-Type", "application/json")
		close(inv.taken)
		_, _ = w.Write(inv.payload) // if the program is gone, that is seen elsewhere
	case <-r.Context().Done():
	case <-e.exited:
	}
}

// drain takes back the question that the invocation at hand answers.
func (e *environment) drain() {
	select {
	case <-e.asked:
	default:
	}
}

// answer takes the answer to an invocation; kind is response or error.
func (e *environment) answer(w http.ResponseWriter, r *http.Request, id, kind string) {
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxResponse+1))
	if err != nil {
		return // the program is gone
	}
	e.mu.Lock()
	inv := e.current
	if inv != nil && inv.id == id {
		e.current = nil
	}
	e.mu.Unlock()
	if inv == nil || inv.id != id || kind != "response" && kind != "error" {
		refuse(w, http.StatusBadRequest, "InvalidRequestID", "Invalid request ID")
		return
	}
	if kind == "response" && len(body) > MaxResponse {
		payload, _ := json.Marshal(problem{ // of texts: cannot fail
			"Function.ResponseSizeTooLarge", fmt.Sprintf("Response payload size exceeded maximum allowed payload size (%d bytes).", MaxResponse),
		})
		inv.answered <- Result{RequestID: id, Failed: true, Payload: payload}
		refuse(w, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "Exceeded maximum allowed payload size")
		return
	}
	// A program that streams its answer says in a trailer that it broke off.
	failed := kind == "error" || r.Trailer.Get("Lambda-Runtime-Function-Error-Type") != ""
	inv.answered <- Result{RequestID: id, Payload: body, Failed: failed}
	accepted(w)
}

// problem is how the Runtime API, the Invoke API and Lambda itself word failures.
type problem struct {
	Type    string `json:"errorType"`
	Message string `json:"errorMessage"`
}

func accepted(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusAccepted)
	_, _ = io.WriteString(w, `{"status":"OK"}`)
}

func refuse(w http.ResponseWriter, status int, kind, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	body, _ := json.Marshal(problem{kind, message}) // of texts: cannot fail
	_, _ = w.Write(body)
}
