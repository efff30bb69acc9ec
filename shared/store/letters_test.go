package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/tabletest"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/notification"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// dueLetters are the vendors to whose members letters may be due.
func dueLetters(t *testing.T, s *store.Store) (names []string) {
	t.Helper()
	for shard := range store.Shards {
		work, err := s.DueWork(t.Context(), store.LetterWork, shard, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range work {
			names = append(names, w.Vendor.String())
			if err := s.FinishWork(t.Context(), w, time.Time{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	return names
}

// memberOf is the one member of jane's.
func memberOf(t *testing.T, s *store.Store) store.Member {
	t.Helper()
	p, err := s.MemberPost(t.Context(), vendorOf(t, "jane"), "u1")
	if err != nil {
		t.Fatal(err)
	}
	return p.Members[0]
}

func TestLettersMayBeDueToWhoIsNew(t *testing.T) {
	t.Parallel()
	s := store.New(tabletest.New(t), monday)
	open(t, s)
	if diff := cmp.Diff([]string{"jane"}, dueLetters(t, s)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want := notification.Member{User: "u1", Address: address, Role: tenant.Owner}
	if diff := cmp.Diff(want, memberOf(t, s).Member); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAPostIsReadInThreeTrips(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s, jane := store.New(table, monday), vendorOf(t, "jane")
	if _, err := s.Post(t.Context(), jane); errs.KindOf(err) != errs.NotFound {
		t.Errorf("nobody's: %v", err)
	}
	open(t, s)
	var sets []recommendation.Set
	for day := range civil.Date(12) {
		sets = append(sets, recommendation.Set{Date: civil.NewDate(2026, 11, 20) + day, Venue: "n1"})
	}
	if err := s.SavePlan(t.Context(), jane, store.Plan{Sets: sets}); err != nil {
		t.Fatal(err)
	}
	wire.Reset()
	p, err := s.Post(t.Context(), jane)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Query", "BatchGetItem", "Query"}, wire.Operations()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(p.Members) != 1 || len(p.Lists) != 10 || p.Lists[0].Date != civil.NewDate(2026, 11, 22) || p.Vendor.ID != "jane" {
		t.Errorf("%d members, %d lists from %s on", len(p.Members), len(p.Lists), p.Lists[0].Date)
	}
}

func TestOneOfManyClaimsAMember(t *testing.T) {
	t.Parallel()
	s, jane := store.New(tabletest.New(t), monday), vendorOf(t, "jane")
	open(t, s)
	until := monday().Add(time.Minute)
	for round, token := range []string{"first", "first"} { // the first claim makes the token, others keep it
		read := memberOf(t, s)
		var wg sync.WaitGroup
		failed := make([]error, 8)
		for i := range failed {
			m := read
			wg.Go(func() { failed[i] = s.ClaimLetters(t.Context(), jane, &m, "first", until) })
		}
		wg.Wait()
		won := 0
		for _, err := range failed {
			if err == nil {
				won++
			} else if errs.KindOf(err) != errs.Conflict {
				t.Error(err)
			}
		}
		m := memberOf(t, s)
		if won != 1 || m.Token != token || !m.Busy.Equal(until) || m.Tries != round+1 {
			t.Errorf("%d claimed; then %+v", won, m)
		}
	}
	m := memberOf(t, s)
	m.State = notification.State{Lost: monday()}
	if err := s.NoteLetters(t.Context(), jane, m, false); err != nil {
		t.Fatal(err)
	}
	if got := memberOf(t, s); !got.State.Lost.Equal(monday()) || got.Busy.IsZero() || got.Tries != 2 {
		t.Errorf("after one of two letters: %+v", got)
	}
	if err := s.NoteLetters(t.Context(), jane, m, true); err != nil {
		t.Fatal(err)
	}
	if got := memberOf(t, s); !got.Busy.IsZero() || got.Tries != 0 || got.Token != "first" {
		t.Errorf("after all of them: %+v", got)
	}
}

// What a member chooses while letters go out, and what letters told, both stay.
func TestChoosingWhileLettersGoOut(t *testing.T) {
	t.Parallel()
	s, jane := store.New(tabletest.New(t), monday), vendorOf(t, "jane")
	open(t, s)
	dueLetters(t, s)
	m := memberOf(t, s)
	if err := s.ClaimLetters(t.Context(), jane, &m, "token", monday().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	set := notification.Defaults("DE", tenant.Owner)
	err := s.EditLetters(t.Context(), jane, "u1", func(p *store.Post) error { p.Members[0].Settings = &set; return nil })
	if err != nil {
		t.Fatal(err)
	}
	m.State.Lost = monday()
	if err := s.NoteLetters(t.Context(), jane, m, true); err != nil {
		t.Fatal(err)
	}
	got := memberOf(t, s)
	if got.Settings == nil || got.Settings.Language != notification.German || !got.State.Lost.Equal(monday()) || !got.Busy.IsZero() || got.Token != "token" {
		t.Errorf("in the end: %+v", got)
	}
	if diff := cmp.Diff([]string{"jane"}, dueLetters(t, s)); diff != "" {
		t.Errorf("who chooses is due (-want +got):\n%s", diff)
	}
	refused := errs.New(errs.Invalid, "no")
	if err := s.EditLetters(t.Context(), jane, "u1", func(*store.Post) error { return refused }); errs.KindOf(err) != errs.Invalid || len(dueLetters(t, s)) > 0 {
		t.Errorf("a refused choice: %v", err)
	}
}

// Another transaction in the way is not the end of it.
func TestWhatMustBeNotedIsNotedWhoeverIsInTheWay(t *testing.T) {
	t.Parallel()
	table, wire := tabletest.NewWithWire(t)
	s, jane := store.New(table, monday), vendorOf(t, "jane")
	open(t, s)
	m := memberOf(t, s)
	if err := s.ClaimLetters(t.Context(), jane, &m, "token", monday().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := s.BeginSquare(t.Context(), jane, "u1", "state", monday().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	p, err := s.TakeSquare(t.Context(), jane, "u1", "state")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ConnectSquare(t.Context(), jane, p, "M", monday()); err != nil {
		t.Fatal(err)
	}
	dueLetters(t, s)
	m.State.Lost = monday()
	for name, do := range map[string]func() error{
		"a letter that went out": func() error { return s.NoteLetters(t.Context(), jane, m, true) },
		"a lost till":            func() error { return s.LoseSquare(t.Context(), jane, monday()) },
	} {
		wire.Fail(tabletest.Conflicted, 1)
		if err := do(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	square, err := s.Square(t.Context(), jane)
	if err != nil || square.State != store.SquareReconnect || !memberOf(t, s).State.Lost.Equal(monday()) {
		t.Errorf("%v: the till is %s, and %+v", err, square.State, memberOf(t, s))
	}
	if diff := cmp.Diff([]string{"jane"}, dueLetters(t, s)); diff != "" {
		t.Errorf("who lost a till is due (-want +got):\n%s", diff)
	}
	wire.Reset()
	if err := s.LoseSquare(t.Context(), jane, monday()); err != nil || wire.Calls() != 1 || len(dueLetters(t, s)) > 0 {
		t.Errorf("lost already: %v in %d calls", err, wire.Calls())
	}
	wire.Reset()
	wire.Fail(tabletest.Conflicted, 2) // 1 is the look-up
	if err := s.StopLetters(t.Context(), "token"); err != nil || memberOf(t, s).Stopped.IsZero() {
		t.Errorf("stopping: %v, %+v", err, memberOf(t, s))
	}
	// A member who is gone stays so.
	if err := table.Delete(t.Context(), dynamo.Key{PK: "V#jane", SK: "LETTERS#u1"}); err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func() error{
		"noting":   func() error { return s.NoteLetters(t.Context(), jane, m, true) },
		"stopping": func() error { return s.StopLetters(t.Context(), "token") },
	} {
		if err := do(); err != nil || memberOf(t, s).Token != "" {
			t.Errorf("%s for who is gone: %v, %+v", name, err, memberOf(t, s))
		}
	}
}

func TestWhoSawAList(t *testing.T) {
	t.Parallel()
	table := tabletest.New(t)
	s, jane := store.New(table, monday), vendorOf(t, "jane")
	day := civil.NewDate(2026, 11, 28)
	set := recommendation.Set{Date: day, Venue: "n1", Items: []recommendation.Item{{Product: "p1", Recommend: 5}}}
	known := set.KnownAt(monday())
	saw := func() map[string]recommendation.Known {
		t.Helper()
		got, err := s.Recommendation(t.Context(), jane, day, "n1")
		if err != nil {
			t.Fatal(err)
		}
		return got.Seen
	}
	see := func(user string) {
		t.Helper()
		if err := s.SeeRecommendation(t.Context(), jane, day, "n1", user, known); err != nil {
			t.Errorf("%s: %v", user, err)
		}
	}
	save := func(seen map[string]recommendation.Known) {
		t.Helper()
		if err := s.SavePlan(t.Context(), jane, store.Plan{Sets: []recommendation.Set{set}, Seen: seen}); err != nil {
			t.Fatal(err)
		}
	}
	see("u1")
	if _, err := s.Recommendation(t.Context(), jane, day, "n1"); errs.KindOf(err) != errs.NotFound {
		t.Errorf("looking at a list that is not there: %v", err)
	}
	save(nil)
	see("u1")
	see("u2")
	save(nil) // made anew
	if diff := cmp.Diff(map[string]recommendation.Known{"u1": known, "u2": known}, saw()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	save(map[string]recommendation.Known{"u3": known})
	if diff := cmp.Diff(map[string]recommendation.Known{"u3": known}, saw()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// A list from when that was not kept.
	old := dynamo.Key{PK: "V#jane", SK: "REC#2026-11-28#n1"}
	if _, _, err := dynamo.Update[struct{ Version int }](t.Context(), table, old, dynamo.Change{Remove: []string{"Seen"}}, dynamo.IfPresent("PK")); err != nil {
		t.Fatal(err)
	}
	see("u1")
	if got := saw(); got != nil {
		t.Errorf("an old list: %v", got)
	}
}
