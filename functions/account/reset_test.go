package account

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/auth"
	"github.com/marketprep/marketprep/shared/mail"
	"github.com/marketprep/marketprep/shared/mail/ses"
	"github.com/marketprep/marketprep/shared/tenant"
)

// mailing is a system with Anna's account, and where its letters go.
func mailing(t *testing.T) (*functiontest.System, *functiontest.Mailbox) {
	t.Helper()
	box := functiontest.NewMailbox(t)
	vars := functiontest.WithSecrets(t, map[string]string{"SIGNING_KEY_SECRET": functiontest.SigningKey})
	vars["AWS_ENDPOINT_URL_SESV2"], vars["MAIL_FROM"], vars["WEB_ORIGIN"] = box.URL, "hello@example.com", "https://example.com"
	s := functiontest.New(t, vars)
	s.Must(tenant.Caller{}, Register, "POST", "/api/v1/auth/register", signUp, nil)
	return s, box
}

func ask(s *functiontest.System, address string) functiontest.Answer {
	return s.Call(tenant.Caller{}, RequestPasswordReset(ses.Open), "POST", "/api/v1/auth/password-resets", map[string]string{"email": address})
}

func set(s *functiontest.System, token, password string) functiontest.Answer {
	return s.Call(tenant.Caller{}, ResetPassword, "POST", "/api/v1/auth/password-resets/"+token, map[string]string{"password": password})
}

// tokenOf is the token in a letter's link.
func tokenOf(t *testing.T, letters []mail.Message) string {
	t.Helper()
	if len(letters) != 1 || letters[0].To != "anna@example.com" {
		t.Fatalf("letters: %+v, want one to Anna", letters)
	}
	_, rest, ok := strings.Cut(letters[0].Text, "https://example.com/reset-password#")
	if !ok {
		t.Fatalf("no link in %q", letters[0].Text)
	}
	return strings.Fields(rest)[0]
}

const fresh = "rye and buttermilk"

func TestANewPasswordSignsOutEveryDeviceAndALinkIsGoodOnce(t *testing.T) {
	t.Parallel()
	s, box := mailing(t)
	_, phone := logInAs(t, s, "bread and butter")
	_, till := logInAs(t, s, "bread and butter")
	ask(s, "Anna@example.com")
	token := tokenOf(t, box.Take())
	for name, password := range map[string]string{"too short": "short", "common": "password123"} {
		if a := set(s, token, password); a.Status != http.StatusUnprocessableEntity || !strings.Contains(string(a.Body), "body.password") {
			t.Errorf("%s: %d %s, want 422 that names it", name, a.Status, a.Body)
		}
	}
	if a := set(s, token, fresh); a.Status != http.StatusNoContent || a.Trips > 2 {
		t.Fatalf("%d %s in %d trips", a.Status, a.Body, a.Trips)
	}
	for _, device := range []functiontest.Answer{phone, till} {
		if a := refreshWith(s, cookieOf(t, device).Value); a.Status != http.StatusUnauthorized {
			t.Errorf("a device is still signed in: %d", a.Status)
		}
	}
	if _, a := logInAs(t, s, "bread and butter"); a.Status != http.StatusUnauthorized {
		t.Errorf("the old password is good: %d", a.Status)
	}
	if _, a := logInAs(t, s, fresh); a.Status != http.StatusOK {
		t.Errorf("the new password: %d %s", a.Status, a.Body)
	}
	if a := set(s, token, fresh); a.Status != http.StatusNoContent {
		t.Errorf("the same again, because the answer was lost: %d", a.Status)
	}
	if _, a := logInAs(t, s, fresh); refreshWith(s, cookieOf(t, a).Value).Status != http.StatusOK {
		t.Error("a session ends that began after the new password")
	}
	if a := set(s, token, "another password"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("the link again: %d", a.Status)
	}
}

func TestNobodyCanTellWhichAddressesAreKnown(t *testing.T) {
	t.Parallel()
	s, box := mailing(t)
	known := ask(s, "anna@example.com")
	toAnna := box.Take()
	unknown := ask(s, "nobody@example.com")
	toNobody := box.Take()
	if diff := cmp.Diff(known.Body, unknown.Body); diff != "" || known.Status != http.StatusAccepted || unknown.Status != known.Status || known.Trips != 2 || unknown.Trips != 2 {
		t.Errorf("known: %d in %d trips, unknown: %d in %d trips, %s", known.Status, known.Trips, unknown.Status, unknown.Trips, diff)
	}
	tokenOf(t, toAnna)
	if len(toNobody) != 1 || toNobody[0].To != mail.Sink {
		t.Errorf("letters about an unknown address: %+v, want one that nobody reads", toNobody)
	}
}

func TestAnAddressGetsThreeLettersInAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	s, box := mailing(t)
	for range mostLetters {
		ask(s, "anna@example.com")
	}
	box.Take()
	if ask(s, "anna@example.com"); box.Take()[0].To != mail.Sink {
		t.Error("a fourth letter goes out")
	}
	s.At(functiontest.Now.Add(lockFor))
	if ask(s, "anna@example.com"); box.Take()[0].To != "anna@example.com" {
		t.Error("a quarter of an hour later none goes out")
	}
}

func TestOnlyTheNewestLinkIsGoodAndNotForLong(t *testing.T) {
	t.Parallel()
	s, box := mailing(t)
	ask(s, "anna@example.com")
	first := tokenOf(t, box.Take())
	ask(s, "anna@example.com")
	second := tokenOf(t, box.Take())
	forged, _ := auth.NewResetToken("anna@example.com")
	stranger, _ := auth.NewResetToken("nobody@example.com")
	for name, token := range map[string]string{"the one before": first, "forged": forged, "a stranger's": stranger, "no token": "x"} {
		if a := set(s, token, fresh); a.Status != http.StatusUnprocessableEntity || a.Trips > 2 {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	s.At(functiontest.Now.Add(30 * time.Minute))
	if a := set(s, second, fresh); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("half an hour later: %d %s", a.Status, a.Body)
	}
}

func TestALinkUsedByManyAtOnceSetsOnePassword(t *testing.T) {
	t.Parallel()
	s, box := mailing(t)
	ask(s, "anna@example.com")
	token := tokenOf(t, box.Take())
	taken := make([]bool, 6)
	var all sync.WaitGroup
	for i := range taken {
		all.Go(func() { taken[i] = set(s, token, fmt.Sprintf("%s %d", fresh, i)).Status == http.StatusNoContent })
	}
	all.Wait()
	for i, ok := range taken {
		if _, a := logInAs(t, s, fmt.Sprintf("%s %d", fresh, i)); ok != (a.Status == http.StatusOK) {
			t.Errorf("password %d was taken: %t, and signs in: %d", i, ok, a.Status)
		}
	}
	if n := len(slices.DeleteFunc(taken, func(ok bool) bool { return !ok })); n != 1 {
		t.Errorf("%d set a password, want 1", n)
	}
}
