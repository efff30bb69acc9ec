package notification

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/tenant"
)

// because is a list of so many units of bread, of which weather and events bring some.
func because(units, weather, events int) recommendation.Set {
	s := listOf(saturday, "n1", "Riverside", units)
	s.Items[0].Reasons = []recommendation.Reason{{Kind: "base", Units: float64(units - weather - events)}, {Kind: "weather", Units: float64(weather)}, {Kind: "event", Units: float64(events)}}
	return s
}

// A list that a letter told of, or that was looked at, is told of again if it moved by
// more than the member minds, for a reason that is not the vendor's own doing.
func TestAListThatMovedIsToldOf(t *testing.T) {
	t.Parallel()
	const zone = "America/New_York"
	key := market.Key(saturday, "n1")
	told := in(t, zone, "2026-11-26 18:00")
	const friday = "2026-11-27 12:00"
	toldOf := func(s recommendation.Set) func(*Stall, *Member) {
		return func(_ *Stall, m *Member) {
			m.State.Told = map[string]Told{key: {Known: s.KnownAt(told), Day: saturday, Ready: true}}
		}
	}
	sawOnly := func(s recommendation.Set, at time.Time) func(*Stall, *Member) {
		return func(stall *Stall, m *Member) {
			stall.Lists[0].Seen = map[string]recommendation.Known{m.User: s.KnownAt(at)}
			set := m.Chosen(stall.Vendor)
			set.ListReady.On = false
			m.Settings = &set
		}
	}
	with := func(fs ...func(*Stall, *Member)) func(*Stall, *Member) {
		return func(s *Stall, m *Member) {
			for _, f := range fs {
				f(s, m)
			}
		}
	}
	const week = "2026-12-03 18:00"
	for name, c := range map[string]struct {
		now    recommendation.Set
		before func(*Stall, *Member)
		at     string
		want   string
		next   string
	}{
		"rain":                        {because(80, -20, 0), toldOf(because(101, 0, 0)), friday, "listMoved Sat", week},
		"a fifth, not more":           {because(80, -20, 0), toldOf(because(100, 0, 0)), friday, "", week},
		"a festival":                  {because(130, 0, 30), toldOf(because(100, 0, 0)), friday, "listMoved Sat", week},
		"new sales":                   {because(130, 0, 0), toldOf(because(100, 0, 0)), friday, "listMoved Sat", week},
		"the same":                    {because(100, -9, 9), toldOf(because(100, 0, 0)), friday, "", week},
		"it was looked at":            {because(80, -25, 0), sawOnly(because(105, 0, 0), told), friday, "listMoved Sat", ""},
		"looked at after it moved":    {because(80, -25, 0), with(toldOf(because(105, 0, 0)), sawOnly(because(80, -25, 0), told.Add(time.Hour))), friday, "", ""},
		"told after it was seen":      {because(80, -25, 0), with(toldOf(because(80, -25, 0)), sawOnly(because(105, 0, 0), told.Add(-time.Hour))), friday, "", ""},
		"nobody knew of it":           {because(80, -25, 0), sawOnly(because(80, -25, 0), told), friday, "", ""},
		"two hours after the letter":  {because(80, -25, 0), toldOf(because(105, 0, 0)), "2026-11-26 20:00", "", "2026-11-26 21:00"},
		"three hours after, at night": {because(80, -25, 0), toldOf(because(105, 0, 0)), "2026-11-26 21:00", "", "2026-11-27 07:00"},
		"in the morning":              {because(80, -25, 0), toldOf(because(105, 0, 0)), "2026-11-27 07:00", "listMoved Sat", week},
		"an hour before it opens":     {because(80, -25, 0), toldOf(because(105, 0, 0)), "2026-11-28 07:00", "listMoved Sat", week},
		"it is open":                  {because(80, -25, 0), toldOf(because(105, 0, 0)), "2026-11-28 08:00", "", week},
		"to nothing":                  {because(0, -100, 0), toldOf(because(100, 0, 0)), friday, "listMoved Sat", week},
		"from nothing":                {because(30, 0, 30), toldOf(because(0, 0, 0)), friday, "listMoved Sat", week},
		"the member minds half": {because(80, -25, 0), with(toldOf(because(105, 0, 0)), func(s *Stall, m *Member) {
			set := m.Chosen(s.Vendor)
			set.ListMoved.Percent = 50
			m.Settings = &set
		}), friday, "", week},
		"the member does not mind": {because(80, -25, 0), with(toldOf(because(105, 0, 0)), func(s *Stall, m *Member) {
			set := m.Chosen(s.Vendor)
			set.ListMoved.On = false
			m.Settings = &set
		}), friday, "", week},
		"the vendor does not go": {because(80, -25, 0), with(toldOf(because(105, 0, 0)), func(s *Stall, _ *Member) {
			s.Exceptions = map[string]market.Exception{key: {Status: market.Skipped}}
		}), friday, "", week},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, m := riverside(zone, nil), anna(nil)
			s.Lists = []recommendation.Set{c.now}
			c.before(&s, &m)
			letters, next := Decide(in(t, zone, c.at), s, m)
			got := ""
			if !next.IsZero() {
				got = next.In(s.Vendor.Location()).Format("2006-01-02 15:04")
			}
			if kinds(letters) != c.want || got != c.next {
				t.Errorf("%q, next %s; want %q, next %s", kinds(letters), got, c.want, c.next)
			}
		})
	}
}

// What the vendor did is no news to them.
func TestWhatTheVendorChangedIsNotTold(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 26, 18, 0, 0, 0, time.UTC)
	was := because(100, -5, 0)
	for name, c := range map[string]struct {
		change func(*recommendation.Set)
		owner  bool
		helper bool
	}{
		"nothing":      {func(*recommendation.Set) {}, false, false},
		"another risk": {func(s *recommendation.Set) { s.Items[0].Recommend = 150 }, false, false},
		"a number of theirs": {func(s *recommendation.Set) {
			s.Items[0].Override, s.Items[0].Bring = &recommendation.Override{Quantity: 7}, 7
		}, false, false},
		"what is ordered": {func(s *recommendation.Set) { s.Items[0].PreOrdered, s.Items[0].Recommend = 60, 160 }, false, false},
		"a price":         {func(s *recommendation.Set) { p := amount.Money(1300); s.Items[0].Price = &p }, false, false},
		"another product": {func(s *recommendation.Set) {
			it := s.Items[0]
			it.Product = "p2"
			s.Items = append(s.Items, it)
		}, false, false},
		"a product less":  {func(s *recommendation.Set) { s.Items[0].Product = "p2" }, false, false},
		"they were right": {func(s *recommendation.Set) { s.Items[0].Learned, s.Items[0].Recommend = 30, 130 }, true, true},
		"more are wanted": {func(s *recommendation.Set) { *s = because(130, -5, 0) }, true, true},
		"revenue, by rain": {func(s *recommendation.Set) {
			*s = because(100, -35, 0)
			s.Items[0].ExpectedSold = 70
			s.Items[0].Expected = 70
		}, true, false},
	} {
		now := because(100, -5, 0)
		c.change(&now)
		m := compare(was.KnownAt(at), now)
		if owner, helper := m.tells(20, true), m.tells(20, false); owner != c.owner || helper != c.helper {
			t.Errorf("%s is told an owner: %t, a helper: %t; want %t and %t", name, owner, helper, c.owner, c.helper)
		}
	}
}

func TestAMoveSaysWhatMovedMost(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 26, 18, 0, 0, 0, time.UTC)
	list := func(event string, units ...int) recommendation.Set {
		s := because(units[0], 0, 0)
		s.RestsOn.Events = []string{"Farm day", event}
		for i, n := range units[1:] {
			it := because(n, 0, 0).Items[0]
			it.Product, it.Name = string(rune('a'+i)), string(rune('A'+i))
			s.Items = append(s.Items, it)
		}
		return s
	}
	now := list("Fair", 100, 10, 30, 5)
	now.Items[1].Override = &recommendation.Override{Quantity: 12}
	now.Items[2].PreOrdered, now.Items[2].Recommend = 4, 34
	got := compare(list("Parade", 100, 20, 10, 6).KnownAt(at), now)
	own := 12
	want := Move{
		Units: 145, Was: 136, Revenue: 145 * 650, WasMade: 136 * 650, Sales: 9, New: []string{"Fair"}, Gone: []string{"Parade"}, expected: 136,
		Items: []ItemMoved{{Name: "B", Now: 34, Was: 14}, {Name: "A", Now: 10, Was: 20, Own: &own}, {Name: "C", Now: 5, Was: 6}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Move{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]Language{"": English, "US-GA": English, "GB": English, "DE": German, "AT": German, "ES": Spanish, "MX": Spanish, "US-ES": English} {
		if got := Defaults(region, tenant.Owner).Language; got != want {
			t.Errorf("in %q: %s, want %s", region, got, want)
		}
	}
	good := Defaults("", tenant.Owner)
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for field, change := range map[string]func(*Settings){
		"language":             func(s *Settings) { s.Language = "fr" },
		"listReady.daysBefore": func(s *Settings) { s.ListReady.DaysBefore = 7 },
		"listReady.at":         func(s *Settings) { s.ListReady.At = civil.EndOfDay },
		"listMoved.percent":    func(s *Settings) { s.ListMoved.Percent = 4 },
		"howItWent.hoursAfter": func(s *Settings) { s.HowItWent.HoursAfter = 0 },
	} {
		bad := good
		change(&bad)
		if got := fieldsOf(bad.Check()); len(got) != 1 || got[0] != "body."+field {
			t.Errorf("%s: it names %q", field, got)
		}
	}
	if got := fieldsOf(Settings{ListReady: WhenReady{DaysBefore: -1, At: -1}, ListMoved: WhenMoved{Percent: 101}, HowItWent: WhenOver{HoursAfter: 25}}.Check()); len(got) != 5 {
		t.Errorf("of five mistakes it names %q", got)
	}
}
