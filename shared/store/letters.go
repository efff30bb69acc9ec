package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/notification"
	"github.com/marketprep/marketprep/shared/tenant"
)

// lettersItem is what of letters a member chose, and was told.
type lettersItem struct {
	dynamo.Key
	dynamo.Versioned
	Settings *notification.Settings `dynamodbav:",omitempty"`
	Stopped  time.Time
	Token    string    `dynamodbav:",omitempty"` // what stops them; empty: none went out yet
	History  []byte    `dynamodbav:",omitempty"` // notification.State: JSON, deflated
	Busy     time.Time // until when who claimed them may be sending, or waits to try again
	Tries    int       `dynamodbav:",omitempty"` // how often they were claimed since all of them went out
}

// stopItem says whose letters whoever has a link may stop.
type stopItem struct {
	dynamo.Key
	Vendor string
	User   string
}

// Member is a member of a vendor, and what of letters is known of them.
type Member struct {
	notification.Member
	Token string // what stops all letters to the member; empty: none went out yet
	Tries int    // how often they were claimed since all of them went out

	version int
}

// hashOf is where whose a token is stands: who reads that cannot use it.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func (m Member) item(v tenant.ID) (lettersItem, error) {
	state, err := deflate(m.State)
	return lettersItem{
		Key: vendorKey(v, lettersSK(m.User)), Versioned: dynamo.Versioned{Version: m.version + 1}, Settings: m.Settings, Stopped: m.Stopped.UTC(),
		Token: m.Token, History: state, Busy: m.Busy.UTC(), Tries: m.Tries,
	}, err
}

// EditLetters lets change alter what the one member in its Post chose, and writes it:
// two round trips, undisturbed. Letters may be due then. change may run again; its error
// is returned as it is, and nothing is written. See MemberPost.
func (s *Store) EditLetters(ctx context.Context, v tenant.ID, user string, change func(*Post) error) error {
	return s.editBatch(ctx, s.memberKeys(v, user), func(batch dynamo.Batch, tx *dynamo.Tx) error {
		p, err := s.readMemberPost(batch, v, user)
		if err != nil {
			return err
		}
		if err := change(p); err != nil {
			return err
		}
		item, err := p.Members[0].item(v)
		if err != nil {
			return err
		}
		tx.Save(item, p.Members[0].version)
		s.due(tx, v, LetterWork)
		return nil
	})
}

// ClaimLetters says that whoever calls writes to m, and nobody else before until. m gets
// token if it has none. It fails with errs.Conflict if m was claimed, changed or stopped
// letters since m was read.
func (s *Store) ClaimLetters(ctx context.Context, v tenant.ID, m *Member, token string, until time.Time) error {
	claimed := *m
	claimed.Busy, claimed.Tries = until, m.Tries+1
	tx := new(dynamo.Tx)
	if claimed.Token == "" {
		claimed.Token = token
		tx.Put(stopItem{stopKey(hashOf(token)), v.String(), m.User})
	}
	item, err := claimed.item(v)
	if err != nil {
		return err
	}
	if err := s.table.Write(ctx, tx.Save(item, m.version)); err != nil {
		return err
	}
	claimed.version = item.Version
	*m = claimed
	return nil
}

// NoteLetters notes what letters have told m, whatever the member chose meanwhile, and,
// if all went out, that others may write to m again. A member who is gone is no error.
func (s *Store) NoteLetters(ctx context.Context, v tenant.ID, m Member, all bool) error {
	state, err := deflate(m.State)
	if err != nil {
		return err
	}
	change := dynamo.Change{Set: map[string]any{"History": state}, Add: map[string]int{"Version": 1}}
	if all {
		change.Set["Busy"], change.Remove = time.Time{}, []string{"Tries"}
	}
	return s.writeIf(ctx, new(dynamo.Tx).UpdateIf(vendorKey(v, lettersSK(m.User)), change, dynamo.IfPresent("PK")))
}

// StopLetters stops all letters to the member whom the token is for. One that is nobody's
// stops nothing, and that is no error: two round trips at most.
func (s *Store) StopLetters(ctx context.Context, token string) error {
	whose, err := dynamo.Get[stopItem](ctx, s.table, stopKey(hashOf(token)))
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	v, err := tenant.Verified(whose.Vendor)
	if err != nil {
		return fmt.Errorf("store: whose letters to stop: %w", err)
	}
	change := dynamo.Change{Set: map[string]any{"Stopped": s.now().UTC()}, Add: map[string]int{"Version": 1}}
	running := dynamo.IfEqual("Token", token).And(dynamo.IfEqual("Stopped", time.Time{}))
	return s.writeIf(ctx, new(dynamo.Tx).UpdateIf(vendorKey(v, lettersSK(whose.User)), change, running))
}
