package salesync

import (
	"fmt"
	"testing"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
)

// zones are one for each offset from world time that clocks have anywhere, and
// those that are changed in unusual ways.
var zones = []string{
	"Etc/GMT+12", "Pacific/Pago_Pago", "Pacific/Honolulu", "Pacific/Marquesas", "America/Anchorage", "Pacific/Gambier", "America/Los_Angeles",
	"America/Phoenix", "America/Denver", "America/Chicago", "America/New_York", "America/Caracas", "America/St_Johns", "America/Sao_Paulo",
	"America/Noronha", "Atlantic/Azores", "Atlantic/Cape_Verde", "UTC", "Europe/London", "Europe/Berlin", "Africa/Casablanca", "Africa/Cairo",
	"Europe/Moscow", "Asia/Tehran", "Asia/Dubai", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon",
	"Asia/Bangkok", "Asia/Shanghai", "Australia/Eucla", "Asia/Tokyo", "Australia/Darwin", "Australia/Adelaide", "Australia/Brisbane",
	"Australia/Lord_Howe", "Australia/Sydney", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati",
	"America/Havana", "Asia/Beirut", "America/Asuncion", "America/Nuuk", "Antarctica/Troll",
}

func TestTheZonesHaveEveryOffset(t *testing.T) {
	t.Parallel()
	offsets := map[int]bool{}
	for _, name := range zones {
		zone, err := civil.Zone(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, month := range []time.Month{time.January, time.July} {
			_, offset := time.Date(2026, month, 10, 0, 0, 0, 0, zone).Zone()
			offsets[offset] = true
		}
	}
	if len(offsets) < 38 {
		t.Errorf("%d offsets, want all 38", len(offsets))
	}
}

// Once on every local day, at the hour or, where clocks skip it, right behind it.
func TestDueOnceOnEveryLocalDay(t *testing.T) {
	t.Parallel()
	for _, name := range zones {
		zone, _ := civil.Zone(name)
		for _, hour := range []int{0, 1, 2, 3, 12, 23} {
			at := civil.NewDate(2025, 12, 31).At(civil.Clock(hour*60), zone)
			for d := civil.NewDate(2026, 1, 1); d <= civil.NewDate(2027, 1, 1); d++ {
				next := NextDue(at, zone, hour)
				local := next.In(zone)
				before := next.Add(-time.Minute).In(zone)
				onTime := civil.DateOf(local) == d && local.Hour() >= hour && local.Hour() <= hour+2          // Troll skips two hours
				skipped := civil.DateOf(local) == d+1 && civil.DateOf(before) == d && before.Hour() == hour-1 // Nuuk skips 23 o'clock
				if !onTime && !skipped || !next.After(at) {
					t.Fatalf("%s at %d: after %s comes %s, want one on %s", name, hour, at.In(zone), local, d)
				}
				if civil.DateOf(before) == d && before.Hour() >= hour {
					t.Fatalf("%s: %s is not the first moment of the hour on that day", name, local)
				}
				at = next
			}
		}
	}
}

func TestAJobThatWasOutDoesNotCatchUp(t *testing.T) {
	t.Parallel()
	zone, _ := civil.Zone("America/New_York")
	late := time.Date(2026, 11, 23, 18, 7, 0, 0, time.UTC)
	if got, want := NextDue(late, zone, 2), time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("next at %s, want %s", got, want)
	}
}

func TestASkippedDayHasNone(t *testing.T) {
	t.Parallel()
	zone, _ := civil.Zone("Pacific/Apia") // had no 2011-12-30
	got := NextDue(time.Date(2011, 12, 29, 2, 0, 0, 0, zone), zone, 2).In(zone)
	if fmt.Sprint(civil.DateOf(got), got.Hour()) != "2011-12-31 2" {
		t.Errorf("the next is %s", got)
	}
}
