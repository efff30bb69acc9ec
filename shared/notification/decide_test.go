package notification

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

func ready(days int, at civil.Clock) func(*Settings) {
	return func(s *Settings) { s.ListReady.DaysBefore, s.ListReady.At = days, at }
}

// A list is told of at the hour that the member chose, wherever the vendor is and
// whatever clocks do.
func TestAListIsToldOfAtTheChosenHour(t *testing.T) {
	t.Parallel()
	lists := func(days ...civil.Date) map[civil.Date]int {
		units := map[civil.Date]int{}
		for _, d := range days {
			units[d] = 214
		}
		return units
	}
	spring, fall := civil.NewDate(2027, 3, 14), civil.NewDate(2026, 11, 1) // Sundays on which clocks change in New York
	for name, c := range map[string]struct {
		zone    string
		sunday  bool // the market is on Sunday
		lists   map[civil.Date]int
		set     func(*Settings)
		at      string
		letters string
		next    string // in the zone; empty: when something changes
	}{
		"two days before at six":           {"America/New_York", false, lists(saturday), nil, "2026-11-26 18:00", "listReady Sat", "2026-12-03 18:00"},
		"a minute before":                  {"America/New_York", false, lists(saturday), nil, "2026-11-26 17:59", "", "2026-11-26 18:00"},
		"days before":                      {"America/New_York", false, lists(saturday), nil, "2026-11-23 07:00", "", "2026-11-26 18:00"},
		"made late":                        {"America/New_York", false, lists(saturday), nil, "2026-11-27 12:00", "listReady Sat", "2026-12-03 18:00"},
		"made late in the evening":         {"America/New_York", false, lists(saturday), nil, "2026-11-26 21:00", "", "2026-11-27 07:00"},
		"at night, of an hour in the day":  {"America/New_York", false, lists(saturday), nil, "2026-11-27 06:59", "", "2026-11-27 07:00"},
		"in the morning":                   {"America/New_York", false, lists(saturday), nil, "2026-11-27 07:00", "listReady Sat", "2026-12-03 18:00"},
		"no list yet":                      {"America/New_York", false, nil, nil, "2026-11-27 12:00", "", "2026-12-03 18:00"},
		"an hour before it opens":          {"America/New_York", false, lists(saturday), nil, "2026-11-28 07:00", "listReady Sat", "2026-12-03 18:00"},
		"it has opened":                    {"America/New_York", false, lists(saturday), nil, "2026-11-28 08:00", "", "2026-12-03 18:00"},
		"at night by choice":               {"America/New_York", false, lists(saturday), ready(1, 3*60), "2026-11-27 03:00", "listReady Sat", "2026-12-04 03:00"},
		"within the hour of choice":        {"America/New_York", false, lists(saturday), ready(1, 3*60), "2026-11-27 03:59", "listReady Sat", "2026-12-04 03:00"},
		"after the hour of choice":         {"America/New_York", false, lists(saturday), ready(1, 3*60), "2026-11-27 04:00", "", "2026-11-27 07:00"},
		"chosen just before the night":     {"America/New_York", false, lists(saturday), ready(1, 20*60+50), "2026-11-27 21:05", "listReady Sat", "2026-12-04 20:50"},
		"on the day":                       {"America/New_York", false, lists(saturday), ready(0, 6*60), "2026-11-28 06:00", "listReady Sat", "2026-12-05 06:00"},
		"on the day, but it would be open": {"America/New_York", false, lists(saturday), ready(0, 9*60), "2026-11-27 09:00", "listReady Sat", "2026-12-04 09:00"},

		"in Kiritimati, a day ahead":         {"Pacific/Kiritimati", false, lists(saturday), nil, "2026-11-26 18:00", "listReady Sat", "2026-12-03 18:00"},
		"in Kiritimati, a minute before":     {"Pacific/Kiritimati", false, lists(saturday), nil, "2026-11-26 17:59", "", "2026-11-26 18:00"},
		"in Kiritimati, the market is on":    {"Pacific/Kiritimati", false, lists(saturday), nil, "2026-11-28 08:01", "", "2026-12-03 18:00"},
		"in Samoa":                           {"Pacific/Apia", false, lists(saturday), nil, "2026-11-26 18:00", "listReady Sat", "2026-12-03 18:00"},
		"in American Samoa, a day behind":    {"Pacific/Pago_Pago", false, lists(saturday), nil, "2026-11-26 18:00", "listReady Sat", "2026-12-03 18:00"},
		"in American Samoa, before it opens": {"Pacific/Pago_Pago", false, lists(saturday), nil, "2026-11-28 07:30", "listReady Sat", "2026-12-03 18:00"},
		"six days before, a day ahead":       {"Pacific/Kiritimati", false, lists(saturday), ready(6, 0), "2026-11-22 00:00", "listReady Sat", ""},

		// Two days before a Sunday is a Friday: a day of 23 or 25 hours lies between.
		"clocks go forward between":       {"America/New_York", true, lists(spring), nil, "2027-03-12 18:00", "listReady Sun", "2027-03-19 18:00"},
		"clocks go forward, a minute":     {"America/New_York", true, lists(spring), nil, "2027-03-12 17:59", "", "2027-03-12 18:00"},
		"an hour that is skipped":         {"America/New_York", true, lists(spring), ready(0, 150), "2027-03-14 03:15", "listReady Sun", "2027-03-21 02:30"},
		"clocks go back between":          {"America/New_York", true, lists(fall), nil, "2026-10-30 18:00", "listReady Sun", "2026-11-06 18:00"},
		"clocks go back, a minute before": {"America/New_York", true, lists(fall), nil, "2026-10-30 17:59", "", "2026-10-30 18:00"},
		"an hour that comes twice":        {"America/New_York", true, lists(fall), ready(0, 90), "2026-11-01 01:30", "listReady Sun", "2026-11-08 01:30"},
		"the morning after clocks change": {"America/New_York", true, lists(spring + 7), ready(6, 20*60), "2027-03-15 00:00", "", "2027-03-15 20:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := riverside(c.zone, c.lists)
			if c.sunday {
				n := s.Venues["n1"]
				n.Recurs = &venue.Recurrence{Weekdays: []string{"sun"}, Every: 1}
				s.Venues["n1"] = n
			}
			now := in(t, c.zone, c.at)
			letters, next := Decide(now, s, anna(c.set))
			got := ""
			if !next.IsZero() {
				got = next.In(now.Location()).Format("2006-01-02 15:04")
			}
			if kinds(letters) != c.letters || got != c.next {
				t.Errorf("letters %q and next %s, want %q and %s", kinds(letters), got, c.letters, c.next)
			}
			if !next.IsZero() && !next.After(now) {
				t.Errorf("next %s is not after now", next)
			}
		})
	}
}

// What was told is not told again, and what was not is, whenever one asks.
func TestEachLetterGoesOutOnce(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", "Australia/Lord_Howe"} {
		s := riverside(zone, nil)
		m := anna(func(s *Settings) { s.HowItWent.On = true })
		got := map[string]int{}
		start := in(t, zone, "2027-03-09 00:00") // clocks change in America on the 14th, in Berlin on the 28th
		for tick := range 5 * 7 * 24 * 4 {       // five weeks of quarters of an hour
			now := start.Add(time.Duration(tick) * 15 * time.Minute)
			today := civil.DateOf(now.UTC())
			s.Lists = nil
			for d := today; d <= today+7; d++ {
				s.Lists = append(s.Lists, listOf(d, "n1", "Riverside", 214))
			}
			letters, next := Decide(now, s, m)
			for _, l := range letters {
				m.State = m.State.After(l, now)
				got[string(l.Kind)+" "+now.In(start.Location()).Format("Mon 15:04")]++
			}
			if letters, again := Decide(now, s, m); len(letters) > 0 || !again.Equal(next) {
				t.Fatalf("%s: %s again, and next %s instead of %s", now, kinds(letters), again, next)
			}
		}
		want := map[string]int{"listReady Thu 18:00": 5, "howItWent Sat 16:00": 5}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", zone, diff)
		}
	}
}

// A weekend of markets is one letter if they fall due together, and two if not.
func TestMarketsThatFallDueTogetherAreOneLetter(t *testing.T) {
	t.Parallel()
	const zone = "America/New_York"
	s := riverside(zone, map[civil.Date]int{saturday: 100})
	for id, day := range map[string]string{"n2": "sat", "n3": "sun"} {
		s.Venues[id] = venue.Venue{Name: "Market " + id, Opens: 540, Closes: 800, Recurs: &venue.Recurrence{Weekdays: []string{day}, Every: 1}}
	}
	s.Lists = append(s.Lists, listOf(saturday, "n2", "Market n2", 50), listOf(saturday+1, "n3", "Market n3", 64))
	for at, want := range map[string]string{
		"2026-11-26 18:00": "listReady Sat Sat",
		"2026-11-27 18:00": "listReady Sat Sat Sun", // the mail was down for a day
		"2026-11-28 08:30": "listReady Sat Sun",     // Riverside is open
	} {
		if letters, _ := Decide(in(t, zone, at), s, anna(nil)); kinds(letters) != want {
			t.Errorf("at %s: %q, want %q", at, kinds(letters), want)
		}
	}
	s.Exceptions = map[string]market.Exception{market.Key(saturday, "n2"): {Status: market.Skipped}}
	if letters, _ := Decide(in(t, zone, "2026-11-26 18:00"), s, anna(nil)); kinds(letters) != "listReady Sat" {
		t.Errorf("with one that the vendor does not go to: %q", kinds(letters))
	}
}

func TestWhoGetsNoLetter(t *testing.T) {
	t.Parallel()
	const zone = "America/New_York"
	now := in(t, zone, "2026-11-26 18:00")
	s := riverside(zone, map[civil.Date]int{saturday: 214})
	s.Lost = now.Add(-time.Hour)
	for name, c := range map[string]struct {
		change func(*Stall, *Member)
		want   string
		next   time.Time
	}{
		"everything is due": {func(*Stall, *Member) {}, "reconnectSquare listReady Sat", in(t, zone, "2026-12-03 18:00")},
		"stopped":           {func(_ *Stall, m *Member) { m.Stopped = now }, "", time.Time{}},
		"no address":        {func(_ *Stall, m *Member) { m.Address = "" }, "", time.Time{}},
		"being written to":  {func(_ *Stall, m *Member) { m.Busy = now.Add(time.Minute) }, "", now.Add(time.Minute)},
		"was written to":    {func(_ *Stall, m *Member) { m.Busy = now }, "reconnectSquare listReady Sat", in(t, zone, "2026-12-03 18:00")},
		"a helper":          {func(_ *Stall, m *Member) { m.Role = tenant.Helper }, "listReady Sat", in(t, zone, "2026-12-03 18:00")},
		"the loss was told": {func(s *Stall, m *Member) { m.State.Lost = s.Lost }, "listReady Sat", in(t, zone, "2026-12-03 18:00")},
		"another loss":      {func(s *Stall, m *Member) { m.State.Lost = s.Lost.Add(-time.Hour) }, "reconnectSquare listReady Sat", in(t, zone, "2026-12-03 18:00")},
		"nothing to bring": {func(s *Stall, _ *Member) {
			s.Lists = []recommendation.Set{listOf(saturday, "n1", "Riverside", 0)}
			s.Lost = time.Time{}
		}, "", in(t, zone, "2026-12-03 18:00")},
		"all off": {func(_ *Stall, m *Member) { m.Settings = &Settings{Language: English} }, "", time.Time{}},
		"archived": {func(s *Stall, _ *Member) {
			n := s.Venues["n1"]
			n.Archived = true
			s.Venues = map[string]venue.Venue{"n1": n}
		}, "reconnectSquare", time.Time{}},
		"told the same, because it was seen before": {func(s *Stall, m *Member) {
			m.State.Told = map[string]Told{market.Key(saturday, "n1"): {Known: s.Lists[0].KnownAt(now.Add(-time.Hour)), Day: saturday}}
		}, "reconnectSquare", in(t, zone, "2026-12-03 18:00")},
	} {
		s, m := s, anna(nil)
		c.change(&s, &m)
		letters, next := Decide(now, s, m)
		if kinds(letters) != c.want || !next.Equal(c.next) {
			t.Errorf("%s: %q, next %s; want %q, %s", name, kinds(letters), next, c.want, c.next)
		}
	}
}

func TestAMarketIsAskedAfter(t *testing.T) {
	t.Parallel()
	const zone = "America/New_York"
	on := func(hours int) func(*Settings) {
		return func(s *Settings) { *s = Settings{HowItWent: WhenOver{On: true, HoursAfter: hours}} }
	}
	for name, c := range map[string]struct {
		hours    int
		at       string
		reported bool
		want     string
		next     string
	}{
		"too early":                {3, "2026-11-28 15:59", false, "", "11-28 16:00"},
		"three hours later":        {3, "2026-11-28 16:00", false, "howItWent Sat", "12-05 16:00"},
		"reported":                 {3, "2026-11-28 16:00", true, "", "12-05 16:00"},
		"at night":                 {9, "2026-11-28 22:00", false, "", "11-29 07:00"},
		"in the morning after":     {9, "2026-11-29 07:00", false, "howItWent Sat", "12-06 07:00"},
		"before a night":           {9, "2026-11-28 14:00", false, "", "11-29 07:00"},
		"two days later":           {3, "2026-11-30 15:59", false, "howItWent Sat", "12-05 16:00"},
		"more than two days later": {3, "2026-11-30 16:00", false, "", "12-05 16:00"},
	} {
		s := riverside(zone, nil)
		if c.reported {
			s.Reported = map[string]bool{market.Key(saturday, "n1"): true}
		}
		letters, next := Decide(in(t, zone, c.at), s, anna(on(c.hours)))
		if got := next.In(s.Vendor.Location()).Format("01-02 15:04"); kinds(letters) != c.want || got != c.next {
			t.Errorf("%s: %q, next %s; want %q, %s", name, kinds(letters), got, c.want, c.next)
		}
	}
}

func TestTheNextLetterIsOnTheCalendar(t *testing.T) {
	t.Parallel()
	const zone = "America/New_York"
	now := in(t, zone, "2026-11-23 07:00")
	s := riverside(zone, map[civil.Date]int{saturday: 214})
	s.Venues["n2"] = venue.Venue{Name: "Downtown", Opens: 540, Closes: 800, Recurs: &venue.Recurrence{Weekdays: []string{"sat"}, Every: 1}}
	s.Lost = now
	want := &Coming{ListReady, in(t, zone, "2026-11-26 18:00").UTC(), []About{{saturday, "n1", "Riverside"}, {saturday, "n2", "Downtown"}}}
	if diff := cmp.Diff(want, Next(now, s, anna(nil))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	stopped := anna(nil)
	stopped.Stopped = now
	if got := Next(now, s, stopped); got != nil {
		t.Errorf("who stopped letters has %v coming", got)
	}
}
