package demovendor

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/localevents/eventstest"
)

// city is what the demo vendor calls the calendar that it follows.
const city = "City calendar"

// FollowCity puts a calendar of the city at the fake, which answers at url, and lets the
// demo vendor follow it. The fake may be elsewhere than in an earlier run.
func (v *Vendor) FollowCity(ctx context.Context, fake *eventstest.Server, url string, today civil.Date) error {
	fake.PutCalendar("city.ics", cityCalendar(today))
	var feeds struct{ Items []named }
	if err := v.Call(ctx, http.MethodGet, "/api/v1/event-feeds", nil, &feeds); err != nil {
		return fmt.Errorf("demovendor: calendars: %w", err)
	}
	for _, f := range feeds.Items {
		if f.Name != city {
			continue
		}
		if err := v.Call(ctx, http.MethodDelete, "/api/v1/event-feeds/"+f.ID, nil, nil); err != nil {
			return fmt.Errorf("demovendor: forget the calendar: %w", err)
		}
	}
	if err := v.Call(ctx, http.MethodPost, "/api/v1/event-feeds", map[string]any{"name": city, "url": url + "/calendars/city.ics"}, nil); err != nil {
		return fmt.Errorf("demovendor: follow the calendar: %w", err)
	}
	return nil
}

// cityCalendar has something by the lake every second Sunday, and something in the
// evening that is nothing to markets.
func cityCalendar(today civil.Date) string {
	sunday := today + 7 - civil.Date(today.Weekday())
	event := func(uid, name, start, end, more string) string {
		return fmt.Sprintf("BEGIN:VEVENT\nUID:%s@city.example\nDTSTAMP:20260101T000000Z\nDTSTART;TZID=America/New_York:%s\nDTEND;TZID=America/New_York:%s\nSUMMARY:%s\n%sEND:VEVENT\n", uid, start, end, name, more)
	}
	day := sunday.Format("20060102")
	return strings.Join([]string{
		"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//City//Events//EN\n",
		event("run", "Charity run around the lake", day+"T090000", day+"T130000", "GEO:42.4941;-76.5090\nX-EXPECTED-ATTENDANCE:400\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4\n"),
		event("concert", "Organ concert", day+"T200000", day+"T220000", "GEO:42.4396;-76.4970\nX-EXPECTED-ATTENDANCE:300\nRRULE:FREQ=WEEKLY;COUNT=8\n"),
		"END:VCALENDAR\n",
	}, "")
}
