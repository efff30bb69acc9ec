package weather

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
)

// How old a forecast may be. Healthy, none is older than Fresh at its cell; lists
// are made anew at least every Told, so that theirs are no older than Late. What is
// older than LastGood is no forecast any more.
const (
	Fresh    = 6 * time.Hour
	Told     = 12 * time.Hour
	Late     = 16 * time.Hour
	LastGood = 24 * time.Hour
)

// Known is what is known of a cell.
type Known struct {
	Forecast Forecast
	Past     Past
}

// Conditions are the weather of one market day, and what that rests on.
type Conditions struct {
	Window
	Source     string
	At         time.Time // when it was forecast; zero: an average has no time
	IsFallback bool      // the first choice had no answer, or none lately
}

// Unread are the conditions at a place of whose weather nobody has read anything yet.
func Unread() Conditions {
	return Conditions{Window: Nothing(), Source: Neutral, IsFallback: true}
}

// Forecast reports whether c is one, and not an average or an assumption.
func (c Conditions) Forecast() bool {
	return c.Source == OpenMeteo || c.Source == NWS || c.Source == Asked
}

// On is the weather between from and to: the forecast while it is young enough, else
// what is usual, else next to nothing.
func (k Known) On(from, to, now time.Time) Conditions {
	if c, ok := forecast(Over(k.Forecast.Hour, from, to), k.Forecast.Source, k.Forecast.At, now, Fresh); ok {
		return c
	}
	if w, ok := k.Past.Usual(from, to); ok {
		return Conditions{Window: w, Source: Usual, IsFallback: true}
	}
	return Unread()
}

// forecast is w as conditions, unless it says too little or is too old.
func forecast(w Window, source string, at, now time.Time, late time.Duration) (Conditions, bool) {
	age := now.Sub(at)
	return Conditions{Window: w, Source: source, At: at, IsFallback: source != OpenMeteo || age > late}, w.Known() && age <= LastGood
}

// Book is a vendor's own copy of the weather at its venues: lists are made with it,
// so that they need not look for it in many places.
type Book struct {
	Listed map[string]time.Time `json:"listed"` // since when the vendor is known at a cell, by cell
	Places map[string]Place     `json:"places"` // by venue id
}

// Place is the weather at one venue, during its selling hours.
type Place struct {
	Source string                `json:"source"` // of the forecast
	At     time.Time             `json:"at"`     // when it was fetched
	Ahead  map[civil.Date]Window `json:"ahead"`
	Past   map[civil.Date]Window `json:"past"` // temperature and rain of the market days that were
	Usual  []Window              `json:"usual"`
	From   civil.Date            `json:"from"` // first day of the first of the weeks in Usual
}

// Site is a venue as far as its weather goes.
type Site struct {
	Venue         string
	Cell          Cell
	Opens, Closes civil.Clock
	Zone          *time.Location
	Days          []civil.Date                  // market days that were
	Other         map[civil.Date][2]civil.Clock // selling hours of days that have their own
}

// How far ahead a book looks: forecasts in days, what is usual in weeks.
const (
	daysAhead  civil.Date = 14
	weeksAhead civil.Date = 9
)

// NewPlace is what k says of a site, on the day of now.
func NewPlace(k Known, s Site, now time.Time) Place {
	today := civil.DateOf(now.In(s.Zone))
	p := Place{Source: k.Forecast.Source, At: k.Forecast.At.UTC(), Ahead: map[civil.Date]Window{}, Past: map[civil.Date]Window{}, From: today}
	if k.Forecast.Source != "" {
		for d := today; d < today+daysAhead; d++ {
			from, to := s.hours(d)
			if w := Over(k.Forecast.Hour, from, to); w.Known() {
				p.Ahead[d] = w
			}
		}
	}
	for _, d := range s.Days {
		from, to := s.hours(d)
		if w := Over(k.Past.Hour, from, to); w.Known() {
			p.Past[d] = w
		}
	}
	for week := range weeksAhead {
		w, ok := k.Past.Usual(s.hours(today + 7*week + 3))
		if !ok {
			break
		}
		p.Usual = append(p.Usual, w)
	}
	return p
}

func (s Site) hours(d civil.Date) (from, to time.Time) {
	if h, ok := s.Other[d]; ok {
		return Hours(d, h[0], h[1], s.Zone)
	}
	return Hours(d, s.Opens, s.Closes, s.Zone)
}

// On is the weather of a market day that is to come. ok is false for a venue whose
// place is not known: nothing can be said of its weather.
func (b *Book) On(venue string, date civil.Date, now time.Time) (c Conditions, ok bool) {
	if b == nil {
		return Conditions{}, false
	}
	p, ok := b.Places[venue]
	if !ok {
		return Conditions{}, false
	}
	if w, ok := p.Past[date]; ok {
		return Conditions{Window: w, Source: p.Source, At: p.At}, true
	}
	if w, ok := p.Ahead[date]; ok {
		if c, ok := forecast(w, p.Source, p.At, now, Late); ok {
			return c, true
		}
	}
	if week := int(date-p.From) / 7; date >= p.From && week < len(p.Usual) {
		return Conditions{Window: p.Usual[week], Source: Usual, IsFallback: true}, true
	}
	return Unread(), true
}

// Was is the weather of a market day that was.
func (b *Book) Was(venue string, date civil.Date) (Window, bool) {
	if b == nil {
		return Window{}, false
	}
	w, ok := b.Places[venue].Past[date]
	return w, ok
}

// MarshalJSON writes a window as a row of numbers, null for what is not known.
func (w Window) MarshalJSON() ([]byte, error) {
	var row []any
	for _, v := range []float64{w.TempC, w.RainMM, w.Chance, w.GustKMH, float64(w.Code), w.Coverage} {
		if math.IsNaN(v) {
			row = append(row, nil)
		} else {
			row = append(row, math.Round(v*100)/100)
		}
	}
	return json.Marshal(row)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (w *Window) UnmarshalJSON(b []byte) error {
	var row []*float64
	if err := json.Unmarshal(b, &row); err != nil || len(row) != 6 || slices.Contains(row[4:], nil) {
		return fmt.Errorf("weather: %q is no window", b)
	}
	*w = unknown()
	for i, v := range []*float64{&w.TempC, &w.RainMM, &w.Chance, &w.GustKMH} {
		if row[i] != nil {
			*v = *row[i]
		}
	}
	w.Code, w.Coverage = int(*row[4]), *row[5]
	return nil
}
