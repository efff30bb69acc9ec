package market

import (
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/venue"
)

// None is the state of a day without a market: what is left of a day that was
// added by hand and then taken back. Calendar lists no such day.
const None Status = "none"

// MaxNote is the length of a day's note in characters.
const MaxNote = 500

// empty reports whether e says nothing.
func (e Exception) empty() bool {
	return e.Status == "" && e.Opens == nil && e.Closes == nil && e.Fee == nil && e.Visitors == nil && e.Note == "" && len(e.PreOrders) == 0
}

// own are the names of what e says in place of the venue.
func (e Exception) own() []string {
	names := []string{}
	for _, f := range []struct {
		name string
		said bool
	}{{"status", e.Status != ""}, {"opens", e.Opens != nil}, {"closes", e.Closes != nil}, {"fee", e.Fee != nil}, {"visitors", e.Visitors != nil}} {
		if f.said {
			names = append(names, f.name)
		}
	}
	return names
}

// Put says e of the market of n on d, in place of what was said before, and
// returns the day as it is then. An e that says nothing leaves the day to the
// venue's rule. It fails with errs.Invalid, naming fields of the request's body, if
// e cannot be.
func Put(exceptions map[string]Exception, n venue.Venue, d civil.Date, e Exception) (Day, error) {
	if e.empty() {
		delete(exceptions, Key(d, n.ID))
		day, ok := On(n, n.ID, exceptions, d)
		if !ok {
			day = Assumed(n, n.ID, exceptions, d)
			day.Status = None
		}
		return day, nil
	}
	if err := venue.CheckHours(or(e.Opens, n.Opens), or(e.Closes, n.Closes)); err != nil {
		return Day{}, err
	}
	if e.Status == "" && !n.Recurs.On(d) {
		return Day{}, errs.InvalidField("body.status", "%s has no market on %s by its rule: say that it is planned, to add one", n.Name, d)
	}
	exceptions[Key(d, n.ID)] = e
	day, _ := On(n, n.ID, exceptions, d)
	return day, nil
}
