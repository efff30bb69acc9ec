// Package square holds the endpoints and jobs about the connection with Square:
//
//	connect-square              POST   /api/v1/square/connection
//	finish-square-connection    GET    /api/v1/square/callback
//	get-square-status           GET    /api/v1/square/connection
//	disconnect-square           DELETE /api/v1/square/connection
//	list-square-locations       GET    /api/v1/square/locations
//	receive-square-webhook      POST   /webhooks/square
//	refresh-square-tokens       hourly
//	process-square-webhooks     queue, one message per event
//
// A vendor is sent to Square with a state that works once, within ten minutes, and
// for the same user: Square sends the browser to our web page, and the page calls
// finish-square-connection as that user. So nobody can be made to connect somebody
// else's account.
package square

import (
	"context"
	"time"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/square/access"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// status is how a vendor stands with Square.
type status struct {
	State     string     `json:"state" enum:"none,connected,reconnect,disconnected" doc:"reconnect: Square lets us in no more; the owner must connect again"`
	Merchant  string     `json:"merchant,omitempty" doc:"Id of the account at Square"`
	Connected *time.Time `json:"connectedAt,omitempty" doc:"When its owner last allowed it"`
	Lost      *time.Time `json:"lostAt,omitempty" doc:"When it turned out that Square must be connected again"`
	Locations int        `json:"locations" doc:"How many locations were found, closed ones included"`
}

type statusOutput struct{ Body status }

func statusOf(c store.Square) *statusOutput {
	s := status{State: string(c.State), Merchant: c.Merchant, Locations: len(c.Locations)}
	if c.State == "" {
		s.State = "none"
	}
	if c.State == store.SquareConnected || c.State == store.SquareReconnect {
		s.Connected = new(c.Connected.UTC())
	}
	if c.State == store.SquareReconnect {
		s.Lost = &c.Lost
	}
	return &statusOutput{s}
}

// The functions that handlers are made of.
type (
	readConnection func(ctx context.Context, v tenant.ID) (store.Square, error)
	loseConnection func(ctx context.Context, v tenant.ID, at time.Time) error
)

// Opener opens the accounts at Square. Mains hand one to the functions that need it.
type Opener func(*boot.Env) (access.Accounts, error)

// connectAgain is what a vendor is told whom Square lets in no more. It must not
// read as if our own sign-in had ended.
func connectAgain(cause error) error {
	return errs.Wrap(errs.Conflict, cause, "Square does not accept the connection any more: the owner of the account must connect Square again")
}

// lost reports whether err says that the vendor must connect again.
func lost(err error) bool {
	return errs.KindOf(err) == errs.Unauthorized || errs.KindOf(err) == errs.Forbidden
}
