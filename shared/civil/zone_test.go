package civil

import (
	"testing"

	"github.com/marketprep/marketprep/shared/errs"
)

func TestZone(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"America/New_York", "UTC", "Australia/Lord_Howe"} {
		if loc, err := Zone(name); err != nil || loc.String() != name {
			t.Errorf("Zone(%s) = %v, %v", name, loc, err)
		}
	}
	for _, name := range []string{"", "Local", "Mars/Olympus", "../../etc/passwd", "America/", "\x00"} {
		if loc, err := Zone(name); errs.KindOf(err) != errs.Invalid {
			t.Errorf("Zone(%q) = %v, %v; want an invalid name", name, loc, err)
		}
	}
}
