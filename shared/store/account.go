package store

import (
	"context"
	"strings"
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
	Failures int       // wrong passwords that count
	Since    time.Time // when they began to, or when there were too many of them

	Letters      int       `dynamodbav:",omitempty"` // with a link for a new password, that count
	LettersSince time.Time // when they began to
	Reset        []byte    `dynamodbav:",omitempty"` // hash of the token of the newest of them; nil: none
	ResetUntil   time.Time // how long it is good for
	ResetUsed    bool      `dynamodbav:",omitempty"`
	Sessions     []string  `dynamodbav:",omitempty"` // ids of those that may not have ended, the oldest first
}

// mostSessions is how many sessions a user may have at once: who signs in on one
// device more is signed out on the one where they signed in first.
const mostSessions = 50

type signInItem struct {
	dynamo.Key
	dynamo.Versioned
	SignIn
}

// userItem is a member of a vendor.
type userItem struct {
	dynamo.Key
	Email   string
	Role    tenant.Role
	Created time.Time
}

func (u userItem) id() string { return strings.TrimPrefix(string(u.SK), string(userSK(""))) }

// RegisterVendor makes a vendor with its owner. It fails with errs.Conflict if the
// e-mail address is known, after the same two round trips, so that nobody can
// tell by the clock.
func (s *Store) RegisterVendor(ctx context.Context, v vendor.Vendor, owner SignIn) error {
	id, err := tenant.Verified(v.ID)
	if err != nil {
		return err
	}
	k, known := signInKey(owner.Email), false
	err = s.editBatch(ctx, []dynamo.Key{k}, func(batch dynamo.Batch, tx *dynamo.Tx) error {
		var item signInItem
		if known, err = batch.Read(k, &item); err != nil {
			return err
		}
		if known {
			tx.Require(k, item.Version)
			return nil
		}
		first := dynamo.Versioned{Version: 1}
		tx.Create(signInItem{k, first, owner})
		tx.Create(vendorItem{Key: vendorKey(id, profileSK), Versioned: first, Vendor: v})
		tx.Create(userItem{vendorKey(id, userSK(owner.User)), owner.Email, owner.Role, v.Created})
		s.due(tx, id, LetterWork)
		return nil
	})
	if err == nil && known {
		return errs.New(errs.Conflict, "this e-mail address is known already")
	}
	return err
}

// TrySignIn reads who signs in with an e-mail address, lets try decide, and writes
// what try made of it together with the session that it starts, if any. An address
// that nobody signs in with is an empty SignIn, of which nothing is written; it
// takes the same two round trips. try runs again if others wrote in between, so
// that no two attempts count as one. Its error is returned as it is, and nothing
// is written.
func (s *Store) TrySignIn(ctx context.Context, email string, try func(*SignIn) (*Session, error)) error {
	k := signInKey(email)
	return s.editBatch(ctx, []dynamo.Key{k}, func(batch dynamo.Batch, tx *dynamo.Tx) error {
		var item signInItem
		known, err := batch.Read(k, &item)
		if err != nil {
			return err
		}
		session, err := try(&item.SignIn)
		if err != nil {
			return err
		}
		if !known {
			tx.Require(k, 0)
			return nil
		}
		v, err := tenant.Verified(item.Vendor)
		if err != nil {
			return err
		}
		if session != nil {
			item.Sessions = append(item.Sessions, session.ID)
			tx.Create(sessionItem{vendorKey(v, sessionSK(session.ID)), *session})
		}
		if len(item.Sessions) > mostSessions {
			tx.Delete(vendorKey(v, sessionSK(item.Sessions[0])))
			item.Sessions = item.Sessions[1:]
		}
		item.Version++
		tx.Save(item, item.Version-1)
		return nil
	})
}

// ResetPassword lets change alter who signs in with an e-mail address, and ends all of
// their sessions: two round trips. An address that nobody signs in with is an empty
// SignIn, of which nothing is written. change runs again if others wrote in between,
// such as somebody who uses the same link; its error is returned as it is, and
// nothing is written; ErrUnchanged is no error.
func (s *Store) ResetPassword(ctx context.Context, email string, change func(*SignIn) error) error {
	k := signInKey(email)
	return s.editBatch(ctx, []dynamo.Key{k}, func(batch dynamo.Batch, tx *dynamo.Tx) error {
		var item signInItem
		if _, err := batch.Read(k, &item); err != nil {
			return err
		}
		if err := change(&item.SignIn); err != nil {
			return err
		}
		v, err := tenant.Verified(item.Vendor)
		if err != nil {
			return err
		}
		for _, id := range item.Sessions {
			tx.Delete(vendorKey(v, sessionSK(id)))
		}
		item.Sessions = nil
		item.Version++
		tx.Save(item, item.Version-1)
		return nil
	})
}

// Session is a family of refresh tokens: one sign-in on one device.
type Session struct {
	ID         string
	User       string
	Role       tenant.Role
	Generation int       // of the newest token
	Rotated    time.Time // when it was made
	Ends       time.Time `dynamodbav:"ExpiresAt,unixtime"` // unless it is used; the table deletes it some time after
}

type sessionItem struct {
	dynamo.Key
	Session
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
	if old != nil && old.Ends.Unix() > s.now().Unix() {
		newest = &old.Session
	}
	return item.Session, newest, err
}

// EndSession ends a session; one that has ended is no error.
func (s *Store) EndSession(ctx context.Context, v tenant.ID, id string) error {
	return s.table.Delete(ctx, vendorKey(v, sessionSK(id)))
}
