package tills

import (
	"context"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/order"
	"github.com/marketprep/marketprep/shared/square"
	"github.com/marketprep/marketprep/shared/tenant"
)

// Reader is Open for who only reads tills, and need not know that they are
// Square's: mains hand it to functions that else would carry all of Square.
func Reader(env *boot.Env) (func(ctx context.Context, v tenant.ID) (order.Till, error), error) {
	return ReaderAt(square.PerSecond)(env)
}

// ReaderAt is Reader with so many calls a second for each account: fakes bear any number.
func ReaderAt(perSecond float64) func(*boot.Env) (func(ctx context.Context, v tenant.ID) (order.Till, error), error) {
	return func(env *boot.Env) (func(ctx context.Context, v tenant.ID) (order.Till, error), error) {
		accounts, err := Open(env)
		if err != nil {
			return nil, err
		}
		accounts.Pace = square.NewPace(perSecond)
		return func(ctx context.Context, v tenant.ID) (order.Till, error) {
			c, err := accounts.Open(ctx, v)
			if errs.KindOf(err) == errs.NotFound {
				return nil, errs.Wrap(errs.NotFound, err, "Square is not connected: connect it first")
			}
			return c, err
		}, nil
	}
}
