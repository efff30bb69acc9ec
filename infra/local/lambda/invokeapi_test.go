package lambda_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/lambda"
)

func TestInvokeAPI(t *testing.T) {
	t.Parallel()
	h := host(t, lambda.Function{Aliases: []string{"subject-folder"}}, lambda.Options{})
	server := httptest.NewServer(h)
	defer server.Close()
	type answer struct {
		Status             int
		Body, Error, Fails string
	}
	for _, c := range []struct {
		path, kind, body string
		want             answer
	}{
		{"Subject/invocations", "", `{"Do":"echo","Value":1}`, answer{Status: 200, Body: "1"}},
		{"subject-folder/invocations", "RequestResponse", `{"Do":"echo","Value":1}`, answer{Status: 200, Body: "1"}},
		{"arn:aws:lambda:us-east-1:000000000000:function:Subject/invocations", "", `{"Do":"echo","Value":1}`, answer{Status: 200, Body: "1"}},
		{"Subject/invocations", "DryRun", `{}`, answer{Status: 204}},
		{"Subject/invocations", "Event", `{}`, answer{Status: 202}},
		{"Other/invocations", "", `{}`, answer{Status: 404, Error: "ResourceNotFoundException", Body: `{"errorType":"ResourceNotFoundException","errorMessage":"Function not found: Other"}`}},
		{"Subject", "", `{}`, answer{Status: 404, Error: "UnknownOperationException", Body: `{"errorType":"UnknownOperationException","errorMessage":"the local system only invokes functions"}`}},
		{"Subject/invocations", "", strings.Repeat(" ", lambda.MaxRequest+1), answer{Status: 413, Error: "RequestEntityTooLargeException",
			Body: `{"errorType":"RequestEntityTooLargeException","errorMessage":"6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)"}`}},
		{"Subject/invocations", "", `{"Do":"error"}`, answer{Status: 200, Fails: "Unhandled", Body: `{"errorMessage":"as asked","errorType":"errorString"}`}},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/2015-03-31/functions/"+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Amz-Invocation-Type", c.kind)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Fatal(err)
		}
		got := answer{resp.StatusCode, string(body), resp.Header.Get("X-Amzn-Errortype"), resp.Header.Get("X-Amz-Function-Error")}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", c.path, c.kind, diff)
		}
	}
}
