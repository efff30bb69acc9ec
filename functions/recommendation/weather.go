package recommendation

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/weather"
)

// relist is after how long a vendor says again that it sells in a cell: before it is
// forgotten there.
const relist = 20 * 24 * time.Hour

// weather makes v's own copy of the weather at its venues anew out of the cells, and
// says at cells that the vendor sells there.
func (j runForecast) weather(ctx context.Context, v tenant.ID, p *store.Planning) (*weather.Book, error) {
	now := j.now()
	sites := sitesOf(p, now)
	book := &weather.Book{Listed: map[string]time.Time{}, Places: map[string]weather.Place{}}
	cells := map[weather.Cell]bool{}
	var unlisted []weather.Cell
	for _, s := range sites {
		if cells[s.Cell] {
			continue
		}
		cells[s.Cell] = true
		name := s.Cell.String()
		book.Listed[name] = now
		if p.Weather != nil && now.Sub(p.Weather.Listed[name]) < relist {
			book.Listed[name] = p.Weather.Listed[name]
		} else {
			unlisted = append(unlisted, s.Cell)
		}
	}
	known, err := j.cells(ctx, slices.Collect(maps.Keys(cells)), yearsBefore(p, now))
	if err != nil {
		return nil, err
	}
	for _, s := range sites {
		book.Places[s.Venue] = weather.NewPlace(known[s.Cell].Known, s, now)
	}
	return book, j.listAt(ctx, v, unlisted)
}

// yearsBefore are the years, in UTC, of the sales that lists rest on.
func yearsBefore(p *store.Planning, now time.Time) []int {
	first := now.Year()
	for m := range p.Months {
		first = min(first, m.First().Year())
	}
	var years []int
	for y := first; y <= now.Year(); y++ {
		years = append(years, y)
	}
	return years
}

// sitesOf are the venues of which one knows where they are.
func sitesOf(p *store.Planning, now time.Time) []weather.Site {
	days := map[string][]civil.Date{}
	for _, m := range p.Months {
		for _, d := range m.Days {
			days[d.Venue] = append(days[d.Venue], d.Date)
		}
	}
	var sites []weather.Site
	for _, id := range slices.Sorted(maps.Keys(p.Venues)) {
		n := p.Venues[id]
		if n.Place == nil || n.Archived {
			continue
		}
		s := weather.Site{
			Venue: id, Cell: weather.CellOf(n.Place.Latitude, n.Place.Longitude), Opens: n.Opens, Closes: n.Closes,
			Zone: n.Location(p.Vendor.Location()), Days: days[id], Other: map[civil.Date][2]civil.Clock{},
		}
		today := civil.DateOf(now.In(s.Zone))
		for d := today; d <= today+keptReady; d++ {
			if day, ok := market.On(n, id, p.Exceptions, d); ok && (day.Opens != n.Opens || day.Closes != n.Closes) {
				s.Other[d] = [2]civil.Clock{day.Opens, day.Closes}
			}
		}
		sites = append(sites, s)
	}
	return sites
}
