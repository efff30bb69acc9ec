package chaos_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/functions/functiontest"
	"github.com/marketprep/marketprep/infra/local/chaos"
	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
)

// order is a receiver's item: the newest state of something that events are about.
type order struct {
	dynamo.Key
	State int
}

func orderKey(event int) dynamo.Key {
	return dynamo.Key{PK: "p", SK: dynamo.SK(fmt.Sprintf("ORDER#%03d", event%97))}
}

// A receiver that keeps the newest state survives a storm, and one that adds up what
// it hears does not: the storm is one.
func TestChaosStorm(t *testing.T) {
	t.Parallel()
	careful := func(ctx context.Context, table *dynamo.Table, event int) error {
		_, _, err := dynamo.Update[order](ctx, table, orderKey(event), dynamo.Change{Set: map[string]any{"State": event}},
			dynamo.IfAbsent("PK").Or(dynamo.IfLess("State", event)))
		if errs.KindOf(err) == errs.Conflict {
			return nil
		}
		return err
	}
	careless := func(ctx context.Context, table *dynamo.Table, event int) error {
		_, _, err := dynamo.Update[order](ctx, table, orderKey(event), dynamo.Change{Add: map[string]int{"State": 1}}, dynamo.IfAbsent("None"))
		return err
	}
	hasty := func(ctx context.Context, table *dynamo.Table, event int) error {
		return table.Put(ctx, order{orderKey(event), event})
	}
	for name, c := range map[string]struct {
		receive  func(context.Context, *dynamo.Table, int) error
		survives bool
	}{"careful": {careful, true}, "careless": {careless, false}, "hasty": {hasty, false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const events = 2000
			calm, _ := weather(t, chaos.Storm{AtOnce: 1}, events, c.receive)
			stormy, arrivals := weather(t, chaos.Usual(7), events, c.receive)
			if lost, doubled := chaos.Compare(calm, stormy); (len(lost)+len(doubled) == 0) != c.survives {
				t.Errorf("lost %v, doubled %v", lost, doubled)
			}
			if arrivals < events*13/10 || arrivals > events*15/10 {
				t.Errorf("%d arrivals of %d events", arrivals, events)
			}
		})
	}
}

// weather delivers events to a receiver and returns what is in its table then.
func weather(t *testing.T, storm chaos.Storm, events int, receive func(context.Context, *dynamo.Table, int) error) (items map[string]int, arrivals int) {
	t.Helper()
	s := functiontest.New(t, nil)
	arrivals, err := storm.Deliver(t.Context(), events, func(ctx context.Context, event int, k *chaos.Killer) error {
		env := s.Env
		if k != nil {
			env = s.EnvWith(func(cfg *aws.Config) { k.AWS(cfg) })
		}
		table, err := env.Table()
		if err != nil {
			return err
		}
		return receive(ctx, table, event)
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := chaos.Take(t.Context(), s.Table)
	if err != nil {
		t.Fatal(err)
	}
	return p.Known(), arrivals
}

// What a storm is made of is what it says.
func TestAStormIsWhatItSays(t *testing.T) {
	t.Parallel()
	const events = 10_000
	storm := chaos.Usual(1)
	storm.AtOnce = 1
	var order []int
	seen := map[int]int{}
	var crashed atomic.Int32
	var mu sync.Mutex
	_, err := storm.Deliver(t.Context(), events, func(_ context.Context, event int, k *chaos.Killer) error {
		mu.Lock()
		defer mu.Unlock()
		if k != nil {
			crashed.Add(1)
		}
		order = append(order, event)
		seen[event]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	doubled, late := 0, 0
	for _, n := range seen {
		doubled += n - 1
	}
	highest, first := -1, map[int]bool{}
	for _, e := range order {
		if !first[e] && e < highest {
			late++
		}
		first[e], highest = true, max(highest, e)
	}
	about := func(n int, share float64) bool { return float64(n) > events*share*0.9 && float64(n) < events*share*1.1 }
	got := []bool{len(seen) == events, about(doubled, 0.3), late >= events/5*9/10, about(int(crashed.Load()), 0.05*1.3)}
	if diff := cmp.Diff([]bool{true, true, true, true}, got); diff != "" {
		t.Errorf("%d events, %d doubled, %d late, %d crashed (-want +got):\n%s", len(seen), doubled, late, crashed.Load(), diff)
	}
}

func TestAnEventThatIsNeverAcceptedIsTold(t *testing.T) {
	t.Parallel()
	refused := errs.New(errs.Unavailable, "gone")
	_, err := chaos.Usual(1).Deliver(t.Context(), 10, func(_ context.Context, event int, _ *chaos.Killer) error {
		if event == 3 {
			return refused
		}
		return nil
	})
	if errs.KindOf(err) != errs.Unavailable {
		t.Errorf("%v, want %v", err, refused)
	}
}
