package market

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/venue"
)

var saturday = civil.NewDate(2026, 11, 28)

func clock(c civil.Clock) *civil.Clock { return &c }

func TestCalendar(t *testing.T) {
	t.Parallel()
	weekly := func(days ...string) *venue.Recurrence { return &venue.Recurrence{Weekdays: days, Every: 1} }
	visitors, fewer, fee := 800, 100, amount.Money(0)
	venues := map[string]venue.Venue{
		"late":  {Name: "Late", Opens: 600, Closes: 800, Fee: 3000, Visitors: &visitors, Recurs: weekly("sat")},
		"early": {Name: "Early", Opens: 480, Closes: 700, Recurs: weekly("sat", "sun")},
		"other": {Name: "Other", Opens: 600, Closes: 700},
		"gone":  {Name: "Gone", Opens: 480, Closes: 700, Recurs: weekly("sat"), Archived: true},
	}
	exceptions := map[string]Exception{
		Key(saturday, "late"):    {Opens: clock(400), Fee: &fee, Visitors: &fewer, Note: "free today"},
		Key(saturday+1, "early"): {Status: Skipped},
		Key(saturday+1, "other"): {Status: Planned},
		Key(saturday+2, "other"): {Note: "says nothing of a market"},
		Key(saturday, "gone"):    {Status: Planned},
		Key(saturday, "unknown"): {Status: Planned},
	}
	want := []Day{
		{Date: saturday, Venue: "late", VenueName: "Late", Status: Planned, ByRule: true, Opens: 400, Closes: 800, Visitors: &fewer, Note: "free today", Own: []string{"opens", "fee", "visitors"}},
		{Date: saturday, Venue: "early", VenueName: "Early", Status: Planned, ByRule: true, Opens: 480, Closes: 700, Own: []string{}},
		{Date: saturday + 1, Venue: "early", VenueName: "Early", Status: Skipped, ByRule: true, Opens: 480, Closes: 700, Own: []string{"status"}},
		{Date: saturday + 1, Venue: "other", VenueName: "Other", Status: Planned, Opens: 600, Closes: 700, Own: []string{"status"}},
		{Date: saturday + 7, Venue: "early", VenueName: "Early", Status: Planned, ByRule: true, Opens: 480, Closes: 700, Own: []string{}},
		{Date: saturday + 7, Venue: "late", VenueName: "Late", Status: Planned, ByRule: true, Opens: 600, Closes: 800, Fee: 3000, Visitors: &visitors, Own: []string{}},
	}
	if diff := cmp.Diff(want, Calendar(venues, exceptions, saturday, saturday+7)); diff != "" {
		t.Errorf("calendar (-want +got):\n%s", diff)
	}
	if days := Calendar(venues, exceptions, saturday, saturday-1); len(days) != 0 {
		t.Errorf("no days have %v", days)
	}
}

func TestPut(t *testing.T) {
	t.Parallel()
	n := venue.Venue{ID: "n1", Name: "Park", Opens: 480, Closes: 780, Recurs: &venue.Recurrence{Weekdays: []string{"sat"}}}
	for name, c := range map[string]struct {
		day  civil.Date
		say  []Exception // one after the other
		want string      // the day then: status, hours, note
		kept int         // what the table holds then
	}{
		"skip":                    {saturday, []Exception{{Status: Skipped}}, "skipped 08:00-13:00 ", 1},
		"replace":                 {saturday, []Exception{{Status: Skipped, Note: "ill"}, {Opens: clock(540)}}, "planned 09:00-13:00 ", 1},
		"take back":               {saturday, []Exception{{Status: Skipped, Note: "ill"}, {}}, "planned 08:00-13:00 ", 0},
		"add":                     {saturday + 1, []Exception{{Status: Planned, Note: "fair"}}, "planned 08:00-13:00 fair", 1},
		"add and take back":       {saturday + 1, []Exception{{Status: Planned}, {}}, "none 08:00-13:00 ", 0},
		"note where no market is": {saturday + 1, []Exception{{Note: "x"}}, "", 0},
		"closes before it opens":  {saturday, []Exception{{Closes: clock(480)}}, "", 0},
		"opens after it closes":   {saturday, []Exception{{Opens: clock(780)}}, "", 0},
	} {
		exceptions := map[string]Exception{}
		var day Day
		var err error
		for _, e := range c.say {
			day, err = Put(exceptions, n, c.day, e)
		}
		got := ""
		if err == nil {
			got = fmt.Sprintf("%s %s-%s %s", day.Status, day.Opens, day.Closes, day.Note)
		} else if errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		if got != c.want || len(exceptions) != c.kept {
			t.Errorf("%s: %q and %d kept, want %q and %d (%v)", name, got, len(exceptions), c.want, c.kept, err)
		}
		for k := range exceptions {
			if !strings.HasPrefix(k, c.day.String()+"#") {
				t.Errorf("%s: kept as %s", name, k)
			}
		}
	}
}
