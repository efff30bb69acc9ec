package secrets

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/google/go-cmp/cmp"
)

// heard is a server that answers each call with the next of its answers, and keeps
// the calls.
type heard struct {
	answers []string // status, blank, body; empty: no answer
	calls   []*http.Request
	bodies  []string
}

func (h *heard) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	answer := h.answers[min(len(h.calls), len(h.answers)-1)]
	h.calls, h.bodies = append(h.calls, r), append(h.bodies, string(body))
	if answer == "" {
		return nil, errors.New("no route to host")
	}
	status, text, _ := strings.Cut(answer, " ")
	code := map[string]int{"200": 200, "400": 400, "429": 429, "500": 500, "503": 503}[status]
	return &http.Response{StatusCode: code, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}}, Body: io.NopCloser(strings.NewReader(text))}, nil
}

func (h *heard) config() aws.Config {
	return aws.Config{Region: "eu-central-1", Credentials: credentials.NewStaticCredentialsProvider("AKID", "hidden", "token"), HTTPClient: h}
}

const good = `200 {"Name":"key","SecretString":"first"}`

// signature is what the request must be signed with, worked out by the steps of
// "Signature Version 4 signing process" in the AWS reference.
func signature(r *http.Request, body string) string {
	mac := func(key []byte, text string) []byte {
		h := hmac.New(sha256.New, key)
		h.Write([]byte(text))
		return h.Sum(nil)
	}
	sum := func(text string) string { s := sha256.Sum256([]byte(text)); return hex.EncodeToString(s[:]) }
	_, signed, _ := strings.Cut(r.Header.Get("Authorization"), "SignedHeaders=")
	signed, _, _ = strings.Cut(signed, ",")
	var lines strings.Builder
	for name := range strings.SplitSeq(signed, ";") {
		value := r.Header.Get(name)
		switch name {
		case "host":
			value = r.URL.Host
		case "content-length":
			value = strconv.Itoa(len(body))
		}
		lines.WriteString(name + ":" + value + "\n")
	}
	at := r.Header.Get("X-Amz-Date")
	scope := at[:8] + "/eu-central-1/secretsmanager/aws4_request"
	canonical := strings.Join([]string{"POST", "/", "", lines.String(), signed, sum(body)}, "\n")
	key := mac(mac(mac(mac([]byte("AWS4hidden"), at[:8]), "eu-central-1"), "secretsmanager"), "aws4_request")
	want := hex.EncodeToString(mac(key, strings.Join([]string{"AWS4-HMAC-SHA256", at, scope, sum(canonical)}, "\n")))
	return "AWS4-HMAC-SHA256 Credential=AKID/" + scope + ", SignedHeaders=" + signed + ", Signature=" + want
}

func TestACallIsSigned(t *testing.T) {
	t.Parallel()
	h := &heard{answers: []string{good}}
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	if got, err := (client{h.config(), func() time.Time { return now }}).secret(t.Context(), `arn:"key"`); got != "first" || err != nil {
		t.Fatalf("%q, %v", got, err)
	}
	r := h.calls[0]
	got := map[string]string{"url": r.URL.String(), "method": r.Method, "body": h.bodies[0], "authorization": r.Header.Get("Authorization")}
	for _, name := range []string{"Content-Type", "X-Amz-Target", "X-Amz-Date", "X-Amz-Security-Token"} {
		got[name] = r.Header.Get(name)
	}
	want := map[string]string{
		"url": "https://secretsmanager.eu-central-1.amazonaws.com", "method": "POST", "body": `{"SecretId":"arn:\"key\""}`, "authorization": signature(r, h.bodies[0]),
		"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "secretsmanager.GetSecretValue", "X-Amz-Date": "20261123T120000Z", "X-Amz-Security-Token": "token",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, name := range []string{"host", "x-amz-date", "x-amz-security-token", "x-amz-target"} {
		if !strings.Contains(got["authorization"], name) {
			t.Errorf("%s is not signed: %s", name, got["authorization"])
		}
	}
}

// What the SDK's own client of the service asks is what ours asks.
func TestACallIsTheSDKs(t *testing.T) {
	t.Parallel()
	ours, theirs := &heard{answers: []string{good}}, &heard{answers: []string{good}}
	if _, err := (client{ours.config(), time.Now}).secret(t.Context(), "key"); err != nil {
		t.Fatal(err)
	}
	id := "key"
	out, err := secretsmanager.NewFromConfig(theirs.config()).GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: &id})
	if err != nil || aws.ToString(out.SecretString) != "first" {
		t.Fatalf("%+v, %v", out, err)
	}
	see := func(h *heard) []string {
		r := h.calls[0]
		scope := strings.Split(r.Header.Get("Authorization"), "/")
		return append(scope[2:4], r.Method, r.URL.Host, "/"+strings.Trim(r.URL.Path, "/"), r.Header.Get("Content-Type"), r.Header.Get("X-Amz-Target"), h.bodies[0])
	}
	if diff := cmp.Diff(see(theirs), see(ours)); diff != "" {
		t.Errorf("(-theirs +ours):\n%s", diff)
	}
}

func TestAFailureThatMayPassIsTriedAgain(t *testing.T) {
	t.Parallel()
	const refused = `400 {"__type":"ResourceNotFoundException","Message":"first"}`
	for name, tt := range map[string]struct {
		answers []string
		calls   int
		value   string
	}{
		"an answer":        {[]string{good}, 1, "first"},
		"a fault":          {[]string{"500 {}", good}, 2, "first"},
		"no answer twice":  {[]string{"", "", good}, 3, "first"},
		"no answer":        {[]string{""}, 3, ""},
		"throttled":        {[]string{`400 {"__type":"ThrottlingException"}`, good}, 2, "first"},
		"too many":         {[]string{"429 ", good}, 2, "first"},
		"a proxy's page":   {[]string{"503 <html>", good}, 2, "first"},
		"refused":          {[]string{refused, good}, 1, ""},
		"no secret":        {[]string{`200 {"SecretBinary":"Zmlyc3Q="}`, good}, 1, ""},
		"an empty one":     {[]string{`200 {"SecretString":""}`, good}, 1, ""},
		"a page of others": {[]string{"200 <html>first", good}, 1, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			h := &heard{answers: tt.answers}
			got, err := client{h.config(), time.Now}.secret(t.Context(), "key")
			if got != tt.value || (err == nil) != (tt.value != "") || len(h.calls) != tt.calls {
				t.Errorf("%s: %q, %v after %d calls, want %q after %d", name, got, err, len(h.calls), tt.value, tt.calls)
			}
			if err != nil && strings.Contains(err.Error(), "first") {
				t.Errorf("%s: the failure repeats the answer: %v", name, err)
			}
		})
	}
}

func TestWhoIsTooLateIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), firstPause/2)
		defer cancel()
		h, start := &heard{answers: []string{""}}, time.Now()
		if _, err := (client{h.config(), time.Now}).secret(ctx, "key"); err == nil || len(h.calls) != 1 || time.Since(start) != firstPause/2 {
			t.Errorf("%v after %d calls and %s", err, len(h.calls), time.Since(start))
		}
	})
}
