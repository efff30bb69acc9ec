package notification

import (
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/recommendation"
)

// The night, in the vendor's time zone: nothing is sent, but at an hour that the
// member chose, and for so long after it.
const (
	nightFalls civil.Clock = 21 * 60
	nightEnds  civil.Clock = 7 * 60
	chosenFor              = time.Hour
)

// movedEvery is how long after a letter about a list there may be one that it moved:
// a forecast that sways does not fill a mailbox.
const movedEvery = 3 * time.Hour

// askFor is how long after a market it is asked after.
const askFor = 48 * time.Hour

// Letter is one that is due.
type Letter struct {
	Kind Kind
	Days []Day // that it is about, in order

	lost time.Time
}

// decision is one about the letters of one member.
type decision struct {
	now    time.Time // in the vendor's time zone
	stall  Stall
	member Member
	set    Settings

	ready, moved, over Letter
	soon               []Coming
}

// Coming is a letter that is due later.
type Coming struct {
	Kind Kind      `json:"letter" enum:"listReady,listMoved,reconnectSquare,howItWent"`
	At   time.Time `json:"at" doc:"When it is sent, if nothing changes until then"`
	Days []About   `json:"markets" doc:"Market days that it is about"`
}

// About names a market day.
type About struct {
	Date      civil.Date `json:"date"`
	Venue     string     `json:"venue" doc:"Id of the venue"`
	VenueName string     `json:"venueName"`
}

// Decide returns the letters that are due to m at now, of each kind one at most, and
// when it is to be asked again, provided that these went out and nothing changes;
// zero: when something changes.
func Decide(now time.Time, s Stall, m Member) (letters []Letter, next time.Time) {
	if now.Before(m.Busy) {
		return nil, m.Busy
	}
	first, last := Span(now)
	d := decide(now, s, m, first, last)
	if d == nil {
		return nil, time.Time{}
	}
	lost := d.set.ReconnectSquare.On && !s.Lost.IsZero() && !s.Lost.Equal(m.State.Lost)
	if lost && d.awake(time.Time{}, Coming{Kind: ReconnectSquare}) {
		letters = append(letters, Letter{Kind: ReconnectSquare, lost: s.Lost})
	}
	for _, l := range []Letter{d.ready, d.moved, d.over} {
		if len(l.Days) > 0 {
			letters = append(letters, l)
		}
	}
	if first := d.first(); first != nil {
		next = first.At
	}
	return letters, next
}

// Next is the first letter that the calendar says will be due to m after now; nil if
// it says none. Only the calendar is asked: that a list moves, nobody knows before.
func Next(now time.Time, s Stall, m Member) *Coming {
	s.Lists, s.Lost = nil, time.Time{}
	first, _ := Span(now)
	if d := decide(now, s, m, first, first+Ahead); d != nil {
		return d.first()
	}
	return nil
}

// decide looks at each market day from first to last; nil if m wants no letters.
func decide(now time.Time, s Stall, m Member, first, last civil.Date) *decision {
	if !m.Stopped.IsZero() || m.Address == "" {
		return nil
	}
	d := &decision{now: now.In(s.Vendor.Location()), stall: s, member: m, set: m.Chosen(s.Vendor)}
	d.ready.Kind, d.moved.Kind, d.over.Kind = ListReady, ListMoved, HowItWent
	for _, day := range s.days(now, first, last) {
		switch {
		case d.set.ListReady.On && d.isReady(day):
			d.ready.Days = append(d.ready.Days, day)
		case d.set.ListMoved.On:
			d.hasMoved(day)
		}
		if d.set.HowItWent.On {
			d.isOver(day)
		}
	}
	return d
}

// isReady reports whether it is due to tell that day's list is ready.
func (d *decision) isReady(day Day) bool {
	told, known := d.member.State.Told[day.key]
	if !day.opens.After(d.now) || told.Ready {
		return false
	}
	at := d.tellAt(day)
	if d.now.Before(at) {
		d.later(at, Coming{Kind: ListReady}, day)
		return false
	}
	if day.empty() || known && told.Same(day.List.KnownAt(d.now)) {
		return false
	}
	return d.awake(at, Coming{Kind: ListReady}, day)
}

// tellAt is when day's list is to be told of: at the hour that the member chose, and
// on the day before if the market would be open by then.
func (d *decision) tellAt(day Day) time.Time {
	on := day.Date - civil.Date(d.set.ListReady.DaysBefore)
	at := on.At(d.set.ListReady.At, d.now.Location())
	if !at.Before(day.opens) {
		at = (on - 1).At(d.set.ListReady.At, d.now.Location())
	}
	return at
}

// hasMoved adds day if its list moved by so much since the member last knew of it that
// it is to be told.
func (d *decision) hasMoved(day Day) {
	known, knows := d.member.knows(day)
	if !knows || !day.opens.After(d.now) || len(day.List.Items) == 0 {
		return
	}
	day.Moved = compare(known, day.List)
	if !day.Moved.tells(d.set.ListMoved.Percent, d.member.sees()) {
		return
	}
	if again := d.member.State.Told[day.key].At.Add(movedEvery); d.now.Before(again) {
		d.later(again, Coming{Kind: ListMoved}, day)
		return
	}
	if d.awake(time.Time{}, Coming{Kind: ListMoved}, day) {
		d.moved.Days = append(d.moved.Days, day)
	}
}

// isOver adds day if it is over and nobody told how it went.
func (d *decision) isOver(day Day) {
	_, asked := d.member.State.Asked[day.key]
	at := day.closes.Add(time.Duration(d.set.HowItWent.HoursAfter) * time.Hour)
	switch {
	case asked || d.stall.Reported[day.key] || !d.now.Before(at.Add(askFor)):
	case d.now.Before(at):
		d.later(d.morning(at), Coming{Kind: HowItWent}, day)
	case d.awake(time.Time{}, Coming{Kind: HowItWent}, day):
		d.over.Days = append(d.over.Days, day)
	}
}

// awake reports whether a letter may be sent now. One that may not is due later. chosen
// is the hour that the member chose for it; zero: none.
func (d *decision) awake(chosen time.Time, c Coming, days ...Day) bool {
	wakes := d.morning(d.now)
	if !wakes.After(d.now) || !chosen.IsZero() && d.now.Before(chosen.Add(chosenFor)) {
		return true
	}
	d.later(wakes, c, days...)
	return false
}

// morning is t, or, if that is at night, when the night is over.
func (d *decision) morning(t time.Time) time.Time {
	t = t.In(d.now.Location())
	date, clock := civil.DateOf(t), civil.Clock(t.Hour()*60+t.Minute())
	switch {
	case clock >= nightFalls:
		return (date + 1).At(nightEnds, t.Location())
	case clock < nightEnds:
		return date.At(nightEnds, t.Location())
	default:
		return t
	}
}

// later notes what is due later.
func (d *decision) later(at time.Time, c Coming, days ...Day) {
	for i, s := range d.soon {
		if s.Kind == c.Kind && s.At.Equal(at) {
			d.soon[i].Days = append(d.soon[i].Days, about(days)...)
			return
		}
	}
	c.At, c.Days = at.UTC(), about(days)
	d.soon = append(d.soon, c)
}

func about(days []Day) []About {
	all := []About{}
	for _, d := range days {
		all = append(all, About{d.Date, d.Venue, d.VenueName})
	}
	return all
}

// first is what is due first of what is due later; nil: nothing is.
func (d *decision) first() *Coming {
	var first *Coming
	for i, c := range d.soon {
		if first == nil || c.At.Before(first.At) {
			first = &d.soon[i]
		}
	}
	return first
}

// knows is what m knows of day's list, from a letter or from looking at it, whichever
// was later, and whether m knows anything of it.
func (m Member) knows(day Day) (recommendation.Known, bool) {
	told, wasTold := m.State.Told[day.key]
	seen, wasSeen := day.List.Seen[m.User]
	if wasTold && !(wasSeen && seen.At.After(told.At)) {
		return told.Known, true
	}
	return seen, wasSeen
}
