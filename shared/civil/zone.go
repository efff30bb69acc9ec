package civil

import (
	"time"
	_ "time/tzdata" // the Lambda image has no time zones

	"github.com/marketprep/marketprep/shared/errs"
)

// Zone returns the time zone with the given IANA name. It fails with
// errs.Invalid; the machine's own zone is none.
func Zone(name string) (*time.Location, error) {
	loc, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, errs.New(errs.Invalid, "%q is not a time zone: write a name like America/New_York", name)
	}
	return loc, nil
}
