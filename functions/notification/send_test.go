package notification

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/functions/recommendation"
	"github.com/marketprep/marketprep/shared/catalog"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/mail"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/venue"
)

// Four days of quarters of an hour: each vendor hears of Saturday once, on Thursday at
// six where they are, and the clock of nobody else counts.
func TestEverybodyHearsAtSixWhereTheyAre(t *testing.T) {
	t.Parallel()
	o := newOffice(t, time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC))
	zones := map[string]string{"anna": newYork, "ben": "Pacific/Kiritimati", "carla": "Pacific/Apia", "dora": "Pacific/Pago_Pago", "emil": "Asia/Kathmandu"}
	for name, zone := range zones {
		o.stall(name, zone)
	}
	got := map[string]string{}
	for tick := range 4 * 24 * 4 {
		o.at(time.Date(2026, 11, 25, 0, 15*tick, 0, 0, time.UTC))
		for _, l := range o.run() {
			name, _, _ := strings.Cut(l.To, "@")
			loc, err := civil.Zone(zones[name])
			if err != nil {
				t.Fatal(err)
			}
			got[name] += o.now.In(loc).Format("Mon 15:04 ") + l.Subject
		}
	}
	want := map[string]string{}
	for name := range zones {
		want[name] = "Thu 18:00 Saturday at Riverside: 214 units, list ready"
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAListThatMovesIsToldOfAgain(t *testing.T) {
	t.Parallel()
	o := newOffice(t, thursday)
	v := o.stall("anna", newYork)
	o.run()
	for _, c := range []struct {
		after time.Duration
		units int
		want  string
	}{
		{time.Hour, 214, ""},      // made anew, and the same
		{4 * time.Hour, 200, ""},  // at 23 o'clock, and too little
		{14 * time.Hour, 240, ""}, // an eighth
		{15 * time.Hour, 160, "Saturday at Riverside: now 160 units, not 214"},
		{16 * time.Hour, 214, ""}, // an hour after that letter
		{19 * time.Hour, 214, "Saturday at Riverside: now 214 units, not 160"},
		{27 * time.Hour, 100, ""}, // at night
		{37 * time.Hour, 100, "Saturday at Riverside: now 100 units, not 214"}, // at 7 o'clock
		{39 * time.Hour, 300, ""}, // the market is open
	} {
		o.at(thursday.Add(c.after))
		o.lists(v, c.units)
		letters := o.run()
		if got := strings.TrimPrefix(strings.Join(subjects(letters), "; "), "anna: "); got != c.want {
			t.Errorf("after %s: %q, want %q", c.after, got, c.want)
		}
		if c.units == 160 && !strings.Contains(letters[0].Text, "\n−54  your latest sales\n") {
			t.Errorf("it does not say why:\n%s", letters[0].Text)
		}
	}
}

// Who looked at a list, or had it made, knows what it said then.
func TestWhoLookedIsToldWhatMovedSince(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		looks int
		units int
		want  []string
	}{
		"nobody looked":                 {0, 100, []string{}},
		"anna looked":                   {1, 100, []string{"anna: Saturday at Riverside: now 100 units, not 214"}},
		"anna looked twice":             {2, 100, []string{"anna: Saturday at Riverside: now 100 units, not 214"}},
		"anna looked, and little moved": {1, 220, []string{}},
	} {
		o := newOffice(t, functiontest.Now)
		v := o.stall("anna", newYork)
		o.run()
		for n := range c.looks {
			a := o.Must(functiontest.Owner(t, "anna"), recommendation.GetRecommendations, "GET", "/api/v1/recommendations/2026-11-28/"+functiontest.Riverside, nil, nil)
			if a.Trips != 2-n { // what is known already is not written
				t.Errorf("%s: look %d takes %d trips", name, n+1, a.Trips)
			}
		}
		o.at(functiontest.Now.Add(3 * time.Hour))
		o.lists(v, c.units)
		if diff := cmp.Diff(c.want, subjects(o.run())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Who has a list made anew sees it: that it is another one is no news to them.
func TestWhoHasAListMadeKnowsIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t, functiontest.Now)
	v := o.stall("anna", newYork)
	anna, ben := functiontest.Owner(t, "anna"), o.member(v, "ben", tenant.Manager)
	err := o.Store.EditProducts(t.Context(), v, func(products map[string]catalog.Product) error {
		products[functiontest.Bread] = catalog.Product{Name: "Sourdough", PackSize: 1}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, member := range []tenant.Caller{anna, ben} {
		o.Must(member, recommendation.GetRecommendations, "GET", "/api/v1/recommendations/2026-11-28/"+functiontest.Riverside, nil, nil)
	}
	o.at(functiontest.Now.Add(3 * time.Hour))
	var made struct {
		List struct{ Items []struct{ Recommended int } }
	}
	o.Must(anna, recommendation.GenerateRecommendations, "POST", "/api/v1/recommendations", map[string]any{"date": "2026-11-28", "venue": functiontest.Riverside}, &made)
	if len(made.List.Items) != 1 || made.List.Items[0].Recommended > 100 {
		t.Fatalf("the list is %+v, want one that moved", made)
	}
	want := fmt.Sprintf("ben: Saturday at Riverside: now %d unit", made.List.Items[0].Recommended)
	if got := subjects(o.run()); len(got) != 1 || !strings.HasPrefix(got[0], want) {
		t.Errorf("%q, want one to ben", got)
	}
}

func TestNoLetterAboutADayThatIsNoMarket(t *testing.T) {
	t.Parallel()
	o := newOffice(t, functiontest.Now)
	skip := func(name string, e market.Exception) {
		v := o.stall(name, newYork)
		err := o.Store.EditMarkets(t.Context(), v, civil.NewDate(2026, 11, 28), func(_ map[string]venue.Venue, all map[string]market.Exception) error {
			all[market.Key(civil.NewDate(2026, 11, 28), functiontest.Riverside)] = e
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	skip("anna", market.Exception{Status: market.Skipped})
	skip("ben", market.Exception{Note: "early"})
	for hours := range 6 * 24 {
		o.at(functiontest.Now.Add(time.Duration(hours) * time.Hour))
		for _, s := range subjects(o.run()) {
			if !strings.HasPrefix(s, "ben: ") {
				t.Errorf("%s: %s", o.now, s)
			}
		}
	}
}

// Helpers see no money, and each member reads their own language.
func TestEachMemberHasTheirOwnLetter(t *testing.T) {
	t.Parallel()
	o := newOffice(t, functiontest.Now)
	v := o.stall("anna", newYork)
	ben := o.member(v, "ben", tenant.Helper)
	o.Must(ben, SetNotificationSettings, "PUT", page, choice(func(b map[string]any) {
		b["language"] = "es"
		b["listReady"] = map[string]any{"on": true, "daysBefore": 2, "at": "18:00"}
	}), nil)
	o.at(thursday)
	letters := o.run()
	want := []string{"anna: Saturday at Riverside: 214 units, list ready", "ben: Sábado en Riverside: 214 unidades, lista hecha"}
	if diff := cmp.Diff(want, subjects(letters)); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	if !strings.Contains(letters[0].Text, "\nExpected: $1,284\n") || strings.Contains(letters[1].Text, "$") {
		t.Errorf("of money the letters say\n%s\n%s", letters[0].Text, letters[1].Text)
	}
	if !strings.Contains(letters[0].Text, "\n214  Sourdough (107 to 428)\n") || !strings.Contains(letters[0].Text, "\nhttps://example.com/market/2026-11-28/"+functiontest.Riverside+"\n") {
		t.Errorf("the letter says\n%s", letters[0].Text)
	}
}

// A till that is lost is told of once, by day, and again when it is lost again.
func TestALostTillIsToldOf(t *testing.T) {
	t.Parallel()
	o := newOffice(t, functiontest.Now)
	v := o.stall("anna", newYork)
	o.member(v, "ben", tenant.Helper)
	connect := func(merchant string) {
		t.Helper()
		if err := o.Store.BeginSquare(t.Context(), v, "u-anna", "state", o.now.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		p, err := o.Store.TakeSquare(t.Context(), v, "u-anna", "state")
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Store.ConnectSquare(t.Context(), v, p, merchant, o.now.AddDate(0, 0, 6)); err != nil {
			t.Fatal(err)
		}
	}
	lose := func(at time.Time) {
		t.Helper()
		if err := o.Store.LoseSquare(t.Context(), v, at); err != nil {
			t.Fatal(err)
		}
	}
	connect("M")
	o.run()
	o.at(time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)) // 22 o'clock
	lose(o.now)
	if got := subjects(o.run()); len(got) != 0 {
		t.Errorf("at night: %q", got)
	}
	o.at(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	for _, want := range [][]string{{"anna: Connect Square again: sales no longer come in"}, {}} {
		lose(o.now)
		if diff := cmp.Diff(want, subjects(o.run())); diff != "" {
			t.Errorf("in the morning (-want +got):\n%s", diff)
		}
		o.at(o.now.Add(time.Hour))
	}
	connect("M")
	o.run()
	lose(o.now.Add(-time.Minute)) // of a call that began before
	if got := subjects(o.run()); len(got) != 0 {
		t.Errorf("connected again: %q", got)
	}
	lose(o.now)
	if got := subjects(o.run()); len(got) != 1 {
		t.Errorf("lost again: %q", got)
	}
}

// While the mail fails, it is tried less and less often, and others have their letters.
func TestAFailingMailIsTriedLessAndLessOften(t *testing.T) {
	t.Parallel()
	o := newOffice(t, thursday)
	o.stall("anna", newYork)
	o.stall("ben", newYork)
	var mu sync.Mutex
	var tried []string
	o.box.Refuse(func(m mail.Message) int {
		mu.Lock()
		defer mu.Unlock()
		if m.To != "anna@example.com" {
			return 0
		}
		tried = append(tried, o.now.Sub(thursday).String())
		return http.StatusInternalServerError
	})
	var sent []string
	for tick := range 24 * 4 {
		o.at(thursday.Add(time.Duration(tick) * 15 * time.Minute))
		sent = append(sent, subjects(o.run())...)
	}
	if diff := cmp.Diff([]string{"ben: Saturday at Riverside: 214 units, list ready"}, sent); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// 18:00, 18:15, 18:45, 19:45; two hours later it is night until 7:00; then 11:00.
	if diff := cmp.Diff([]string{"0s", "15m0s", "45m0s", "1h45m0s", "13h0m0s", "17h0m0s"}, tried); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	o.box.Refuse(nil)
	for tick := range 8 * 4 {
		o.at(thursday.Add(24*time.Hour + time.Duration(tick)*15*time.Minute))
		sent = append(sent, subjects(o.run())...)
	}
	if len(sent) != 2 || sent[1] != "anna: Saturday at Riverside: 214 units, list ready" {
		t.Errorf("when it works again: %q", sent)
	}
}

// Nobody else writes to whom somebody may be writing, whatever comes due meanwhile, and
// when all went out, others may at once.
func TestWhoIsBeingWrittenToIsLeftAlone(t *testing.T) {
	t.Parallel()
	o := newOffice(t, thursday)
	v := o.stall("anna", newYork)
	p, err := o.Store.Post(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	// A run claims, and dies.
	if err := o.Store.ClaimLetters(t.Context(), v, &p.Members[0], "TOKEN", o.now.Add(claimFor(1))); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		minutes int
		want    []string
	}{{0, []string{}}, {14, []string{}}, {15, []string{"anna: Saturday at Riverside: 214 units, list ready"}}, {16, []string{}}} {
		o.at(thursday.Add(time.Duration(c.minutes) * time.Minute))
		o.lists(v, 214) // makes letters due
		if diff := cmp.Diff(c.want, subjects(o.run())); diff != "" {
			t.Errorf("after %d minutes (-want +got):\n%s", c.minutes, diff)
		}
	}
	if p, err = o.Store.Post(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	if m := p.Members[0]; !m.Busy.IsZero() || m.Tries != 0 || m.Token != "TOKEN" {
		t.Errorf("when all went out: %+v", m)
	}
}

// A run that finds a member claimed between reading and claiming looks again later: who
// claimed may die.
func TestWhoComesLateLooksAgain(t *testing.T) {
	t.Parallel()
	o := newOffice(t, thursday)
	v := o.stall("anna", newYork)
	run := o.job()
	run.post = func(ctx context.Context, v tenant.ID) (*store.Post, error) {
		p, err := o.Store.Post(ctx, v)
		if err == nil {
			other := p.Members[0] // another run, which dies then
			err = o.Store.ClaimLetters(ctx, v, &other, "TOKEN", o.now.Add(claimFor(1)))
		}
		return p, err
	}
	if err := run.run(t.Context()); err != nil || len(o.box.Take()) > 0 {
		t.Errorf("%v, or it sends although it came late", err)
	}
	o.at(thursday.Add(claimFor(1)))
	if diff := cmp.Diff([]string{v.String()}, o.due()); diff != "" {
		t.Errorf("due then (-want +got):\n%s", diff)
	}
	if got := subjects(o.run()); len(got) != 1 {
		t.Errorf("then: %q", got)
	}
}

func TestClaimsGrow(t *testing.T) {
	t.Parallel()
	var got []time.Duration
	for _, n := range []int{1, 2, 3, 7, 8, 9, 1000} {
		got = append(got, claimFor(n))
	}
	if diff := cmp.Diff([]time.Duration{15 * time.Minute, 30 * time.Minute, time.Hour, 16 * time.Hour, 24 * time.Hour, 24 * time.Hour, 24 * time.Hour}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A vendor of whom nothing can be read, and one who is gone, hold up nobody.
func TestOneVendorsTroubleIsTheirOwn(t *testing.T) {
	t.Parallel()
	o := newOffice(t, thursday)
	for i := range 20 {
		o.stall(fmt.Sprint("v", i), newYork)
	}
	broken := func(v, sk string) {
		t.Helper()
		key := dynamo.Key{PK: dynamo.PK("V#" + v), SK: dynamo.SK(sk)}
		if err := o.Table.Put(t.Context(), struct {
			dynamo.Key
			Set, History []byte
		}{key, []byte("x"), []byte("x")}); err != nil {
			t.Fatal(err)
		}
	}
	broken("v3", "LETTERS#u-v3")
	broken("v4", "REC#2026-11-28#"+functiontest.Riverside)
	if err := o.Table.Delete(t.Context(), dynamo.Key{PK: "V#v5", SK: "PROFILE"}); err != nil {
		t.Fatal(err)
	}
	if got := subjects(o.run()); len(got) != 17 {
		t.Errorf("%d of 17 have a letter: %q", len(got), got)
	}
	if got := subjects(o.run()); len(got) != 0 {
		t.Errorf("again: %q", got)
	}
	if due := o.due(); len(due) != 0 {
		t.Errorf("due at once are %q", due)
	}
	o.at(o.now.Add(time.Hour))
	if diff := cmp.Diff([]string{"v3", "v4"}, o.due()); diff != "" {
		t.Errorf("due in an hour (-want +got):\n%s", diff)
	}
}

// due are the vendors who have letters due, in order.
func (o *office) due() []string {
	o.t.Helper()
	var names []string
	for shard := range store.Shards {
		work, err := o.Store.DueWork(o.t.Context(), store.LetterWork, shard, 100)
		if err != nil {
			o.t.Fatal(err)
		}
		for _, w := range work {
			names = append(names, w.Vendor.String())
		}
	}
	return sorted(names)
}

// Requests to the table grow with the vendors who are due, and by so few each.
func TestRequestsPerVendor(t *testing.T) {
	t.Parallel()
	const perRun, perVendor = 2*store.Shards + 1, 6
	for _, n := range []int{0, 10, 40} {
		o := newOffice(t, thursday)
		for i := range n {
			o.stall(fmt.Sprint("v", i), newYork)
		}
		count := o.counted()
		if err := o.try(t.Context(), count.env); err != nil {
			t.Fatal(err)
		}
		if got := len(o.box.Take()); got != n {
			t.Errorf("%d letters to %d vendors", got, n)
		}
		if got, most := count.calls(), perRun+perVendor*n; got > most {
			t.Errorf("%d vendors take %d requests, at most %d", n, got, most)
		}
	}
}

func TestAVendorWithoutLettersIsNotLookedAt(t *testing.T) {
	t.Parallel()
	o := newOffice(t, thursday)
	v := o.stall("anna", newYork)
	o.run()
	if err := o.Store.StopLetters(t.Context(), "nobody's"); err != nil {
		t.Error(err)
	}
	o.at(o.now.AddDate(0, 0, 1))
	if due := o.due(); len(due) != 0 {
		t.Errorf("a day later %q are due", due)
	}
	if _, err := o.Store.MemberPost(t.Context(), v, "u-ben"); errs.KindOf(err) != errs.NotFound {
		t.Errorf("a member that is none: %v", err)
	}
}

// Whatever names are, a letter goes to one address and has the headers that we wrote.
func TestNamesInjectNoHeaders(t *testing.T) {
	t.Parallel()
	const evil = "Riverside\r\nBcc: everybody@example.com\r\nList-Unsubscribe: <https://evil.example.com>\r\n\r\n<html>"
	o := newOffice(t, functiontest.Now)
	v := o.stall("anna", newYork)
	err := o.Store.EditVenues(t.Context(), v, func(venues map[string]venue.Venue) error {
		n := venues[functiontest.Riverside]
		n.Name = evil
		venues[functiontest.Riverside] = n
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	o.at(thursday)
	letters := o.run() // the mailbox refuses what SES does
	if len(letters) != 1 || letters[0].To != "anna@example.com" || strings.ContainsAny(letters[0].Subject, "\r\n") || strings.Contains(letters[0].Text, "\r") || !strings.HasPrefix(letters[0].Unsubscribe, "https://api.example.com/v1/notifications/") {
		t.Fatalf("letters: %+v", letters)
	}
	for line := range strings.SplitSeq(letters[0].Text, "\n") {
		if strings.HasPrefix(line, "Bcc:") || strings.HasPrefix(line, "<html>") {
			t.Errorf("a name begins a line:\n%s", letters[0].Text)
		}
	}
}
