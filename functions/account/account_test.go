package account

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/marketprep/marketprep/functions/functiontest"
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
	type seen struct {
		status, trips int
		body          string
	}
	see := func(a functiontest.Answer) seen { return seen{a.Status, a.Trips, string(a.Body)} }
	if first, again := see(answers[0]), see(answers[1]); first != again || first.status != http.StatusAccepted || first.trips > 2 {
		t.Errorf("a new address: %+v, a known one: %+v", first, again)
	}
	got, a := logInAs(t, s, "bread and butter")
	if a.Status != 200 || got.Role != "owner" || got.AccessToken == "" || a.Trips > 2 {
		t.Fatalf("%d %s in %d trips", a.Status, a.Body, a.Trips)
	}
	c := cookieOf(t, a)
	if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteStrictMode || c.Path != "/api/v1/auth" || strings.Contains(string(a.Body), c.Value) {
		t.Errorf("the cookie is %+v", c)
	}
	_, wrong := logInAs(t, s, "butter and bread")
	unknown := s.Call(tenant.Caller{}, LogIn, "POST", "/api/v1/auth/login", `{"email":"nobody@example.com","password":"bread and butter"}`)
	for who, a := range map[string]functiontest.Answer{"the wrong password": wrong, "an unknown address": unknown} {
		if a.Status != http.StatusUnauthorized || a.Trips != 2 || a.Header.Get("Set-Cookie") != "" || !strings.Contains(string(a.Body), "the e-mail address or the password is wrong") {
			t.Errorf("%s: %d %s in %d trips", who, a.Status, a.Body, a.Trips)
		}
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

// A tab is at most one token behind. Who shows one from before that, however soon,
// got it elsewhere.
func TestATokenTwoGenerationsOldIsAReplay(t *testing.T) {
	t.Parallel()
	s := system(t)
	s.Must(tenant.Caller{}, Register, "POST", "/api/v1/auth/register", signUp, nil)
	_, a := logInAs(t, s, "bread and butter")
	first := cookieOf(t, a).Value
	third := cookieOf(t, refreshWith(s, cookieOf(t, refreshWith(s, first)).Value)).Value
	if b := refreshWith(s, first); b.Status != http.StatusUnauthorized {
		t.Errorf("the first token: %d", b.Status)
	}
	if b := refreshWith(s, third); b.Status != http.StatusUnauthorized {
		t.Errorf("the third token: %d, want the family to be dead", b.Status)
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
