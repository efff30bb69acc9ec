package account

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// try is an attempt at a time after the tests' whose password was checked before:
// that takes long.
func try(who *store.SignIn, at time.Duration, password bool) errs.Kind {
	a := attempt{now: functiontest.Now.Add(at), checked: true, hash: who.Password}
	if !password {
		a.refused = errs.New(errs.Unauthorized, "wrong")
	}
	session, err := a.judge(who)
	switch {
	case err != nil:
		return errs.KindOf(err)
	case session == nil:
		return errs.KindOf(a.refused)
	default:
		return "signed in"
	}
}

func TestTenWrongPasswordsLockAnAddressForAWhile(t *testing.T) {
	t.Parallel()
	tenth := 9 * 99 * time.Second // almost a quarter of an hour after the first
	for _, tt := range []struct {
		name     string
		at       time.Duration
		password bool
		want     errs.Kind
	}{
		{"at once", tenth, true, errs.TooMany},
		{"a quarter of an hour after the first", lockFor + time.Second, false, errs.TooMany},
		{"shortly before the time is over", tenth + lockFor - time.Second, true, errs.TooMany},
		{"when the time is over", tenth + lockFor, true, "signed in"},
		{"when the time is over, wrong again", tenth + lockFor, false, errs.Unauthorized},
	} {
		who := store.SignIn{Vendor: "anna", User: "u", Role: tenant.Owner, Password: "hash"}
		for i := range mostFailures {
			if got := try(&who, time.Duration(i)*99*time.Second, false); got != errs.Unauthorized {
				t.Fatalf("wrong password %d: %s", i+1, got)
			}
		}
		if got := try(&who, tt.at, tt.password); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestWrongPasswordsAreForgotten(t *testing.T) {
	t.Parallel()
	for name, forget := range map[string]func(*store.SignIn) time.Duration{
		"after signing in": func(who *store.SignIn) time.Duration { try(who, time.Second, true); return 2 * time.Second },
		"after a while":    func(*store.SignIn) time.Duration { return lockFor },
	} {
		who := store.SignIn{Vendor: "anna", User: "u", Role: tenant.Owner, Password: "hash"}
		for range mostFailures - 1 {
			try(&who, 0, false)
		}
		at := forget(&who)
		for range 2 { // of which, were they not forgotten, the second would find it locked
			if got := try(&who, at, false); got != errs.Unauthorized {
				t.Errorf("%s: %s", name, got)
			}
		}
	}
}

func TestALockedAddressIsTold(t *testing.T) {
	t.Parallel()
	s := system(t)
	s.Must(tenant.Caller{}, Register, "POST", "/api/v1/auth/register", signUp, nil)
	err := s.Store.TrySignIn(t.Context(), "anna@example.com", func(who *store.SignIn) (*store.Session, error) {
		who.Failures, who.Since = mostFailures, functiontest.Now
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, a := logInAs(t, s, "bread and butter"); a.Status != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" || a.Header.Get("Set-Cookie") != "" {
		t.Errorf("%d %s, %v", a.Status, a.Body, a.Header)
	}
	s.Env.Now = func() time.Time { return functiontest.Now.Add(lockFor) }
	if _, a := logInAs(t, s, "bread and butter"); a.Status != 200 || a.Trips > 2 {
		t.Errorf("a quarter of an hour later: %d %s in %d trips", a.Status, a.Body, a.Trips)
	}
}

// Who guesses many passwords at once learns no more than who guesses them in turn.
func TestOfManyGuessesAtOnceTenAreAnswered(t *testing.T) {
	t.Parallel()
	s := system(t)
	s.Must(tenant.Caller{}, Register, "POST", "/api/v1/auth/register", signUp, nil)
	var mu sync.Mutex
	got := map[int]int{}
	var wg sync.WaitGroup
	for range 2 * mostFailures {
		wg.Go(func() {
			a := s.Call(tenant.Caller{}, LogIn, "POST", "/api/v1/auth/login", `{"email":"anna@example.com","password":"butter and bread"}`)
			mu.Lock()
			defer mu.Unlock()
			got[a.Status]++
		})
	}
	wg.Wait()
	if diff := cmp.Diff(map[int]int{401: mostFailures, 429: mostFailures}, got); diff != "" {
		t.Errorf("answers by status (-want +got):\n%s", diff)
	}
}
