package ical_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/localevents/ical"
)

var (
	from = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	to   = from.AddDate(0, 0, 60)
)

func calendar(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//City//Events//EN\n")
	for i, e := range events {
		fmt.Fprintf(&b, "BEGIN:VEVENT\nUID:e%d@city.example\nDTSTAMP:20261101T000000Z\n%s\nEND:VEVENT\n", i, strings.TrimSpace(e))
	}
	b.WriteString("END:VCALENDAR\n")
	return b.String()
}

// starts are when the events of a calendar begin and end, in New York.
func starts(t *testing.T, text string) []string {
	t.Helper()
	zone, err := civil.Zone("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	found, _, err := ical.Parse(t.Context(), []byte(text), from, to, zone)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range found {
		line := f.Start.In(zone).Format("01-02 15:04") + "-" + f.End.In(zone).Format("15:04")
		if f.AllDay {
			line = f.Start.Format("01-02") + " to " + f.End.Format("01-02")
		}
		all = append(all, line)
	}
	return all
}

func TestWhenEventsAre(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		events []string
		want   []string
	}{
		"once, in a zone":             {[]string{"DTSTART;TZID=America/New_York:20261107T090000\nDTEND;TZID=America/New_York:20261107T130000\nSUMMARY:Fair"}, []string{"11-07 09:00-13:00"}},
		"in UTC":                      {[]string{"DTSTART:20261107T140000Z\nDURATION:PT2H\nSUMMARY:Fair"}, []string{"11-07 09:00-11:00"}},
		"floating":                    {[]string{"DTSTART:20261107T090000\nDTEND:20261107T100000\nSUMMARY:Fair"}, []string{"11-07 09:00-10:00"}},
		"in Outlook's words":          {[]string{"DTSTART;TZID=Pacific Standard Time:20261107T090000\nDTEND;TZID=Pacific Standard Time:20261107T100000\nSUMMARY:Fair"}, []string{"11-07 12:00-13:00"}},
		"in a zone that nobody knows": {[]string{"DTSTART;TZID=Nowhere:20261107T090000\nDTEND;TZID=Nowhere:20261107T100000\nSUMMARY:Fair"}, []string{"11-07 09:00-10:00"}},
		"all day":                     {[]string{"DTSTART;VALUE=DATE:20261107\nDTEND;VALUE=DATE:20261109\nSUMMARY:Fair"}, []string{"11-07 to 11-09"}},
		"weekly, without one": {[]string{"DTSTART;TZID=America/New_York:20261107T090000\nDTEND;TZID=America/New_York:20261107T130000\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=America/New_York:20261114T090000,20261128T090000\nSUMMARY:Fair"},
			[]string{"11-07 09:00-13:00", "11-21 09:00-13:00"}},
		"since long ago, over the change of clocks": {[]string{"DTSTART;TZID=America/New_York:20200104T090000\nDTEND;TZID=America/New_York:20200104T100000\nRRULE:FREQ=MONTHLY;BYDAY=1SU\nSUMMARY:Fair"},
			[]string{"11-01 09:00-10:00", "12-06 09:00-10:00"}},
		"until a moment": {[]string{"DTSTART;TZID=America/New_York:20261107T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20261114T140000Z\nSUMMARY:Fair"},
			[]string{"11-07 09:00-10:00", "11-14 09:00-10:00"}},
		"until before a moment": {[]string{"DTSTART;TZID=America/New_York:20261107T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20261114T135959Z\nSUMMARY:Fair"},
			[]string{"11-07 09:00-10:00"}},
		"and on another day": {[]string{"DTSTART;TZID=America/New_York:20261107T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=1\nRDATE;TZID=America/New_York:20261111T100000\nSUMMARY:Fair"},
			[]string{"11-07 09:00-10:00", "11-11 10:00-11:00"}},
		"cancelled":              {[]string{"DTSTART:20261107T140000Z\nSTATUS:CANCELLED\nSUMMARY:Fair"}, nil},
		"too early and too late": {[]string{"DTSTART:20261001T140000Z\nSUMMARY:a", "DTSTART:20270301T140000Z\nSUMMARY:b"}, nil},
	} {
		if diff := cmp.Diff(c.want, starts(t, calendar(c.events...))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// One occurrence of a weekly event is moved, and another one cancelled.
func TestMovedOccurrences(t *testing.T) {
	t.Parallel()
	text := strings.ReplaceAll(calendar(
		"DTSTART:20261107T140000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3\nSUMMARY:Fair",
		"RECURRENCE-ID:20261114T140000Z\nDTSTART:20261115T150000Z\nDURATION:PT1H\nSUMMARY:Fair, on Sunday",
		"RECURRENCE-ID:20261121T140000Z\nDTSTART:20261121T140000Z\nSTATUS:CANCELLED\nSUMMARY:Fair",
	), "e1@", "e0@")
	text = strings.ReplaceAll(text, "e2@", "e0@")
	if diff := cmp.Diff([]string{"11-07 09:00-10:00", "11-15 10:00-11:00"}, starts(t, text)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatEventsSay(t *testing.T) {
	t.Parallel()
	found, _, err := ical.Parse(t.Context(), []byte(calendar("DTSTART:20261107T140000Z\nSUMMARY:Harvest\\, and more\nGEO:33.7748;-84.2963\nX-EXPECTED-ATTENDANCE:1500\nURL:https://city.example/fair")), from, to, time.UTC)
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	f := found[0]
	if f.Name != "Harvest, and more" || f.Lat == nil || *f.Lat != 33.7748 || *f.Lon != -84.2963 || f.Attendance == nil || *f.Attendance != 1500 || f.URL != "https://city.example/fair" {
		t.Errorf("%+v", f)
	}
}

// What is hostile or broken costs itself, or says what it is.
func TestWhatIsNoCalendar(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a page":          "<!DOCTYPE html><html>",
		"nothing":         "",
		"half a calendar": calendar("DTSTART:20261107T140000Z\nSUMMARY:Fair")[:90],
		"too many events": calendar(slicesOf(5001)...),
	} {
		if found, _, err := ical.Parse(t.Context(), []byte(text), from, to, time.UTC); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %d events, %v", name, len(found), err)
		}
	}
	for name, event := range map[string]string{
		"every second":      "DTSTART:20261107T140000Z\nRRULE:FREQ=SECONDLY\nSUMMARY:x",
		"every minute":      "DTSTART:20261107T140000Z\nRRULE:FREQ=MINUTELY\nSUMMARY:x",
		"all seconds daily": "DTSTART:20261107T140000Z\nRRULE:FREQ=DAILY;BYHOUR=1,2,3,4;BYMINUTE=1,2,3\nSUMMARY:x",
		"for ever":          "DTSTART:00010101T140000Z\nRRULE:FREQ=DAILY\nSUMMARY:x",
		"on 30 February":    "DTSTART:20261107T140000Z\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\nSUMMARY:x",
		"never":             "DTSTART:20261107T140000Z\nRRULE:FREQ=DAILY;INTERVAL=0\nSUMMARY:x",
		"a year long":       "DTSTART:20261107T140000Z\nDURATION:P365D\nSUMMARY:x",
		"no time":           "DTSTART:tomorrow\nSUMMARY:x",
		"no start":          "SUMMARY:x",
	} {
		good := "DTSTART:20261107T140000Z\nSUMMARY:good"
		found, _, err := ical.Parse(t.Context(), []byte(calendar(event, good)), from, to, time.UTC)
		if err != nil || len(found) < 1 || len(found) > 61 || found[len(found)-1].Name == "" {
			t.Errorf("beside an event that is %s: %d events, %v", name, len(found), err)
		}
	}
}

// Calendars of the allowed size that are made to take minutes are given up.
func TestWorkIsBounded(t *testing.T) {
	t.Parallel()
	for name, event := range map[string]string{
		"daily since long ago":  "DTSTART:19000101T140000Z\nRRULE:FREQ=DAILY\nSUMMARY:x",
		"never in 8000 years":   "DTSTART:00020101T140000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nSUMMARY:x",
		"never, and then UNTIL": "DTSTART:20261107T140000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=90001231T000000Z\nSUMMARY:x",
		"never, and then COUNT": "DTSTART:20261107T140000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3\nSUMMARY:x",
		"counted":               "DTSTART:19000101T140000Z\nRRULE:FREQ=DAILY;COUNT=20000\nSUMMARY:x",
	} {
		_, _, err := ical.Parse(t.Context(), []byte(calendar(slices.Repeat([]string{event}, 5000)...)), from, to, time.UTC)
		if errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := ical.Parse(gone, []byte(calendar(slicesOf(1)...)), from, to, time.UTC); errs.KindOf(err) != errs.Unavailable {
		t.Errorf("out of time: %v", err)
	}
	long := "DTSTART:20261107T140000Z\nRRULE:FREQ=YEARLY;BYMONTHDAY=7" + strings.Repeat(",30", 100_000) + "\nSUMMARY:x"
	found, skipped, err := ical.Parse(t.Context(), []byte(calendar(long, slicesOf(1)[0])), from, to, time.UTC)
	if err != nil || skipped != 1 || len(found) != 1 {
		t.Errorf("beside a rule of 300 kB: %d events, %d skipped, %v", len(found), skipped, err)
	}
}

func slicesOf(n int) []string {
	return slices.Repeat([]string{"DTSTART:20261107T140000Z\nSUMMARY:x"}, n)
}
