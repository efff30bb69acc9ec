package recommendation

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Tick says that something is packed, or is not after all: a product of the list, or a
// piece of equipment.
type Tick struct {
	Product   string    `json:"product,omitempty" pattern:"^[a-z0-9]{1,40}$" doc:"Id of the product"`
	Equipment string    `json:"equipment,omitempty" maxLength:"60" doc:"Name of a piece of equipment, instead of a product"`
	Units     int       `json:"units" minimum:"0" maximum:"1000000" doc:"How many are packed; 0: none. Of equipment 1 is all of it"`
	At        time.Time `json:"at" doc:"When it was ticked, by the clock of whoever did"`
}

// key tells what a tick is about.
func (t Tick) key() string {
	if t.Product != "" {
		return "p " + t.Product
	}
	return "e " + t.Equipment
}

// MaxTicks is how many things may be ticked for one market.
const MaxTicks = 500

// Pack merges ticks into those that are known: of several about the same thing the one
// that was made last counts, and of two of the same moment the greater number, so that
// it does not matter in which order they arrive, or how often. Clocks of phones that
// are ahead are set to now.
func Pack(known, ticks []Tick, now time.Time) []Tick {
	all := map[string]Tick{}
	for _, t := range slices.Concat(known, ticks) {
		t.At = t.At.UTC().Truncate(time.Millisecond)
		if t.At.After(now) {
			t.At = now.UTC().Truncate(time.Millisecond)
		}
		o, ok := all[t.key()]
		if !ok || t.At.After(o.At) || t.At.Equal(o.At) && t.Units > o.Units {
			all[t.key()] = t
		}
	}
	return slices.SortedFunc(maps.Values(all), func(a, b Tick) int { return cmp.Compare(b.key(), a.key()) }) // products first
}
