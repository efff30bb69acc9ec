package notification

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
)

func fieldsOf(err error) []string {
	var fields []string
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for _, f := range e.Fields {
			fields = append(fields, f.Location)
		}
	}
	return fields
}

var update = flag.Bool("update", false, "write the letters in testdata anew")

var links = Links{Web: "https://marketprep.example", Token: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}

// full is a list with all that a letter may tell.
func full() recommendation.Set {
	temp, rain, chance, gust := 12.0, 3.2, 0.7, 45.0
	price, last := amount.Money(650), saturday-7
	read := time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)
	s := listOf(saturday, "n1", "Riverside", 24)
	s.Generated = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	s.Totals = recommendation.Totals{ExpectedRevenue: 124_050, Verdict: recommendation.Stay}
	s.RestsOn = recommendation.RestsOn{
		MarketDays: 3, LastSale: &last, IsFallback: true, TillRead: &read, Events: []string{"Harvest festival"},
		Conditions:   &recommendation.Conditions{TempC: &temp, RainMM: &rain, RainChance: &chance, GustKMH: &gust, Code: 63, Source: "nws", IsFallback: true, AgeSeconds: 17 * 3600},
		EventSources: []recommendation.EventSource{{Name: "City", IsFallback: true}, {Name: "Club"}},
	}
	jam := recommendation.Item{Product: "p2", Name: "Plum jam", Bring: 1200, Recommend: 12, Low: 8, High: 15, Override: &recommendation.Override{Quantity: 1200}, Price: &price, Expected: 12, ExpectedSold: 12}
	s.Items = append(s.Items, jam, recommendation.Item{Product: "p3", Name: "Not today"})
	return s
}

// scenes are letters of every kind, one of them and several.
func scenes(t *testing.T) map[string]struct {
	stall  Stall
	member Member
	letter Letter
} {
	t.Helper()
	now := time.Date(2026, 11, 26, 23, 0, 0, 0, time.UTC)
	stall := riverside("America/New_York", nil)
	stall.Venues["n2"] = venue.Venue{Name: "Downtown", Opens: 570, Closes: civil.EndOfDay, Recurs: &venue.Recurrence{Weekdays: []string{"sat", "sun"}, Every: 1}}
	stall.Lists = []recommendation.Set{full(), listOf(saturday, "n2", "Downtown", 100), listOf(saturday+1, "n2", "Downtown", 1)}
	days := stall.days(now, saturday, saturday+1)
	warm := 21.0
	before := full()
	before.Items[0].Recommend, before.Items[0].Expected, before.Items[0].ExpectedSold = 60, 60, 60
	before.RestsOn.Conditions = &recommendation.Conditions{TempC: &warm, Code: 1}
	before.RestsOn.Events = []string{"Parade"}
	rain := full()
	rain.Items[0].Reasons = append(rain.Items[0].Reasons, recommendation.Reason{Kind: "weather", Units: -20}, recommendation.Reason{Kind: "event", Units: 6})
	moved := days[0]
	moved.List = rain
	moved.Moved = compare(before.KnownAt(now), rain)
	other := days[1]
	other.Moved = compare(listOf(saturday, "n2", "Downtown", 50).KnownAt(now), other.List)
	owner, helper := anna(nil), anna(nil)
	helper.Role = tenant.Helper
	manager := anna(nil)
	manager.Role = tenant.Manager
	metric := stall
	metric.Vendor.Units, metric.Vendor.Currency, metric.Vendor.Region = "metric", "EUR", "DE"
	type scene = struct {
		stall  Stall
		member Member
		letter Letter
	}
	return map[string]scene{
		"ready":             {stall, owner, Letter{Kind: ListReady, Days: days[:1]}},
		"ready-helper":      {stall, helper, Letter{Kind: ListReady, Days: days[:1]}},
		"ready-three":       {metric, owner, Letter{Kind: ListReady, Days: days}},
		"moved":             {stall, owner, Letter{Kind: ListMoved, Days: []Day{moved}}},
		"moved-two":         {metric, helper, Letter{Kind: ListMoved, Days: []Day{moved, other}}},
		"reconnect":         {stall, owner, Letter{Kind: ReconnectSquare, lost: now}},
		"reconnect-manager": {metric, manager, Letter{Kind: ReconnectSquare, lost: now}},
		"how-it-went":       {stall, owner, Letter{Kind: HowItWent, Days: days[:1]}},
		"how-they-went":     {metric, owner, Letter{Kind: HowItWent, Days: days}},
	}
}

// The letters are in testdata, to be read: go test ./shared/notification -update.
func TestLettersReadWell(t *testing.T) {
	t.Parallel()
	for scene, c := range scenes(t) {
		for language := range languages {
			set := c.member.Chosen(c.stall.Vendor)
			set.Language = language
			c.member.Settings = &set
			subject, text := c.letter.Write(c.stall, c.member, links)
			got := "Subject: " + subject + "\n\n" + text
			file := filepath.Join("testdata", scene+"."+string(language)+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if diff := cmp.Diff(string(want), got); err != nil || diff != "" {
				t.Errorf("%s in %s: %v (-want +got):\n%s", scene, language, err, diff)
			}
		}
	}
}

// Helpers see no money, and everybody sees how letters end.
func TestWhatALetterMayTell(t *testing.T) {
	t.Parallel()
	for scene, c := range scenes(t) {
		for _, role := range []tenant.Role{tenant.Helper, tenant.Manager, tenant.Owner} {
			c.member.Role = role
			subject, text := c.letter.Write(c.stall, c.member, links)
			if money := strings.ContainsAny(subject+text, "$€"); money && role == tenant.Helper {
				t.Errorf("%s tells a helper of money:\n%s", scene, text)
			}
			if !strings.HasSuffix(text, "\nhttps://marketprep.example/stop-letters#"+links.Token+"\n\n") || strings.Contains(text, c.member.Address) {
				t.Errorf("%s does not say how such letters end, or says more:\n%s", scene, text)
			}
			if strings.ContainsAny(subject+text, "{}") || strings.Contains(text, "\n\n\n") {
				t.Errorf("%s was not filled in:\n%s", scene, text)
			}
			for line := range strings.SplitSeq(text, "\n") {
				if n := utf8.RuneCountInString(line); n > 160 {
					t.Errorf("%s has a line of %d characters: %s", scene, n, line)
				}
			}
		}
	}
}

// Whatever somebody calls a thing, its name stays on its line.
func TestNamesBreakNoLine(t *testing.T) {
	t.Parallel()
	for what, hostile := range map[string]string{
		"line breaks": "Evil\r\nBcc: everybody@example.com\r\n\r\nPay here", "line feeds": "Evil\nX: y", "separators": "Evil\u2028X: y\u2029Z", "NEL": "Evil\u0085X",
		"directions": "Evil\u202egnp.exe", "nothing": "", "blanks": " \t ", "braces": "{venue}{name}{units}", "long": strings.Repeat("Ünï", 5000), "broken": "a\xff\xfeb", "nul": "a\x00b",
	} {
		now := time.Date(2026, 11, 26, 23, 0, 0, 0, time.UTC)
		s := riverside("UTC", nil)
		n := s.Venues["n1"]
		n.Name = hostile
		s.Venues["n1"], s.Vendor.Name = n, hostile
		list := full()
		list.VenueName, list.Items[0].Name, list.RestsOn.Events, list.RestsOn.EventSources[0].Name = hostile, hostile, []string{hostile}, hostile
		s.Lists = []recommendation.Set{list}
		day := s.days(now, saturday, saturday)[0]
		before := full()
		before.Items[0].Recommend = 90
		before.Items[0].Expected = 90
		day.Moved = compare(before.KnownAt(now), list)
		plain := map[Kind]int{}
		for _, c := range []struct {
			clean bool
			days  []Day
		}{{true, []Day{ordinary(day)}}, {false, []Day{day}}} {
			for _, k := range []Kind{ListReady, ListMoved, HowItWent} {
				stall := s
				if c.clean {
					stall.Vendor.Name = "Anna"
				}
				subject, text := Letter{Kind: k, Days: c.days}.Write(stall, anna(nil), links)
				if strings.ContainsAny(subject, "\r\n\x00\u0085\u2028\u2029\u202e") || strings.ContainsAny(text, "\r\x00\u0085\u2028\u2029\u202e") || utf8.RuneCountInString(subject) > 120 || !utf8.ValidString(subject+text) {
					t.Errorf("%s: subject %q, text %q", what, subject, text)
				}
				lines := strings.Count(text, "\n")
				if c.clean {
					plain[k] = lines
				} else if lines != plain[k] {
					t.Errorf("%s: a %s has %d lines, with plain names %d:\n%s", what, k, lines, plain[k], text)
				}
			}
		}
	}
}

// ordinary is d with plain names.
func ordinary(d Day) Day {
	d.VenueName = "Riverside"
	d.List = full()
	d.Moved.Items = append([]ItemMoved(nil), d.Moved.Items...)
	for i := range d.Moved.Items {
		d.Moved.Items[i].Name = "Sourdough"
	}
	d.Moved.New, d.Moved.Gone = named(d.Moved.New), named(d.Moved.Gone)
	return d
}

func TestALongListIsCutShort(t *testing.T) {
	t.Parallel()
	s := riverside("UTC", nil)
	list := full()
	for range 500 {
		list.Items = append(list.Items, list.Items[0])
	}
	day := Day{Day: market.Day{Date: saturday, Venue: "n1", VenueName: "Riverside"}, List: list}
	_, text := Letter{Kind: ListReady, Days: []Day{day}}.Write(s, anna(nil), links)
	if n := strings.Count(text, "Sourdough"); n != mostLines-1 || !strings.Contains(text, "and 422 more products") {
		t.Errorf("%d lines, and then\n%s", n, text[len(text)-400:])
	}
}

func TestAmounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		language Language
		currency string
		amount   amount.Money
		want     string
	}{
		{English, "USD", 124_050, "$1,241"}, {German, "EUR", 124_050, "1.241\u00a0€"}, {Spanish, "EUR", 124_050, "1\u00a0241\u00a0€"}, {Spanish, "USD", 124_050, "$1\u00a0241"},
		{German, "USD", 124_050, "1.241\u00a0$"}, {English, "EUR", 99, "€1"}, {English, "JPY", 1_240, "¥1,240"}, {English, "KWD", 1_240_000, "1,240\u00a0KWD"}, {English, "USD", 123_456_789_00, "$123,456,789"},
	} {
		w := writer{words: languages[c.language], stall: Stall{Vendor: vendor.Vendor{Currency: c.currency}}}
		if got := w.amount(c.amount); got != c.want {
			t.Errorf("%d %s in %s: %q, want %q", c.amount, c.currency, c.language, got, c.want)
		}
	}
}
