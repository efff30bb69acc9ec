package notification

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/marketprep/marketprep/infra/local/chaos"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/tenant"
)

func sorted(names []string) []string { return slices.Sorted(slices.Values(names)) }

// counter is an Env whose requests to the table are counted.
type counter struct {
	env *boot.Env
	n   atomic.Int64
}

func (c *counter) calls() int { return int(c.n.Load()) }

type counting struct {
	next aws.HTTPClient
	c    *counter
}

// Do implements aws.HTTPClient.
func (h counting) Do(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.Header.Get("X-Amz-Target"), "DynamoDB_") {
		h.c.n.Add(1)
	}
	return h.next.Do(r)
}

func (o *office) counted() *counter {
	c := &counter{}
	c.env = o.envAt(func(cfg *aws.Config) { cfg.HTTPClient = counting{cfg.HTTPClient, c} })
	return c
}

// letterCall is what sending a letter is called in the list of calls.
const letterCall = "POST /v2/email/outbound-emails"

// A run is killed at each of its calls, and the next ones, a quarter of an hour apart,
// finish its work: no letter is lost. One comes twice only if the run died, or heard
// nothing, after it went out and before that was noted.
func TestChaosNoLetterIsLostAndFewComeTwice(t *testing.T) {
	t.Parallel()
	stage := func() *office {
		o := newOffice(t, thursday)
		v := o.stall("anna", newYork)
		o.member(v, "ben", tenant.Helper)
		return o
	}
	// play runs the job once through k, and then four times undisturbed.
	play := func(k *chaos.Killer) (letters map[string]int, calls []string) {
		o := stage()
		bury, _ := k.Run(t.Context(), func(ctx context.Context) error { return o.try(ctx, o.envAt(k.AWS)) })
		calls = k.Calls()
		for range 4 {
			o.at(o.now.Add(15 * time.Minute))
			if err := o.try(t.Context(), o.Env); err != nil {
				t.Error(err)
			}
		}
		bury()
		letters = map[string]int{}
		for _, l := range o.box.Take() {
			letters[l.To]++
		}
		if due := o.due(); len(due) > 0 {
			t.Errorf("%q are still due", due)
		}
		return letters, calls
	}
	_, calls := play(chaos.Watch())
	if n := len(slices.DeleteFunc(slices.Clone(calls), func(c string) bool { return c != letterCall })); n != 2 {
		t.Fatalf("%d letters, want 2, in %q", n, calls)
	}
	var sum chaos.Tally
	for i := range calls {
		for _, fate := range chaos.Fates {
			k := chaos.Strike(i+1, fate)
			letters, made := play(k)
			call, heard := made[i], made[:i+1] // calls of shards come in any order
			if fate == chaos.Before {
				heard = made[:i]
			}
			between := unnoted(heard)
			sum.Tried++
			for _, to := range []string{"anna@example.com", "ben@example.com"} {
				switch n := letters[to]; {
				case n == 0:
					sum.Lost++
					t.Errorf("%s at call %d, %s: no letter to %s", fate, i+1, call, to)
				case n > 2 || n == 2 && !between:
					sum.Doubled++
					t.Errorf("%s at call %d, %s: %d letters to %s", fate, i+1, call, n, to)
				}
			}
		}
	}
	chaos.Report(t, "runs that send letters killed at every call", sum)
}

// unnoted reports whether, after calls, a letter is out of which that is not noted yet:
// the note comes next, if not the queries of other shards.
func unnoted(calls []string) bool {
	for _, c := range slices.Backward(calls) {
		if c != "Query" {
			return c == letterCall
		}
	}
	return false
}

// However many run at once, each member has one letter.
func TestChaosOfManyRunsAtOnceOneSends(t *testing.T) {
	t.Parallel()
	o := newOffice(t, thursday)
	const vendors, runs = 12, 6
	for i := range vendors {
		o.stall("v"+string(rune('a'+i)), newYork)
	}
	var all sync.WaitGroup
	for range runs {
		env := o.envAt()
		all.Go(func() {
			if err := o.try(t.Context(), env); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	sum := chaos.Tally{Tried: vendors}
	letters := map[string]int{}
	for _, l := range o.box.Take() {
		letters[l.To]++
	}
	for _, n := range letters {
		if n > 1 {
			sum.Doubled++
		}
	}
	sum.Lost = vendors - len(letters)
	if sum.Lost+sum.Doubled > 0 {
		t.Errorf("letters: %v", letters)
	}
	chaos.Report(t, "vendors written to by six runs at once", sum)
}

// Who stops letters while a run is about to send has none, or this one as the last.
func TestStoppingWinsOverAClaim(t *testing.T) {
	t.Parallel()
	o := newOffice(t, thursday)
	v := o.stall("anna", newYork)
	p, err := o.Store.Post(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	m := p.Members[0]
	if err := o.Store.ClaimLetters(t.Context(), v, &m, "TOKEN", o.now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	late := m
	if err := o.Store.StopLetters(t.Context(), "TOKEN"); err != nil {
		t.Fatal(err)
	}
	if err := o.Store.ClaimLetters(t.Context(), v, &late, "OTHER", o.now.Add(time.Hour)); err == nil {
		t.Error("who stopped letters is claimed")
	}
	if err := o.Store.NoteLetters(t.Context(), v, m, true); err != nil { // the letter that was under way
		t.Fatal(err)
	}
	o.at(o.now.Add(time.Hour))
	if got := subjects(o.run()); len(got) != 0 {
		t.Errorf("after it: %q", got)
	}
}
