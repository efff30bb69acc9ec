package notification

import (
	"cmp"
	"math"
	"slices"

	"github.com/marketprep/marketprep/shared/amount"
	"github.com/marketprep/marketprep/shared/recommendation"
)

// Move is by how much a list moved since somebody knew of it: of the products that are
// on it now and were before, so that one that the vendor added or took off is no news.
type Move struct {
	Units, Was       int // recommended, without what was ordered beforehand
	Revenue, WasMade amount.Money
	Items            []ItemMoved // by how much, the most first

	// Units that each brings more than before.
	Weather, Events, Sales float64

	Sky       *recommendation.KnownSky // as it was
	New, Gone []string                 // events

	expected float64 // units, before
}

// ItemMoved is a product whose number is another one.
type ItemMoved struct {
	Name     string
	Now, Was int  // recommended
	Own      *int // the vendor's own number, which stays
}

// compare tells how s differs from what somebody knows of it. Revenue is at today's
// prices, for who changes a price knows that it makes a difference.
func compare(k recommendation.Known, s recommendation.Set) Move {
	m := Move{Sky: k.Sky, New: without(s.RestsOn.Events, k.Event), Gone: without(k.Event, s.RestsOn.Events)}
	now := s.KnownAt(k.At).Items
	var made, was float64
	for _, it := range s.Items {
		before, knew := k.Items[it.Product]
		after, knows := now[it.Product]
		if !knew || !knows {
			continue
		}
		m.Units, m.Was = m.Units+after.Recommend, m.Was+before.Recommend
		if it.Price != nil {
			made, was = made+after.Sold*float64(*it.Price), was+before.Sold*float64(*it.Price)
		}
		m.Weather += after.Weather - before.Weather
		m.Events += after.Events - before.Events
		m.Sales += after.Sales - before.Sales
		m.expected += math.Abs(before.Weather + before.Events + before.Sales)
		if after.Recommend == before.Recommend {
			continue
		}
		moved := ItemMoved{Name: it.Name, Now: after.Recommend + it.PreOrdered, Was: before.Recommend + it.PreOrdered}
		if it.Override != nil {
			moved.Own = &it.Override.Quantity
		}
		m.Items = append(m.Items, moved)
	}
	m.Revenue, m.WasMade = amount.Money(math.Round(made)), amount.Money(math.Round(was))
	slices.SortFunc(m.Items, func(a, b ItemMoved) int {
		by := func(i ItemMoved) int { return max(i.Now-i.Was, i.Was-i.Now) }
		return cmp.Or(cmp.Compare(by(b), by(a)), cmp.Compare(a.Name, b.Name))
	})
	return m
}

func without(names, those []string) []string {
	var left []string
	for _, n := range names {
		if !slices.Contains(those, n) {
			left = append(left, n)
		}
	}
	return left
}

// A part of the demand moved if it brings so much more or fewer than before, as a share
// of all of it, and in units.
const (
	causeShare = 0.02
	causeUnits = 0.5
)

// caused reports whether a part that moved by so many units is a reason to tell.
func (m Move) caused(units float64) bool {
	return math.Abs(units) >= max(causeShare*m.expected, causeUnits)
}

// tells reports whether m is to be told: units or, to who may see it, revenue moved by
// more than so many percent, and weather, events or sales are the reason. A list that
// moved only because the vendor changed costs, pack sizes or wishes is no news to them.
func (m Move) tells(percent int, money bool) bool {
	beyond := func(now, was float64) bool { return 100*math.Abs(now-was) > float64(percent)*max(was, 1) }
	moved := beyond(float64(m.Units), float64(m.Was)) || money && beyond(float64(m.Revenue), float64(m.WasMade))
	return moved && (m.caused(m.Weather) || m.caused(m.Events) || m.caused(m.Sales))
}
