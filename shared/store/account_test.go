package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

const address = "jane@example.com"

// jane is a vendor and who signs in for it.
func jane() (vendor.Vendor, store.SignIn) {
	return vendor.Vendor{ID: "jane", Name: "Jane's", TimeZone: "America/New_York", Currency: "USD", Units: "imperial", Risk: vendor.Balanced, SyncHour: 2, Plan: "free", Created: monday()},
		store.SignIn{Email: address, Vendor: "jane", User: "u1", Role: tenant.Owner, Password: "hash"}
}

// signIn reads who signs in with an address.
func signIn(t *testing.T, s *store.Store, email string) store.SignIn {
	t.Helper()
	var read store.SignIn
	err := s.TrySignIn(t.Context(), email, func(who *store.SignIn) (*store.Session, error) {
		read = *who
		return nil, store.ErrUnchanged
	})
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// opened is a session of jane's that lasts for an hour.
func opened() *store.Session {
	return &store.Session{ID: "s1", User: "u1", Role: tenant.Owner, Generation: 1, Rotated: monday(), Ends: monday().Add(time.Hour)}
}

// open registers jane and starts the session.
func open(t *testing.T, s *store.Store) {
	t.Helper()
	v, owner := jane()
	if err := s.RegisterVendor(t.Context(), v, owner); err != nil {
		t.Fatal(err)
	}
	if err := s.TrySignIn(t.Context(), address, func(*store.SignIn) (*store.Session, error) { return opened(), nil }); err != nil {
		t.Fatal(err)
	}
}

func TestAnAddressIsRegisteredOnce(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s := store.New(table, monday)
	v, owner := jane()
	for _, tt := range []struct {
		name string
		as   string
		want errs.Kind
	}{{"new", "jane", ""}, {"known", "thief", errs.Conflict}} {
		again, thief := v, owner
		again.ID, thief.Vendor, thief.User, thief.Password = tt.as, tt.as, "u-"+tt.as, "hash of "+tt.as
		wire.Reset()
		err := s.RegisterVendor(t.Context(), again, thief)
		if (err == nil) != (tt.want == "") || err != nil && errs.KindOf(err) != tt.want {
			t.Errorf("%s: %v", tt.name, err)
		}
		if diff := cmp.Diff([]string{"BatchGetItem", "TransactWriteItems"}, wire.Operations()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	got, err := s.Vendor(t.Context(), vendorOf(t, "jane"))
	if diff := cmp.Diff(v, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if _, err := s.Vendor(t.Context(), vendorOf(t, "thief")); errs.KindOf(err) != errs.NotFound {
		t.Errorf("the second vendor: %v, want none", err)
	}
	owner.User, owner.Password = "u-jane", "hash of jane"
	if diff := cmp.Diff(owner, signIn(t, s, address)); diff != "" {
		t.Errorf("who signs in (-want +got):\n%s", diff)
	}
}

// A transaction that only met another must not look like a known address: the
// answer would be the same, and there would be no account.
func TestRegisteringOutlivesOthersTransactions(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s := store.New(table, monday)
	v, owner := jane()
	wire.Fail(tabletest.Conflicted, 2) // the first call only reads
	if err := s.RegisterVendor(t.Context(), v, owner); err != nil {
		t.Error(err)
	}
	if got := signIn(t, s, address); got.User != "u1" {
		t.Errorf("%+v signs in", got)
	}
}

func TestAnAttemptIsWrittenUnlessItIsRefused(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s := store.New(table, monday)
	open(t, s)
	_, owner := jane()
	owner.Sessions = []string{"s1"} // that open has begun
	failed := owner
	failed.Failures, failed.Since = 1, monday()
	refused := errors.New("locked")
	for _, tt := range []struct {
		name  string
		email string
		err   error
		calls int
		after store.SignIn
	}{
		{"refused", address, refused, 1, owner},
		{"of nobody", "nobody@example.com", nil, 2, store.SignIn{}},
		{"counted", address, nil, 2, failed},
	} {
		wire.Reset()
		err := s.TrySignIn(t.Context(), tt.email, func(who *store.SignIn) (*store.Session, error) {
			who.Failures, who.Since = 1, monday()
			return nil, tt.err
		})
		if !errors.Is(err, tt.err) || wire.Calls() != tt.calls {
			t.Errorf("%s: %v in %d calls, want %v in %d", tt.name, err, wire.Calls(), tt.err, tt.calls)
		}
		if diff := cmp.Diff(tt.after, signIn(t, s, tt.email)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestAttemptsAtOnceAllCount(t *testing.T) {
	t.Parallel()
	s := store.New(tabletest.New(t), monday)
	open(t, s)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			err := s.TrySignIn(t.Context(), address, func(who *store.SignIn) (*store.Session, error) {
				who.Failures++
				return nil, nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := signIn(t, s, address).Failures; got != 8 {
		t.Errorf("%d failures, want 8", got)
	}
}

func TestASessionIsRotatedOnce(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s, v := store.New(table, monday), vendorOf(t, "jane")
	open(t, s)
	later := monday().Add(2 * time.Hour)
	second := *opened()
	second.Generation, second.Ends = 2, later
	local := cmp.Transformer("UTC", func(at time.Time) time.Time { return at.UTC() })
	wire.Reset()
	got, newest, err := s.RotateSession(t.Context(), v, "s1", 1, later)
	if diff := cmp.Diff(second, got, local); diff != "" || err != nil || newest != nil || wire.Calls() != 1 {
		t.Errorf("%v, newest %+v, %d calls (-want +got):\n%s", err, newest, wire.Calls(), diff)
	}
	for name, generation := range map[string]int{"used before": 1, "of the future": 3} {
		_, newest, err = s.RotateSession(t.Context(), v, "s1", generation, later)
		if errs.KindOf(err) != errs.Conflict || newest == nil {
			t.Fatalf("%s: %+v, %v", name, newest, err)
		}
		if diff := cmp.Diff(second, *newest, local); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// The first try takes effect and its answer is lost; the second finds what the
// first did. The caller can tell: it is one generation on.
func TestARotationWhoseAnswerIsLostIsSeen(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s := store.New(table, monday)
	open(t, s)
	wire.Reset()
	wire.Fail(tabletest.Unanswered, 1)
	_, newest, err := s.RotateSession(t.Context(), vendorOf(t, "jane"), "s1", 1, monday().Add(time.Hour))
	if errs.KindOf(err) != errs.Conflict || newest == nil || newest.Generation != 2 || !newest.Rotated.Equal(monday()) {
		t.Errorf("%+v, %v", newest, err)
	}
}

func TestASessionThatEndedIsNotRotated(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*testing.T, *store.Store) string{
		"signed out": func(t *testing.T, s *store.Store) string {
			for range 2 {
				if err := s.EndSession(t.Context(), vendorOf(t, "jane"), "s1"); err != nil {
					t.Fatal(err)
				}
			}
			return "jane"
		},
		"of another vendor": func(*testing.T, *store.Store) string { return "bert" },
		"run out":           func(*testing.T, *store.Store) string { return "jane" },
	} {
		table := tabletest.New(t)
		s := store.New(table, monday)
		open(t, s)
		v := vendorOf(t, end(t, s))
		if name == "run out" { // and the table did not delete it yet
			s = store.New(table, func() time.Time { return monday().Add(time.Hour) })
		}
		_, newest, err := s.RotateSession(t.Context(), v, "s1", 1, monday().Add(2*time.Hour))
		if errs.KindOf(err) != errs.Conflict || newest != nil {
			t.Errorf("%s: %+v, %v", name, newest, err)
		}
	}
}
