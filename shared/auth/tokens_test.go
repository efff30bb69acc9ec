package auth

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
)

const key = "0123456789abcdef0123456789abcdef"

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// signerAt signs with k, d after noon.
func signerAt(k string, d time.Duration) *Signer {
	return NewSigner(func(context.Context) (string, error) { return k, nil }, func() time.Time { return noon.Add(d) })
}

func anna(t *testing.T) tenant.Caller {
	t.Helper()
	v, err := tenant.Verified("anna")
	if err != nil {
		t.Fatal(err)
	}
	return tenant.Caller{Vendor: v, User: "u1", Session: "s1", Role: tenant.Manager}
}

// forged is a token with the given claims, signed with our own key unless method says otherwise.
func forged(t *testing.T, method jwt.SigningMethod, with any, change func(*claims)) string {
	t.Helper()
	c := claims{
		RegisteredClaims: jwt.RegisteredClaims{Issuer: issuer, Subject: "u1", ExpiresAt: jwt.NewNumericDate(noon.Add(time.Hour))},
		Vendor:           "anna", Session: "s1", Role: tenant.Owner,
	}
	change(&c)
	token, err := jwt.NewWithClaims(method, c).SignedString(with)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestAnAccessTokenSaysWhoIsCalling(t *testing.T) {
	t.Parallel()
	token, err := signerAt(key, 0).Access(t.Context(), anna(t))
	if err != nil {
		t.Fatal(err)
	}
	got, err := signerAt(key, AccessTTL-time.Second).CheckAccess(t.Context(), token)
	if diff := cmp.Diff(anna(t), got, cmp.AllowUnexported(tenant.ID{})); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestAccessTokensThatAreNotGood(t *testing.T) {
	t.Parallel()
	good, err := signerAt(key, 0).Access(t.Context(), anna(t))
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(good, ".")
	none := func(*claims) {}
	hs := jwt.SigningMethodHS256
	refresh, err := signerAt(key, 0).Refresh(t.Context(), Refresh{anna(t).Vendor, "s1", 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, key, token string
		at               time.Duration
	}{
		{"run out", key, good, AccessTTL},
		{"of another key", strings.Repeat("x", 32), good, 0},
		{"unsigned", key, forged(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, none), 0},
		{"without its signature", key, parts[0] + "." + parts[1] + ".", 0},
		{"of another algorithm", key, forged(t, jwt.SigningMethodHS512, []byte(key), none), 0},
		{"for ever", key, forged(t, hs, []byte(key), func(c *claims) { c.ExpiresAt = nil }), 0},
		{"of another issuer", key, forged(t, hs, []byte(key), func(c *claims) { c.Issuer = "else" }), 0},
		{"of no vendor", key, forged(t, hs, []byte(key), func(c *claims) { c.Vendor = "" }), 0},
		{"of no user", key, forged(t, hs, []byte(key), func(c *claims) { c.Subject = "" }), 0},
		{"of no role", key, forged(t, hs, []byte(key), func(c *claims) { c.Role = "admin" }), 0},
		{"a refresh token", key, refresh, 0},
		{"none", key, "", 0},
	} {
		got, err := signerAt(tt.key, tt.at).CheckAccess(t.Context(), tt.token)
		if errs.KindOf(err) != errs.Unauthorized || got != (tenant.Caller{}) {
			t.Errorf("%s: %+v, %v", tt.name, got, err)
		}
	}
	if _, err := signerAt(key, 0).CheckAccess(t.Context(), forged(t, hs, []byte(key), none)); err != nil {
		t.Errorf("one with nothing wrong: %v, so the others say nothing", err)
	}
}

func TestARefreshTokenNamesItsPlaceInTheFamily(t *testing.T) {
	t.Parallel()
	s := signerAt(key, 0)
	want := Refresh{anna(t).Vendor, "s1", 7}
	token, err := s.Refresh(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Refresh(t.Context(), want)
	if err != nil || again != token {
		t.Errorf("another token for the same place: %s and %s, %v", token, again, err)
	}
	got, err := s.CheckRefresh(t.Context(), token)
	if err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
}

func TestRefreshTokensThatWeDidNotMake(t *testing.T) {
	t.Parallel()
	s := signerAt(key, 0)
	good, err := s.Refresh(t.Context(), Refresh{anna(t).Vendor, "s1", 7})
	if err != nil {
		t.Fatal(err)
	}
	access, err := s.Access(t.Context(), anna(t))
	if err != nil {
		t.Fatal(err)
	}
	mac := good[strings.LastIndex(good, ".")+1:]
	for name, token := range map[string]string{
		"none": "", "an access token": access, "another vendor": "bert.s1.7." + mac, "another session": "anna.s2.7." + mac, "another generation": "anna.s1.8." + mac,
		"no generation": "anna.s1.x." + mac, "no vendor": ".s1.7." + mac, "no signature": "anna.s1.7.", "a cut one": good[:len(good)-1], "more of it": good + ".x",
		"the same bytes cut elsewhere": "anna.s.17." + mac,
	} {
		if got, err := s.CheckRefresh(t.Context(), token); errs.KindOf(err) != errs.Unauthorized || got != (Refresh{}) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if _, err := signerAt(strings.Repeat("x", 32), 0).CheckRefresh(t.Context(), good); errs.KindOf(err) != errs.Unauthorized {
		t.Errorf("of another key: %v", err)
	}
}

// Who cannot read the key does not know whether a token is good: that is no reason
// to send anybody to the sign-in page.
func TestWithoutAKeyNothingIsSaidOfATokens(t *testing.T) {
	t.Parallel()
	gone := errs.New(errs.Unavailable, "gone")
	for name, s := range map[string]*Signer{
		"unavailable": NewSigner(func(context.Context) (string, error) { return "", gone }, func() time.Time { return noon }),
		"too short":   signerAt(key[:31], 0),
	} {
		_, access := s.Access(t.Context(), anna(t))
		_, checked := s.CheckAccess(t.Context(), "a.b.c")
		_, refresh := s.Refresh(t.Context(), Refresh{anna(t).Vendor, "s1", 1})
		_, rechecked := s.CheckRefresh(t.Context(), "anna.s1.1.mac")
		for what, err := range map[string]error{"access": access, "check access": checked, "refresh": refresh, "check refresh": rechecked} {
			if err == nil || errs.KindOf(err) == errs.Unauthorized || (name == "unavailable") != errors.Is(err, gone) {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
}
