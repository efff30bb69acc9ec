package notification

import (
	"maps"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vendor"
	"github.com/marketprep/marketprep/shared/venue"
)

// Stall is what is known of a vendor when letters are decided.
type Stall struct {
	Vendor     vendor.Vendor
	Venues     map[string]venue.Venue
	Exceptions map[string]market.Exception // by market.Key
	Lists      []recommendation.Set        // of the days of Span
	Reported   map[string]bool             // market days of which somebody told how they went, by market.Key
	Lost       time.Time                   // when the till's connection was; zero: it is not
}

// Member is who may get letters, and what they have told so far.
type Member struct {
	User     string // id
	Address  string
	Role     tenant.Role
	Settings *Settings // nil: none were chosen
	Stopped  time.Time // when the member had all letters stopped; zero: not
	State    State
	Busy     time.Time // until when somebody may be writing to the member, or waits to try again
}

// Chosen are the member's settings.
func (m Member) Chosen(v vendor.Vendor) Settings {
	if m.Settings == nil {
		return Defaults(v.Region, m.Role)
	}
	return *m.Settings
}

// sees reports whether the member may see money.
func (m Member) sees() bool { return m.Role.AtLeast(tenant.Manager) }

// State is what letters have told a member so far.
type State struct {
	Told  map[string]Told       `json:"told,omitempty"`  // lists, by market.Key
	Asked map[string]civil.Date `json:"asked,omitempty"` // market days after which a letter asked how they went
	Lost  time.Time             `json:"lost,omitzero"`   // the loss of the till that was told of
	Last  *Sent                 `json:"last,omitempty"`  // the newest letter
}

// Told is a list as letters told of it.
type Told struct {
	recommendation.Known
	Day   civil.Date `json:"day"`
	Ready bool       `json:"ready,omitempty"` // that it is ready was told, too
}

// Sent is a letter that went out.
type Sent struct {
	Kind Kind      `json:"letter" enum:"listReady,listMoved,reconnectSquare,howItWent"`
	At   time.Time `json:"at"`
}

// Span are the days, anywhere on Earth, of which a Stall says all that letters need at
// now.
func Span(now time.Time) (first, last civil.Date) {
	today := civil.DateOf(now.UTC())
	return today - 4, today + 9
}

// Ahead is how many days after the first of Span Next looks: a vendor may not sell for
// some weeks.
const Ahead civil.Date = 60

// After is st when l went out at now. What no letter can be about any more is left out.
func (st State) After(l Letter, now time.Time) State {
	after := State{Told: maps.Clone(st.Told), Asked: maps.Clone(st.Asked), Lost: st.Lost, Last: &Sent{l.Kind, now.UTC()}}
	if after.Told == nil {
		after.Told = map[string]Told{}
	}
	if after.Asked == nil {
		after.Asked = map[string]civil.Date{}
	}
	first, _ := Span(now)
	maps.DeleteFunc(after.Told, func(_ string, t Told) bool { return t.Day < first })
	maps.DeleteFunc(after.Asked, func(_ string, d civil.Date) bool { return d < first })
	for _, d := range l.Days {
		switch l.Kind {
		case HowItWent:
			after.Asked[d.key] = d.Date
		default:
			after.Told[d.key] = Told{d.List.KnownAt(now), d.Date, l.Kind == ListReady || after.Told[d.key].Ready}
		}
	}
	if l.Kind == ReconnectSquare {
		after.Lost = l.lost
	}
	return after
}

// Day is a market day that a letter may be about.
type Day struct {
	market.Day
	List          recommendation.Set // empty if there is none
	Moved         Move               // what a letter tells of that has moved
	key           string
	opens, closes time.Time
}

// days are the planned market days from first to last, in order.
func (s Stall) days(now time.Time, first, last civil.Date) []Day {
	lists := map[string]recommendation.Set{}
	for _, l := range s.Lists {
		lists[market.Key(l.Date, l.Venue)] = l
	}
	var days []Day
	for _, d := range market.Calendar(s.Venues, s.Exceptions, first, last) {
		if d.Status != market.Planned {
			continue
		}
		zone := s.Venues[d.Venue].Location(s.Vendor.Location())
		key := market.Key(d.Date, d.Venue)
		days = append(days, Day{Day: d, List: lists[key].AsOf(now), key: key, opens: d.Date.At(d.Opens, zone), closes: d.Date.At(d.Closes, zone)})
	}
	slices.SortStableFunc(days, func(a, b Day) int { return a.opens.Compare(b.opens) })
	return days
}

// empty reports whether there is nothing to bring.
func (d Day) empty() bool { return d.units() == 0 }

// units are how many units are to be packed.
func (d Day) units() int {
	n := 0
	for _, it := range d.List.Items {
		n += it.Bring
	}
	return n
}
