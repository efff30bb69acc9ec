package recommendation

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"
)

// Known is what somebody knows of a list: its numbers as they saw them, or as a letter
// told them. What has moved since is told against it.
type Known struct {
	At    time.Time            `json:"at"`              // when they saw it, or were told
	Items map[string]KnownItem `json:"items"`           // by product: the most of MaxKnown
	Sky   *KnownSky            `json:"sky,omitempty"`   // nil: the weather was not known
	Event []string             `json:"event,omitempty"` // events that were in the numbers
}

// KnownItem is what is known of a product. Weather, Events and Sales are the units that
// each brings, and add up to what is expected and learned.
type KnownItem struct {
	Recommend int     `json:"r"` // without what was ordered beforehand
	Sold      float64 `json:"s"` // units expected to be sold
	Weather   float64 `json:"w,omitempty"`
	Events    float64 `json:"e,omitempty"`
	Sales     float64 `json:"o,omitempty"`
}

// KnownSky is the weather of the selling hours, as Conditions have it.
type KnownSky struct {
	TempC  *float64 `json:"t,omitempty"`
	RainMM *float64 `json:"r,omitempty"`
	Code   int      `json:"c"`
}

// MaxKnown is of how many products what is known is kept, the largest numbers first:
// it must be little, for each member has it.
const MaxKnown = 150

// KnownAt is what somebody knows of s who sees it at the given time.
func (s Set) KnownAt(at time.Time) Known {
	k := Known{At: at.UTC(), Items: map[string]KnownItem{}, Event: s.RestsOn.Events}
	if c := s.RestsOn.Conditions; c != nil {
		k.Sky = &KnownSky{c.TempC, c.RainMM, c.Code}
	}
	items := slices.SortedFunc(slices.Values(s.Items), func(a, b Item) int {
		return cmp.Or(cmp.Compare(b.Recommend, a.Recommend), cmp.Compare(a.Product, b.Product))
	})
	for _, it := range items[:min(len(items), MaxKnown)] {
		k.Items[it.Product] = it.known()
	}
	return k
}

func (i Item) known() KnownItem {
	k := KnownItem{Recommend: i.Recommend - i.PreOrdered, Sold: tenth(i.ExpectedSold)}
	for _, r := range i.Reasons {
		switch r.Kind {
		case "weather":
			k.Weather += r.Units
		case "event", "holiday":
			k.Events += r.Units
		}
	}
	k.Weather, k.Events = tenth(k.Weather), tenth(k.Events)
	k.Sales = tenth(i.Expected - k.Weather - k.Events + float64(i.Learned))
	return k
}

// tenth is x to a tenth of a unit: less is no news.
func tenth(x float64) float64 { return math.Round(x*10) / 10 }

// Same reports whether k and o say the same numbers.
func (k Known) Same(o Known) bool { return maps.Equal(k.Items, o.Items) }
