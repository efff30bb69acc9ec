package account

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
)

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
		{"too many bytes", body("anna@example.com", strings.Repeat("é", 130)+"e", "A", "UTC"), "body.password"},
		{"one letter of two bytes", body("anna@example.com", strings.Repeat("é", 12), "A", "UTC"), "body.password"},
		{"no name", body("anna@example.com", "bread and butter", " \u0000 ", "UTC"), "body.businessName"},
		{"no zone", body("anna@example.com", "bread and butter", "A", "Mars/Olympus"), "body.timeZone"},
		{"no currency", map[string]string{"email": "anna@example.com", "password": "bread and butter", "businessName": "A", "timeZone": "UTC", "currency": "ABC"}, "body.currency"},
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

func TestAnAddressHasOneForm(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, text := range []string{
		"anna@example.com", " Anna@Example.COM ", "anna+market@example.com", "e\u0301va@example.com", "\u00c9va@example.com",
		"", "anna", "@example.com", "anna@", "a@b@example.com", `"a@b"@example.com`, `"anna"@example.com`, "<anna@example.com>", "Anna <anna@example.com>",
		"anna@example.com (Anna)", "anna@example.com, bert@example.com", "anna @example.com", "anna@example.com\r\nBcc: bert@example.com",
		strings.Repeat("a", 243) + "@example.com",
	} {
		if form, err := email(text); err == nil {
			got[text] = form
		}
	}
	want := map[string]string{
		"anna@example.com":        "anna@example.com",
		" Anna@Example.COM ":      "anna@example.com",
		"anna+market@example.com": "anna+market@example.com",
		"e\u0301va@example.com":   "\u00e9va@example.com",
		"\u00c9va@example.com":    "\u00e9va@example.com",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What a log says is for the operator to choose, except for this.
func TestNoSecretReachesTheLog(t *testing.T) {
	t.Parallel()
	s := system(t)
	var log bytes.Buffer
	s.Env.Log = telemetry.NewLogger(&log)
	s.Must(tenant.Caller{}, Register, "POST", "/api/v1/auth/register", signUp, nil)
	in, a := logInAs(t, s, "bread and butter")
	logInAs(t, s, "butter and bread")
	s.Call(tenant.Caller{}, LogIn, "POST", "/api/v1/auth/login", `{"email":"anna@example.com","password":"bread and butter",`)
	s.Call(tenant.Caller{}, LogIn, "POST", "/api/v1/auth/login?password=bread+and+butter", `{"email":"anna@example.com","password":7,"passwort":"bread and butter"}`)
	token := cookieOf(t, a).Value
	next := cookieOf(t, refreshWith(s, token)).Value
	refreshWith(s, token+"x")
	for what, secret := range map[string]string{
		"a password": "bread and butter", "a password in an address": "bread+and+butter", "a wrong password": "butter and bread", "an access token": in.AccessToken,
		"a refresh token": token, "its successor": next, "the signing key": functiontest.SigningKey, "the address": "anna@example.com",
	} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %s:\n%s", what, log.String())
		}
	}
	if log.Len() == 0 {
		t.Error("nothing was logged, so this test says nothing")
	}
}
