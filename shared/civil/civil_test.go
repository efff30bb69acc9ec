package civil

import (
	"testing"
	"time"

	"github.com/marketprep/marketprep/shared/errs"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	good := map[string]time.Weekday{"2000-01-01": time.Saturday, "2024-02-29": time.Thursday, "2026-11-28": time.Saturday, "2099-12-31": time.Thursday}
	for s, weekday := range good {
		d, err := ParseDate(s)
		if err != nil || d.String() != s || d.Weekday() != weekday {
			t.Errorf("ParseDate(%s) = %s (%s), %v; want the same on a %s", s, d, d.Weekday(), err, weekday)
		}
	}
	for _, s := range []string{"", "0001-01-01", "9999-12-31", "1999-12-31", "2100-01-01", "2023-02-29", "2023-13-01", "23-01-01", "2023-1-1", "2023-01-01T00:00:00Z"} {
		if d, err := ParseDate(s); errs.KindOf(err) != errs.Invalid {
			t.Errorf("ParseDate(%q) = %s, %v; want an invalid date", s, d, err)
		}
	}
}

func TestMonth(t *testing.T) {
	t.Parallel()
	for date, want := range map[string][3]string{
		"2024-02-10": {"2024-02", "2024-02-01", "2024-02-29"},
		"2025-12-31": {"2025-12", "2025-12-01", "2025-12-31"},
		"2026-01-01": {"2026-01", "2026-01-01", "2026-01-31"},
	} {
		d, _ := ParseDate(date)
		m := d.Month()
		if got := [3]string{m.String(), m.First().String(), m.Last().String()}; got != want {
			t.Errorf("%s is in %v, want %v", date, got, want)
		}
	}
}

func TestDateOfFollowsTheLocation(t *testing.T) {
	t.Parallel()
	late := time.Date(2026, 11, 28, 23, 30, 0, 0, time.FixedZone("", -5*3600))
	if got := DateOf(late).String(); got != "2026-11-28" {
		t.Errorf("local day %s, want 2026-11-28", got)
	}
	if got := DateOf(late.UTC()).String(); got != "2026-11-29" {
		t.Errorf("UTC day %s, want 2026-11-29", got)
	}
}

func TestParseClock(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Clock{"00:00": 0, "08:30": 510, "24:00": EndOfDay} {
		if got, err := ParseClock(s); err != nil || got != want || got.String() != s {
			t.Errorf("ParseClock(%s) = %d (%s), %v; want %d", s, got, got, err, want)
		}
	}
	for _, s := range []string{"", "8:30", "24:01", "12:60", "noon", "08:30:00"} {
		if _, err := ParseClock(s); errs.KindOf(err) != errs.Invalid {
			t.Errorf("ParseClock(%q) is accepted", s)
		}
	}
}
