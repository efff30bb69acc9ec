package chaos

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
)

// Storm is how deliveries arrive that nobody promised to make once, or in order.
type Storm struct {
	Doubled  float64 // share that is delivered again some time later
	Swapped  float64 // share that arrives later than others sent after it
	Crashed  float64 // share whose receiver dies on the way
	Distance int     // how many deliveries later "later" is at most
	AtOnce   int     // how many receivers there are
	Seed     uint64
}

// Usual is the storm that the product must weather.
func Usual(seed uint64) Storm {
	return Storm{Doubled: 0.3, Swapped: 0.2, Crashed: 0.05, Distance: 500, AtOnce: 8, Seed: seed}
}

// delivery is one arrival of an event.
type delivery struct {
	event   int
	crashes bool
	at      int // call at which it dies
	fate    Fate
}

// plan is the order in which n events arrive.
func (s Storm) plan(n int) []delivery {
	dice := rand.New(rand.NewPCG(s.Seed, 1))
	type arrival struct {
		delivery
		when float64
	}
	var all []arrival
	add := func(event int, when float64) {
		d := delivery{event: event, crashes: dice.Float64() < s.Crashed, at: 1 + dice.IntN(4), fate: Before + Fate(dice.IntN(2))}
		all = append(all, arrival{d, when})
	}
	later := func() float64 { return 1 + dice.Float64()*float64(s.Distance) }
	for event := range n {
		when := float64(event)
		if dice.Float64() < s.Swapped {
			when += later()
		}
		add(event, when)
		if dice.Float64() < s.Doubled {
			add(event, when+later())
		}
	}
	slices.SortStableFunc(all, func(a, b arrival) int {
		switch {
		case a.when < b.when:
			return -1
		case a.when > b.when:
			return 1
		}
		return 0
	})
	plan := make([]delivery, len(all))
	for i, a := range all {
		plan[i] = a.delivery
	}
	return plan
}

// Deliver delivers n events as the storm has it, and again what was not accepted, as
// senders of webhooks do. receive handles one arrival of an event: with calls through
// k if that is not nil, for it may die on the way. It returns how many arrivals there
// were, and fails if an event is not accepted in the end.
func (s Storm) Deliver(ctx context.Context, n int, receive func(ctx context.Context, event int, k *Killer) error) (arrivals int, err error) {
	plan := s.plan(n)
	for round := 0; len(plan) > 0; round++ {
		if round == maxRounds {
			return arrivals, fmt.Errorf("chaos: %d events are not accepted: %w", len(plan), err)
		}
		arrivals += len(plan)
		plan, err = s.deliver(ctx, plan, receive)
	}
	return arrivals, nil
}

// maxRounds is how often what was refused is delivered again.
const maxRounds = 11 // Square tries for a day: providers.md

// deliver makes the given deliveries and returns those to be made again, undisturbed.
func (s Storm) deliver(ctx context.Context, plan []delivery, receive func(context.Context, int, *Killer) error) (again []delivery, failed error) {
	var mu sync.Mutex
	next := 0
	var wg sync.WaitGroup
	for range s.AtOnce {
		wg.Go(func() {
			for {
				mu.Lock()
				if next == len(plan) {
					mu.Unlock()
					return
				}
				d := plan[next]
				next++
				mu.Unlock()
				if err := d.arrive(ctx, receive); err != nil {
					mu.Lock()
					again = append(again, delivery{event: d.event})
					if !errors.Is(err, ErrKilled) {
						failed = err
					}
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return again, failed
}

func (d delivery) arrive(ctx context.Context, receive func(context.Context, int, *Killer) error) error {
	if !d.crashes {
		return receive(ctx, d.event, nil)
	}
	k := Strike(d.at, d.fate)
	bury, err := k.Run(ctx, func(ctx context.Context) error { return receive(ctx, d.event, k) })
	bury()
	return err
}
