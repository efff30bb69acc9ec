package salesync

import (
	"time"

	"github.com/marketprep/marketprep/shared/civil"
)

// NextDue is the first time after now at which a clock in zone shows hour, or
// the first moment behind it on a day whose clocks skip it: once on every local
// day, however long that day is.
func NextDue(now time.Time, zone *time.Location, hour int) time.Time {
	today := civil.DateOf(now.In(zone))
	for d := today; ; d++ {
		if at, ok := dueOn(d, zone, hour); ok && at.After(now) {
			return at
		}
	}
}

// quarter is how finely clocks are changed: all changes of this century were at
// quarters of an hour of world time.
const quarter = 15 * time.Minute

// dueOn is when a clock in zone first shows hour or later on d: where clocks skip
// the end of d, when d is over. There is none only where the calendar skipped d.
func dueOn(d civil.Date, zone *time.Location, hour int) (time.Time, bool) {
	guess := d.At(civil.Clock(hour*60), zone).Truncate(quarter)
	const around = 4 * time.Hour // no clock was ever changed by more, but for days that were skipped
	before := civil.DateOf(guess.Add(-around - quarter).In(zone))
	for at := guess.Add(-around); !at.After(guess.Add(around)); at = at.Add(quarter) {
		local := at.In(zone)
		today := civil.DateOf(local)
		if today == d && local.Hour() >= hour || today > d && before == d {
			return at, true
		}
		before = today
	}
	return time.Time{}, false
}
