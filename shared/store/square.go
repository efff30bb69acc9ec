package store

import (
	"context"
	"fmt"
	"time"

	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/tenant"
)

// SquareState says how a vendor stands with Square.
type SquareState string

// The states. A vendor who never connected has none.
const (
	SquareConnected    SquareState = "connected"
	SquareReconnect    SquareState = "reconnect" // Square lets us in no more: the vendor must connect again
	SquareDisconnected SquareState = "disconnected"
)

// Square is a vendor's connection with Square. Its tokens are in a vault.
type Square struct {
	State     SquareState
	Merchant  string    `dynamodbav:",omitempty"` // the account at Square; empty unless connected, or to be connected again
	Connected time.Time `dynamodbav:",unixtime"`  // when the seller last allowed it, to the second
	Lost      time.Time // when it turned out that the vendor must connect again

	Locations []order.Location `dynamodbav:",omitempty"` // as last read
	Read      time.Time        // when that was; zero: never

	version int // as read
}

// squareItem is a connection, and what a vendor who is at Square to allow it must
// come back with.
type squareItem struct {
	dynamo.Key
	dynamo.Versioned
	Square
	Pending *pendingSquare `dynamodbav:",omitempty"`
}

type pendingSquare struct {
	State string // the parameter of that name
	User  string // who must come back with it
	Until int64  // seconds since 1970
}

// merchantItem says whose an account at Square is.
type merchantItem struct {
	dynamo.Key
	Vendor string
}

// Square returns the connection of v. It fails with errs.NotFound if v never had one.
func (s *Store) Square(ctx context.Context, v tenant.ID) (Square, error) {
	item, err := dynamo.Get[squareItem](ctx, s.table, vendorKey(v, squareSK))
	if err == nil && item.State == "" {
		err = errs.New(errs.NotFound, "Square is not connected")
	}
	return item.read(), err
}

func (i squareItem) read() Square {
	i.Square.version = i.Version
	return i.Square
}

// BeginSquare notes that user was sent to Square and may come back with state until
// then. Who was sent there before and comes back later is refused.
func (s *Store) BeginSquare(ctx context.Context, v tenant.ID, user, state string, until time.Time) error {
	change := dynamo.Change{
		Set: map[string]any{"Pending": pendingSquare{state, user, until.Unix()}},
		Add: map[string]int{"Version": 1},
	}
	return s.table.Write(ctx, new(dynamo.Tx).Update(vendorKey(v, squareSK), change))
}

// TakeSquare uses up the state that user came back with. It fails with
// errs.Conflict if it is another one, another user's, used already or too old.
func (s *Store) TakeSquare(ctx context.Context, v tenant.ID, user, state string) (Square, error) {
	good := dynamo.IfEqual("Pending.State", state).And(dynamo.IfEqual("Pending.User", user)).And(dynamo.IfGreater("Pending.Until", s.now().Unix()))
	change := dynamo.Change{Remove: []string{"Pending"}, Add: map[string]int{"Version": 1}}
	item, _, err := dynamo.Update[squareItem](ctx, s.table, vendorKey(v, squareSK), change, good)
	if errs.KindOf(err) == errs.Conflict {
		return Square{}, errs.Wrap(errs.Conflict, err, "this answer of Square was used already or is too old: connect Square again")
	}
	return item.read(), err
}

// ConnectSquare finishes what TakeSquare returned: v is connected with the account
// called merchant, its sales are to be synchronised now and its tokens renewed at
// renew. It fails with errs.Conflict if the account is another vendor's.
func (s *Store) ConnectSquare(ctx context.Context, v tenant.ID, p Square, merchant string, renew time.Time) error {
	item := squareItem{Key: vendorKey(v, squareSK), Square: p}
	item.Version = p.version + 1
	held := p.Merchant == merchant && p.State != SquareDisconnected
	item.State, item.Merchant, item.Connected, item.Lost = SquareConnected, merchant, s.now().UTC(), time.Time{}
	tx := new(dynamo.Tx).Save(item, p.version)
	if !held {
		tx.Create(merchantItem{merchantKey(merchant), v.String()})
	}
	s.due(tx, v, SyncWork)
	tx.Put(s.workItem(v, TokenWork, renew))
	err := s.table.Write(ctx, tx)
	if errs.KindOf(err) != errs.Conflict {
		return err
	}
	if whose, readErr := dynamo.Get[merchantItem](ctx, s.table, merchantKey(merchant)); readErr == nil && whose.Vendor != v.String() {
		return errs.Wrap(errs.Conflict, err, "this account at Square is connected with another account of MarketPrep: disconnect it there first")
	}
	return errs.Wrap(errs.Unavailable, err, "Square is being connected twice at once: connect it again")
}

// DisconnectSquare ends the connection that was read, whose tokens must be gone. It
// fails with errs.Conflict if v connected another account meanwhile.
func (s *Store) DisconnectSquare(ctx context.Context, v tenant.ID, read Square) error {
	merchant := read.Merchant
	return edit(ctx, func() error {
		item := squareItem{Key: vendorKey(v, squareSK), Square: Square{State: SquareDisconnected}}
		item.Version = read.version + 1
		tx := new(dynamo.Tx).Save(item, read.version).Delete(vendorKey(v, workSK(TokenWork))).Delete(vendorKey(v, workSK(SyncWork)))
		if merchant != "" {
			tx.Delete(merchantKey(merchant))
		}
		err := s.table.Write(ctx, tx)
		if errs.KindOf(err) != errs.Conflict {
			return err
		}
		again, readErr := s.Square(ctx, v)
		if readErr != nil {
			return refusal{readErr}
		}
		if again.Merchant != merchant {
			return refusal{err}
		}
		read = again
		return err
	})
}

// LoseSquare notes that Square lets us in no more, as a call showed that was made at
// the given time, and that members may be told. It changes nothing if v is not
// connected, or connected again since. One round trip, undisturbed.
func (s *Store) LoseSquare(ctx context.Context, v tenant.ID, at time.Time) error {
	change := dynamo.Change{Set: map[string]any{"State": SquareReconnect, "Lost": at.UTC()}, Add: map[string]int{"Version": 1}}
	still := dynamo.IfEqual("State", SquareConnected).And(dynamo.IfLess("Connected", at.Unix()+1))
	tx := new(dynamo.Tx).UpdateIf(vendorKey(v, squareSK), change, still)
	s.due(tx, v, LetterWork)
	return s.writeIf(ctx, tx)
}

// KeepSquareLocations remembers the locations of v's account. It changes nothing if
// v is not connected.
func (s *Store) KeepSquareLocations(ctx context.Context, v tenant.ID, locations []order.Location) error {
	change := dynamo.Change{
		Set: map[string]any{"Locations": locations, "Read": s.now().UTC()},
		Add: map[string]int{"Version": 1},
	}
	_, _, err := dynamo.Update[squareItem](ctx, s.table, vendorKey(v, squareSK), change, dynamo.IfEqual("State", SquareConnected))
	if errs.KindOf(err) == errs.Conflict {
		return nil
	}
	return err
}

// hookLife is how long an event is remembered. Square repeats one for up to three days.
const hookLife = 5 * 24 * time.Hour

// hookItem says that an event of a webhook was dealt with.
type hookItem struct {
	dynamo.Key
	Vendor string
	Ends   int64 `dynamodbav:"ExpiresAt"`
}

// SquareEvent says whose the account called merchant is, and whether the event with
// the given id was dealt with. It fails with errs.NotFound if it is nobody's.
func (s *Store) SquareEvent(ctx context.Context, merchant, event string) (v tenant.ID, done bool, err error) {
	batch, err := s.table.GetBatch(ctx, []dynamo.Key{merchantKey(merchant), hookKey(event)})
	if err != nil {
		return v, false, err
	}
	var whose merchantItem
	found, err := batch.Read(merchantKey(merchant), &whose)
	if err != nil {
		return v, false, err
	}
	if !found {
		return v, false, errs.New(errs.NotFound, "this account at Square is connected with nobody")
	}
	if v, err = tenant.Verified(whose.Vendor); err != nil {
		return v, false, fmt.Errorf("store: account %s at Square: %w", merchant, err)
	}
	var seen hookItem
	done, err = batch.Read(hookKey(event), &seen)
	return v, done, err
}

// FinishSquareEvent notes that an event was dealt with. If it says that the seller
// lets us in no more, v's tokens are to be tried now.
func (s *Store) FinishSquareEvent(ctx context.Context, v tenant.ID, event string, revoked bool) error {
	tx := new(dynamo.Tx).Put(hookItem{hookKey(event), v.String(), s.now().Add(hookLife).Unix()})
	if revoked {
		s.due(tx, v, TokenWork)
	}
	return s.table.Write(ctx, tx)
}
