package account

import (
	"time"

	"github.com/marketprep/marketprep/shared/auth"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/ident"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// So many wrong passwords within this time lock an address for as long again.
const (
	mostFailures = 10
	lockFor      = 15 * time.Minute
)

// attempt is one try to sign in.
type attempt struct {
	password string
	now      time.Time

	checked bool
	hash    string // that refused is about
	refused error
	caller  tenant.Caller
	session *store.Session
}

// judge decides about the attempt of somebody who says they are who. It runs again
// if others try at the same time, on how often they did: of many guesses made at
// once, no more are answered than of as many made one after another. It fails with
// errs.TooMany if the address is locked.
func (a *attempt) judge(who *store.SignIn) (*store.Session, error) {
	recent := a.now.Sub(who.Since) < lockFor
	if recent && who.Failures >= mostFailures {
		return nil, errs.New(errs.TooMany, "too many wrong passwords: try again in %d minutes", int(lockFor/time.Minute))
	}
	if !a.checked || a.hash != who.Password { // it takes long, also for an address that nobody has
		a.checked, a.hash, a.refused = true, who.Password, auth.CheckPassword(who.Password, a.password)
	}
	if a.refused != nil {
		fail(who, a.now, recent)
		return nil, nil //nolint:nilerr // a.refused is told by who asked, after the failure is counted
	}
	who.Failures = 0
	v, err := tenant.Verified(who.Vendor)
	if err != nil {
		return nil, err
	}
	a.caller = tenant.Caller{Vendor: v, User: who.User, Session: ident.New("s"), Role: who.Role}
	a.session = &store.Session{ID: a.caller.Session, User: who.User, Role: who.Role, Generation: 1, Rotated: a.now, Ends: a.now.Add(auth.RefreshTTL)}
	return a.session, nil
}

// fail counts a wrong password. The one that is too many starts the time for which
// the address is locked.
func fail(who *store.SignIn, now time.Time, recent bool) {
	if !recent {
		who.Failures = 0
	}
	who.Failures++
	if who.Failures == 1 || who.Failures == mostFailures {
		who.Since = now
	}
}
