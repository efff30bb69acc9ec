package square

import (
	"context"
	"sync"

	"golang.org/x/time/rate"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
)

// PerSecond is how many calls a second are made for one seller's account. Square
// publishes no limit; refusals are reported above six, and no second meets more than
// six of these: one that was under way, one that is due, and four.
const PerSecond = 4

// mostPaced is how many accounts are remembered: an environment serves few at a time.
const mostPaced = 1000

// Pace keeps the calls for each seller's account below what Square bears. Work for a
// vendor is done by one environment at a time, so it is kept in memory. It is safe for
// concurrent use.
type Pace struct {
	perSecond rate.Limit

	mu       sync.Mutex
	accounts map[tenant.ID]*rate.Limiter
}

// NewPace returns a Pace of so many calls a second.
func NewPace(perSecond float64) *Pace {
	return &Pace{perSecond: rate.Limit(perSecond), accounts: map[tenant.ID]*rate.Limiter{}}
}

// wait waits until v's account can bear another call. It fails with errs.Unavailable
// if that is later than ctx allows.
func (p *Pace) wait(ctx context.Context, v tenant.ID) error {
	if err := p.of(v).Wait(ctx); err != nil {
		return errs.Wrap(errs.Unavailable, err, "there are too many calls for this account at Square: try again in a moment")
	}
	return nil
}

func (p *Pace) of(v tenant.ID) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.accounts[v]
	if l == nil {
		if len(p.accounts) >= mostPaced {
			clear(p.accounts)
		}
		l = rate.NewLimiter(p.perSecond, 1)
		p.accounts[v] = l
	}
	return l
}
