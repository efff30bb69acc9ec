package account

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/auth"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
)

func TestTheAuthorizerSaysWhoIsCalling(t *testing.T) {
	t.Parallel()
	s := system(t)
	s.Must(tenant.Caller{}, Register, "POST", "/api/v1/auth/register", signUp, nil)
	in, _ := logInAs(t, s, "bread and butter")
	decide, err := Authorize(s.Env)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(header string) (decision, error) {
		return decide(t.Context(), request{
			MethodArn: "arn:aws:execute-api:us-east-1:000000000000:abc/v1/GET/api/v1/products",
			Headers:   map[string]string{"authorization": header},
		})
	}
	got, err := ask("Bearer " + in.AccessToken)
	if err != nil {
		t.Fatal(err)
	}
	delete(got.Context, api.SessionClaim)
	if small, err := ask("bearer " + in.AccessToken); err != nil || small.PrincipalID != in.User {
		t.Errorf("the scheme in small letters: %+v, %v", small, err)
	}
	want := decision{
		PrincipalID: in.User,
		PolicyDocument: events.APIGatewayCustomAuthorizerPolicy{Version: "2012-10-17", Statement: []events.IAMPolicyStatement{
			{Action: []string{"execute-api:Invoke"}, Effect: "Allow", Resource: []string{"arn:aws:execute-api:us-east-1:000000000000:abc/v1/*"}},
		}},
		Context: map[string]any{api.VendorClaim: in.Vendor, api.UserClaim: in.User, api.RoleClaim: "owner"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	parts := strings.Split(in.AccessToken, ".")
	none := "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + parts[1] + "."
	for _, header := range []string{"", "Bearer ", "Basic YTpi", in.AccessToken, "Bearer " + in.AccessToken + "x", "Bearer " + none, "Bearer " + parts[0] + "." + parts[1] + "."} {
		if _, err := ask(header); err == nil || err.Error() != "Unauthorized" {
			t.Errorf("%q: %v, want Unauthorized", header, err)
		}
	}
	s.Env.Now = func() time.Time { return functiontest.Now.Add(auth.AccessTTL + time.Minute) }
	late, err := Authorize(s.Env)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := late(t.Context(), request{Headers: map[string]string{"Authorization": "Bearer " + in.AccessToken}}); err == nil {
		t.Error("an access token is good after it ran out")
	}
}

func TestWithoutItsKeyTheAuthorizerSaysNothingOfTheCaller(t *testing.T) {
	t.Parallel()
	vars := functiontest.WithSecrets(t, nil)
	vars["SIGNING_KEY_SECRET"] = "gone"
	decide, err := Authorize(functiontest.New(t, vars).Env)
	if err != nil {
		t.Fatal(err)
	}
	_, err = decide(t.Context(), request{Headers: map[string]string{"Authorization": "Bearer x.y.z"}})
	if errs.KindOf(err) != errs.Unavailable { // and not "Unauthorized", for which a page would ask to sign in
		t.Errorf("%v, want that the service is unavailable", err)
	}
}
