package api

import (
	"context"
	"encoding/base64"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/tenant"
)

type whoInput struct {
	Session http.Cookie `cookie:"session"`
	Venue   string      `query:"venue" maxLength:"20"`
	Body    struct {
		Text string `json:"text" maxLength:"20"`
	}
}

type whoOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      struct {
		Vendor, User, Session, Role, Cookie, Venue, Text string
	}
}

// who answers with all that it knows of a request.
func who() http.Handler {
	op := For(tenant.Helper, huma.Operation{OperationID: "who", Method: http.MethodPost, Path: "/who"}, func(_ context.Context, c tenant.Caller, in *whoInput) (*whoOutput, error) {
		out := &whoOutput{SetCookie: []http.Cookie{{Name: "a", Value: "1"}, {Name: "b", Value: "2"}}}
		out.Body.Vendor, out.Body.User, out.Body.Session, out.Body.Role = c.Vendor.String(), c.User, c.Session, string(c.Role)
		out.Body.Cookie, out.Body.Venue, out.Body.Text = in.Session.Value, in.Venue, in.Body.Text
		return out, nil
	})
	h, _ := Handler(Config{Log: slog.New(slog.DiscardHandler), Now: time.Now}, op)
	return h
}

func event(authorizer map[string]any, header map[string]string) events.APIGatewayProxyRequest {
	e := events.APIGatewayProxyRequest{
		HTTPMethod: http.MethodPost, Path: "/who", Body: base64.StdEncoding.EncodeToString([]byte(`{"text":"crème"}`)), IsBase64Encoded: true,
		MultiValueHeaders:               map[string][]string{"Content-Type": {"application/json"}, "Cookie": {"session=abc"}},
		MultiValueQueryStringParameters: map[string][]string{"venue": {"river & side"}},
		RequestContext:                  events.APIGatewayProxyRequestContext{Authorizer: authorizer},
	}
	for name, value := range header {
		e.MultiValueHeaders[name] = []string{value}
	}
	return e
}

func TestALambdaKnowsTheCallerFromTheAuthorizer(t *testing.T) {
	t.Parallel()
	claims := map[string]any{VendorClaim: "anna", UserClaim: "u1", SessionClaim: "s1", RoleClaim: "owner"}
	got, err := Lambda(who())(t.Context(), event(claims, nil))
	if err != nil || got.StatusCode != 200 {
		t.Fatalf("%v, %d %s", err, got.StatusCode, got.Body)
	}
	const want = `{"Vendor":"anna","User":"u1","Session":"s1","Role":"owner","Cookie":"abc","Venue":"river & side","Text":"crème"}` + "\n"
	if diff := cmp.Diff([]string{want, "a=1", "b=2"}, append([]string{got.Body}, got.MultiValueHeaders["Set-Cookie"]...)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNothingThatARequestSaysNamesATenant(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]events.APIGatewayProxyRequest{
		"nobody":           event(nil, nil),
		"an empty vendor":  event(map[string]any{VendorClaim: "", UserClaim: "u1", RoleClaim: "owner"}, nil),
		"no text":          event(map[string]any{VendorClaim: 7, UserClaim: "u1", RoleClaim: "owner"}, nil),
		"claims as header": event(nil, map[string]string{VendorClaim: "anna", UserClaim: "u1", RoleClaim: "owner"}),
		"the adapter's own header": event(nil, map[string]string{
			"X-Golambdaproxy-Apigw-Context": `{"authorizer":{"vendorId":"anna","userId":"u1","role":"owner"}}`,
		}),
	} {
		if got, err := Lambda(who())(t.Context(), e); err != nil || got.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %v, %d %s", name, err, got.StatusCode, got.Body)
		}
	}
}
