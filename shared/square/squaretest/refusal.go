package squaretest

import "net/http"

// refusal is an answer that refuses a request. Handlers panic with it.
type refusal struct {
	status int
	body   any
	header http.Header
}

type errorBody struct {
	Errors []wireError `json:"errors"`
}

type wireError struct {
	Category string `json:"category"`
	Code     string `json:"code"`
	Detail   string `json:"detail"`
	Field    string `json:"field,omitempty"`
}

var categories = map[int]string{
	http.StatusUnauthorized: "AUTHENTICATION_ERROR", http.StatusForbidden: "AUTHENTICATION_ERROR", http.StatusTooManyRequests: "RATE_LIMIT_ERROR",
	http.StatusInternalServerError: "API_ERROR", http.StatusServiceUnavailable: "API_ERROR", http.StatusGatewayTimeout: "API_ERROR",
}

var codes = map[int]string{
	http.StatusTooManyRequests: "RATE_LIMITED", http.StatusInternalServerError: "INTERNAL_SERVER_ERROR",
	http.StatusServiceUnavailable: "SERVICE_UNAVAILABLE", http.StatusGatewayTimeout: "GATEWAY_TIMEOUT",
}

func fail(status int, code, detail string) *refusal { return failField(status, code, detail, "") }

func failField(status int, code, detail, field string) *refusal {
	category, ok := categories[status]
	if !ok {
		category = "INVALID_REQUEST_ERROR"
	}
	return &refusal{status: status, body: errorBody{[]wireError{{category, code, detail, field}}}}
}

// legacy is the form in which older sign-in servers refuse.
func legacy(status int, kind, message string) *refusal {
	return &refusal{status: status, body: struct {
		Message string `json:"message"`
		Type    string `json:"type"`
	}{message, kind}}
}

func (r *refusal) write(w http.ResponseWriter) {
	for name, values := range r.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(r.status)
	answer(w, r.body)
}
