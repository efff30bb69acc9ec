package api

import (
	"testing"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
)

func TestAhead(t *testing.T) {
	t.Parallel()
	today := civil.NewDate(2026, 11, 23)
	for _, c := range []struct{ from, to, want string }{
		{"", "", "2026-11-23 2027-01-21"},
		{"2027-03-01", "", "2027-03-01 2027-04-29"},
		{"", "2026-11-30", "2026-11-23 2026-11-30"},
		{"", "2026-11-01", "2026-11-01 2026-11-01"},
		{"2026-01-01", "2026-12-31", "2026-01-01 2026-12-31"},
		{"2099-12-30", "", "2099-12-30 2099-12-31"},
	} {
		from, to, err := Days{c.from, c.to}.Ahead(today, 60, 366)
		if got := from.String() + " " + to.String(); err != nil || got != c.want {
			t.Errorf("from %q to %q is %s, %v; want %s", c.from, c.to, got, err, c.want)
		}
	}
	for _, c := range []Days{{"0001-01-01", ""}, {"", "9999-12-31"}, {"2026-12-01", "2026-11-30"}, {"2026-01-01", "2027-01-02"}, {"soon", ""}} {
		if from, to, err := c.Ahead(today, 60, 366); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%+v is %s to %s, %v", c, from, to, err)
		}
	}
}
