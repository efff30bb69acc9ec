package store

import (
	"context"
	"time"

	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
)

// SignIn is who signs in with an e-mail address, and how often somebody tried in vain.
type SignIn struct {
	Email    string
	Vendor   string
	User     string
	Role     tenant.Role
	Password string    // hash
	Failures int       // since Since
	Since    time.Time // of the first failure
}

type signInItem struct {
	dynamo.Key
	SignIn
}

// userItem is a member of a vendor.
type userItem struct {
	dynamo.Key
	Email   string
	Role    tenant.Role
	Created time.Time
}

// RegisterVendor makes a vendor with its owner, in one round trip. It fails with
// errs.Conflict if the e-mail address is known.
func (s *Store) RegisterVendor(ctx context.Context, v vendor.Vendor, owner SignIn) error {
	id, err := tenant.Verified(v.ID)
	if err != nil {
		return err
	}
	tx := new(dynamo.Tx).
		Create(signInItem{signInKey(owner.Email), owner}).
		Create(vendorItem{Key: vendorKey(id, profileSK), Versioned: dynamo.Versioned{Version: 1}, Vendor: v}).
		Create(userItem{vendorKey(id, userSK(owner.User)), owner.Email, owner.Role, v.Created})
	return s.table.Write(ctx, tx)
}

// SignIn returns who signs in with an e-mail address. It fails with errs.NotFound
// if nobody does.
func (s *Store) SignIn(ctx context.Context, email string) (SignIn, error) {
	item, err := dynamo.Get[signInItem](ctx, s.table, signInKey(email))
	return item.SignIn, err
}

// CountFailure counts an attempt to sign in with the wrong password. since is when
// the first of them was.
func (s *Store) CountFailure(ctx context.Context, email string, failures int, since time.Time) error {
	change := dynamo.Change{Set: map[string]any{"Failures": failures, "Since": since}}
	_, _, err := dynamo.Update[signInItem](ctx, s.table, signInKey(email), change, dynamo.IfEqual("Email", email))
	if errs.KindOf(err) == errs.Conflict {
		return nil
	}
	return err
}

// Session is a family of refresh tokens: one sign-in on one device.
type Session struct {
	ID         string
	User       string
	Role       tenant.Role
	Generation int       // of the newest token
	Rotated    time.Time // when it was made
}

type sessionItem struct {
	dynamo.Key
	Session
	ExpiresAt int64 // Unix seconds; the table deletes it some time after
}

// StartSession writes a new session of v, which ends at end unless it is used,
// and forgets the failures of who signed in.
func (s *Store) StartSession(ctx context.Context, v tenant.ID, session Session, end time.Time, who SignIn) error {
	tx := new(dynamo.Tx).Create(sessionItem{vendorKey(v, sessionSK(session.ID)), session, end.Unix()})
	if who.Failures > 0 {
		tx.Update(signInKey(who.Email), dynamo.Change{Set: map[string]any{"Failures": 0}})
	}
	return s.table.Write(ctx, tx)
}

// RotateSession makes the next token of a session the newest, if the one of the
// given generation was, and returns the session as it is then. It fails with
// errs.Conflict if it was not: newest is then the session as it is, or nil if it
// ended.
func (s *Store) RotateSession(ctx context.Context, v tenant.ID, id string, generation int, end time.Time) (session Session, newest *Session, err error) {
	change := dynamo.Change{
		Set: map[string]any{"Rotated": s.now(), "ExpiresAt": end.Unix()},
		Add: map[string]int{"Generation": 1},
	}
	good := dynamo.IfEqual("Generation", generation).And(dynamo.IfGreater("ExpiresAt", s.now().Unix()))
	item, old, err := dynamo.Update[sessionItem](ctx, s.table, vendorKey(v, sessionSK(id)), change, good)
	if old != nil && old.ExpiresAt > s.now().Unix() {
		newest = &old.Session
	}
	return item.Session, newest, err
}

// EndSession ends a session; one that has ended is no error.
func (s *Store) EndSession(ctx context.Context, v tenant.ID, id string) error {
	return s.table.Delete(ctx, vendorKey(v, sessionSK(id)))
}
