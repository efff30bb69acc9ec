package civil

import (
	"fmt"
	"time"

	"github.com/marketprep/marketprep/shared/errs"
)

// Clock is a time of day in minutes after midnight. Its text form is HH:MM.
type Clock int16

// EndOfDay is 24:00, the latest closing time.
const EndOfDay Clock = 24 * 60

// ParseClock reads HH:MM from 00:00 to 24:00. It fails with errs.Invalid.
func ParseClock(s string) (Clock, error) {
	if s == "24:00" {
		return EndOfDay, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return 0, errs.New(errs.Invalid, "%q is not a time of day: write HH:MM", s)
	}
	return Clock(t.Hour()*60 + t.Minute()), nil
}

func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// MarshalText writes HH:MM.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what ParseClock reads.
func (c *Clock) UnmarshalText(b []byte) error {
	v, err := ParseClock(string(b))
	if err != nil {
		return fmt.Errorf("civil: read time of day: %w", err)
	}
	*c = v
	return nil
}
