package square

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/square/square-go-sdk/core"

	"github.com/marketprep/marketprep/shared/errs"
)

// Reason says why Square refused a call.
type Reason string

// The reasons that make a difference. Their kinds (package errs) are: Unauthorized
// for the first three and Forbidden for Scopes, after all of which the vendor must
// connect again; Unavailable for RateLimited and Down; Conflict for BadCursor;
// NotFound for Missing. Refused has none: the request was wrong, which is a bug.
const (
	BadToken    Reason = "unauthorized"
	Expired     Reason = "expired"
	Revoked     Reason = "revoked"
	Scopes      Reason = "insufficient scopes"
	RateLimited Reason = "rate limited"
	Down        Reason = "unavailable"
	BadCursor   Reason = "invalid cursor" // the walk must start again
	Missing     Reason = "not found"
	Refused     Reason = "refused"
)

// Error is what Square answered instead of what it was asked for.
type Error struct {
	Reason Reason
	Status int    // of HTTP
	Code   string // of Square: ACCESS_TOKEN_EXPIRED; empty if it named none
	Detail string // in Square's words, for the log
}

func (e *Error) Error() string {
	return fmt.Sprintf("square: %s: %d %s %s", e.Reason, e.Status, e.Code, e.Detail)
}

// token reports whether another token may help.
func (e *Error) token() bool {
	return e.Reason == BadToken || e.Reason == Expired || e.Reason == Revoked
}

// ReasonOf is why Square refused, or empty if err is something else.
func ReasonOf(err error) Reason {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Reason
	}
	return ""
}

const (
	reconnect = "Square does not accept the connection any more: connect Square again"
	later     = "Square does not answer right now: try again in a moment"
)

// failure names what the SDK returned.
func failure(err error) error {
	answered, ok := errors.AsType[*core.APIError](err)
	if !ok {
		if _, named := errors.AsType[*errs.Error](err); named {
			return fmt.Errorf("square: call: %w", err) // by the client that we were given
		}
		// No answer, or one that ends in its middle or is no JSON.
		return errs.Wrap(errs.Unavailable, fmt.Errorf("square: call: %w", err), later)
	}
	return named(read(answered))
}

// named gives e the kind of its reason.
func named(e *Error) error {
	switch e.Reason {
	case BadToken, Expired, Revoked:
		return errs.Wrap(errs.Unauthorized, e, reconnect)
	case Scopes:
		return errs.Wrap(errs.Forbidden, e, "Square was not allowed to show everything that is needed: connect Square again and allow all of it")
	case RateLimited, Down:
		return errs.Wrap(errs.Unavailable, e, later)
	case BadCursor:
		return errs.Wrap(errs.Conflict, e, "Square lost its place in a long list: it must be read again")
	case Missing:
		return errs.Wrap(errs.NotFound, e, "Square knows no such thing")
	default:
		return e
	}
}

// longest is how much of an answer that is not understood goes to the log.
const longest = 200

// read reads the two forms in which Square reports errors: a list of them, and, of
// sign-in, a message with a type.
func read(answered *core.APIError) *Error {
	e := &Error{Status: answered.StatusCode}
	var body struct {
		Errors           []struct{ Category, Code, Detail string }
		Message, Type    string
		Error            string `json:"error"`
		ErrorDescription string `json:"error_description"`
	}
	text := ""
	if cause := answered.Unwrap(); cause != nil {
		text = cause.Error()
	}
	category := ""
	switch {
	case json.Unmarshal([]byte(text), &body) != nil:
		e.Detail = text[:min(len(text), longest)]
	case len(body.Errors) > 0:
		category, e.Code, e.Detail = body.Errors[0].Category, body.Errors[0].Code, body.Errors[0].Detail
	default:
		e.Code, e.Detail = body.Type+body.Error, body.Message+body.ErrorDescription
	}
	e.Reason = reason(e.Status, category, e.Code, e.Detail)
	return e
}

func reason(status int, category, code, detail string) Reason {
	switch {
	case code == "ACCESS_TOKEN_REVOKED":
		return Revoked
	case code == "ACCESS_TOKEN_EXPIRED":
		return Expired
	case code == "INSUFFICIENT_SCOPES" || status == http.StatusForbidden:
		return Scopes
	case status == http.StatusUnauthorized:
		return BadToken
	case status == http.StatusTooManyRequests || category == "RATE_LIMIT_ERROR":
		return RateLimited
	// The catalog was seen to answer so to a token that had expired
	// (square-python-sdk, issue 20).
	case status == http.StatusInternalServerError && strings.Contains(detail, "unable to authorize"):
		return Expired
	case status >= http.StatusInternalServerError || status == http.StatusRequestTimeout:
		return Down
	case code == "INVALID_CURSOR":
		return BadCursor
	case status == http.StatusNotFound:
		return Missing
	default:
		return Refused
	}
}
