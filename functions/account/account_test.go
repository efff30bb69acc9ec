package account

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/auth"
	"github.com/marketprep/marketprep/shared/tenant"
)

func system(t *testing.T) *functiontest.System {
	t.Helper()
	return functiontest.New(t, functiontest.WithSecrets(t, map[string]string{"SIGNING_KEY_SECRET": functiontest.SigningKey}))
}

const signUp = `{"email":" Anna@Example.com ","password":"bread and butter","businessName":"Anna's bread","timeZone":"America/New_York"}`

type session struct{ AccessToken, Vendor, User, Role string }

// logInAs signs in and returns the session and the cookie.
func logInAs(t *testing.T, s *functiontest.System, password string) (session, functiontest.Answer) {
	t.Helper()
	a := s.Call(tenant.Caller{}, LogIn, "POST", "/api/v1/auth/login", map[string]string{"email": "anna@example.com", "password": password})
	var got session
	a.Read(t, &got)
	return got, a
}

// cookieOf is the refresh cookie that an answer sets.
func cookieOf(t *testing.T, a functiontest.Answer) *http.Cookie {
	t.Helper()
	cookies := (&http.Response{Header: a.Header}).Cookies()
	if len(cookies) != 1 {
		t.Fatalf("%d cookies in answer %d %s", len(cookies), a.Status, a.Body)
	}
	return cookies[0]
}

func refreshWith(s *functiontest.System, token string) functiontest.Answer {
	return s.Call(tenant.Caller{}, RefreshSession, "POST", "/api/v1/auth/refresh", nil, "Cookie", refreshCookie+"="+token)
}

func TestSigningUpAndIn(t *testing.T) {
	t.Parallel()
	s := system(t)
	var answers [2]functiontest.Answer
	for i := range answers { // the second time, the address is known, and nobody can tell
		answers[i] = s.Must(tenant.Caller{}, Register, "POST", "/api/v1/auth/register", signUp, nil)
	}
	if answers[0].Status != http.StatusAccepted || string(answers[0].Body) != string(answers[1].Body) || answers[1].Status != answers[0].Status {
		t.Errorf("a new address: %d %s, a known one: %d %s", answers[0].Status, answers[0].Body, answers[1].Status, answers[1].Body)
	}
	got, a := logInAs(t, s, "bread and butter")
	if a.Status != 200 || got.Role != "owner" || got.AccessToken == "" || a.Trips > 2 {
		t.Fatalf("%d %s in %d trips", a.Status, a.Body, a.Trips)
	}
	c := cookieOf(t, a)
	if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteStrictMode || c.Path != "/api/v1/auth" || strings.Contains(string(a.Body), c.Value) {
		t.Errorf("the cookie is %+v", c)
	}
	if _, wrong := logInAs(t, s, "butter and bread"); wrong.Status != http.StatusUnauthorized {
		t.Errorf("the wrong password: %d", wrong.Status)
	}
	unknown := s.Call(tenant.Caller{}, LogIn, "POST", "/api/v1/auth/login", `{"email":"nobody@example.com","password":"bread and butter"}`)
	if unknown.Status != http.StatusUnauthorized || !strings.Contains(string(unknown.Body), "the e-mail address or the password is wrong") {
		t.Errorf("an unknown address: %d %s", unknown.Status, unknown.Body)
	}
}

func TestTenWrongPasswordsLockAnAddressForAWhile(t *testing.T) {
	t.Parallel()
	s := system(t)
	s.Must(tenant.Caller{}, Register, "POST", "/api/v1/auth/register", signUp, nil)
	for range mostFailures {
		logInAs(t, s, "butter and bread")
	}
	if _, a := logInAs(t, s, "bread and butter"); a.Status != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" {
		t.Errorf("after %d wrong passwords: %d %s", mostFailures, a.Status, a.Body)
	}
	s.Env.Now = func() time.Time { return functiontest.Now.Add(lockFor + time.Second) }
	if _, a := logInAs(t, s, "bread and butter"); a.Status != 200 {
		t.Errorf("a quarter of an hour later: %d %s", a.Status, a.Body)
	}
}

func TestARefreshTokenIsGoodOnce(t *testing.T) {
	t.Parallel()
	s := system(t)
	s.Must(tenant.Caller{}, Register, "POST", "/api/v1/auth/register", signUp, nil)
	_, a := logInAs(t, s, "bread and butter")
	first := cookieOf(t, a).Value
	b := refreshWith(s, first)
	second := cookieOf(t, b).Value
	if b.Status != 200 || second == first || b.Trips > 2 {
		t.Fatalf("%d %s in %d trips", b.Status, b.Body, b.Trips)
	}
	// A while later the first one is used again: somebody stole one of the two.
	s.Env.Now = func() time.Time { return functiontest.Now.Add(time.Minute) }
	if c := refreshWith(s, first); c.Status != http.StatusUnauthorized || c.Trips > 2 {
		t.Errorf("a replayed token: %d in %d trips", c.Status, c.Trips)
	}
	if c := refreshWith(s, second); c.Status != http.StatusUnauthorized {
		t.Errorf("the family lives on: %d", c.Status)
	}
}

func TestTwoTabsThatWakeUpTogetherGetOneSuccessor(t *testing.T) {
	t.Parallel()
	s := system(t)
	s.Must(tenant.Caller{}, Register, "POST", "/api/v1/auth/register", signUp, nil)
	_, a := logInAs(t, s, "bread and butter")
	token := cookieOf(t, a).Value
	answers := make([]functiontest.Answer, 5)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() { answers[i] = refreshWith(s, token) })
	}
	wg.Wait()
	successors := map[string]bool{}
	for _, b := range answers {
		if b.Status != 200 {
			t.Fatalf("%d %s", b.Status, b.Body)
		}
		successors[cookieOf(t, b).Value] = true
	}
	if len(successors) != 1 {
		t.Errorf("%d successors, want 1", len(successors))
	}
	for next := range successors {
		if b := refreshWith(s, next); b.Status != 200 {
			t.Errorf("the successor is not good: %d", b.Status)
		}
	}
}

func TestTokensThatWeDidNotMakeCostNoTrip(t *testing.T) {
	t.Parallel()
	s := system(t)
	s.Must(tenant.Caller{}, Register, "POST", "/api/v1/auth/register", signUp, nil)
	_, a := logInAs(t, s, "bread and butter")
	good := cookieOf(t, a).Value
	for _, token := range []string{"", "x", "a.b.c.d", "a.b.1.d", good[:len(good)-1] + "x", strings.Replace(good, ".1.", ".2.", 1), "other" + good} {
		if b := refreshWith(s, token); b.Status != http.StatusUnauthorized || b.Trips != 0 {
			t.Errorf("%q: %d in %d trips, want 401 in none", token, b.Status, b.Trips)
		}
	}
}

func TestASessionEndsWhenItIsNotUsedOrLoggedOut(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*functiontest.System, session){
		"after 31 days": func(s *functiontest.System, _ session) {
			s.Env.Now = func() time.Time { return functiontest.Now.Add(auth.RefreshTTL + time.Hour) }
		},
		"logged out": func(s *functiontest.System, in session) {
			signer, err := signer(s.Env)
			if err != nil {
				t.Fatal(err)
			}
			caller, err := signer.CheckAccess(t.Context(), in.AccessToken)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if a := s.Must(caller, LogOut, "POST", "/api/v1/auth/logout", nil, nil); a.Status != http.StatusNoContent || cookieOf(t, a).MaxAge >= 0 {
					t.Errorf("logging out: %d, cookie %+v", a.Status, cookieOf(t, a))
				}
			}
		},
	} {
		s := system(t)
		s.Must(tenant.Caller{}, Register, "POST", "/api/v1/auth/register", signUp, nil)
		in, a := logInAs(t, s, "bread and butter")
		end(s, in)
		if b := refreshWith(s, cookieOf(t, a).Value); b.Status != http.StatusUnauthorized {
			t.Errorf("%s: %d %s", name, b.Status, b.Body)
		}
	}
}

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

func TestRegisterNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := system(t)
	body := func(email, password, name, zone string) map[string]string {
		return map[string]string{"email": email, "password": password, "businessName": name, "timeZone": zone}
	}
	for _, tt := range []struct {
		name     string
		body     map[string]string
		location string
	}{
		{"no address", body("anna", "bread and butter", "A", "UTC"), "body.email"},
		{"a name beside it", body("Anna <anna@example.com>", "bread and butter", "A", "UTC"), "body.email"},
		{"a short password", body("anna@example.com", "bread", "A", "UTC"), "body.password"},
		{"a common password", body("anna@example.com", "Password123", "A", "UTC"), "body.password"},
		{"the address as password", body("anna@example.com", "anna@example.com", "A", "UTC"), "body.password"},
		{"one letter", body("anna@example.com", "aaaaaaaaaaaa", "A", "UTC"), "body.password"},
		{"a long password", body("anna@example.com", strings.Repeat("ab", 200), "A", "UTC"), "body.password"},
		{"no name", body("anna@example.com", "bread and butter", " \u0000 ", "UTC"), "body.businessName"},
		{"no zone", body("anna@example.com", "bread and butter", "A", "Mars/Olympus"), "body.timeZone"},
	} {
		a := s.Call(tenant.Caller{}, Register, "POST", "/api/v1/auth/register", tt.body)
		if a.Status != 422 || !strings.Contains(string(a.Body), `"location":"`+tt.location+`"`) {
			t.Errorf("%s: %d %s, want 422 that names %s", tt.name, a.Status, a.Body, tt.location)
		}
		if strings.Contains(string(a.Body), tt.body["password"]) && tt.location == "body.password" && tt.body["password"] != tt.body["email"] {
			t.Errorf("%s: the answer repeats the password: %s", tt.name, a.Body)
		}
	}
}
