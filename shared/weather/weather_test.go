package weather_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/weather"
)

var nan = math.NaN()

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := civil.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// clock is weather in which every hour tells when it is, in New York: its temperature
// is the hour of the day there, and it rains one millimetre from 16 o'clock.
func clock(z *time.Location) func(int64) weather.Hour {
	return func(start int64) weather.Hour {
		local := time.Unix(start*3600, 0).In(z)
		h := weather.Hour{Start: start, TempC: float64(local.Hour()), Chance: 0.1, GustKMH: 10, Code: 1}
		if local.Hour() >= 16 {
			h.RainMM, h.Chance, h.Code, h.GustKMH = 1, 0.9, 63, 50
		}
		return h
	}
}

func TestTheWeatherIsThatOfTheSellingHours(t *testing.T) {
	t.Parallel()
	newYork := zone(t, "America/New_York")
	day := civil.NewDate(2026, 11, 21)
	for name, c := range map[string]struct {
		date          civil.Date
		opens, closes civil.Clock
		want          weather.Window
	}{
		"rain in the afternoon is nothing to a morning market": {day, 8 * 60, 13 * 60, weather.Window{TempC: 10, Chance: 0.1, GustKMH: 10, Code: 1, Coverage: 1}},
		"an afternoon market is rained on for its last hour":   {day, 15 * 60, 17 * 60, weather.Window{TempC: 15.5, RainMM: 1, Chance: 0.9, GustKMH: 50, Code: 63, Coverage: 1}},
		"half an hour counts half":                             {day, 15*60 + 30, 16*60 + 30, weather.Window{TempC: 15.5, RainMM: 0.5, Chance: 0.9, GustKMH: 50, Code: 63, Coverage: 1}},
		// Clocks go back at 2:00 on 1 November 2026: the hour from 1:00 comes twice.
		"the day with 25 hours":             {civil.NewDate(2026, 11, 1), 0, 4 * 60, weather.Window{TempC: (0 + 1 + 1 + 2 + 3) / 5.0, Chance: 0.1, GustKMH: 10, Code: 1, Coverage: 1}},
		"a market that is never open":       {day, 8 * 60, 8 * 60, weather.Window{TempC: nan, RainMM: nan, Chance: nan, GustKMH: nan, Code: weather.NoCode}},
		"a morning in summer, hour and all": {civil.NewDate(2026, 7, 4), 8 * 60, 10 * 60, weather.Window{TempC: 8.5, Chance: 0.1, GustKMH: 10, Code: 1, Coverage: 1}},
	} {
		from, to := weather.Hours(c.date, c.opens, c.closes, newYork)
		if diff := cmp.Diff(c.want, weather.Over(clock(newYork), from, to), cmpopts.EquateNaNs(), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// What a provider left out is not taken for zero.
func TestMissingHours(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	holes := func(start int64) weather.Hour {
		h := weather.Unknown(start)
		if start%2 == 0 {
			h.TempC, h.RainMM = 10, 1
		}
		return h
	}
	w := weather.Over(holes, from, from.Add(4*time.Hour))
	if w.Coverage != 0.5 || w.TempC != 10 || w.RainMM != 4 || !w.Known() {
		t.Errorf("of half the hours: %+v", w)
	}
	if w := weather.Over(weather.Forecast{}.Hour, from, from.Add(time.Hour)); w.Known() {
		t.Errorf("of no hours: %+v", w)
	}
}

func TestCellsAreSomeFiveKilometres(t *testing.T) {
	t.Parallel()
	a, b, c := weather.CellOf(42.4519, -76.5120), weather.CellOf(42.4396, -76.4970), weather.CellOf(42.4941, -76.5090)
	if a != b || a == c || a.String() != "42.45,-76.50" {
		t.Errorf("the cells are %s, %s, %s", a, b, c)
	}
	for _, cell := range []weather.Cell{a, c, weather.CellOf(-0.01, 0.01), weather.CellOf(-90, 180)} {
		if got, err := weather.ParseCell(cell.String()); err != nil || got != cell {
			t.Errorf("%s is read as %s, %v", cell, got, err)
		}
	}
}

func TestStoredHoursAreTheSame(t *testing.T) {
	t.Parallel()
	hours := []weather.Hour{
		{Start: 500000, TempC: -12.3, RainMM: 0.4, Chance: 0.35, GustKMH: 61, Code: 86},
		weather.Unknown(500001),
		{Start: 500002, TempC: 41, RainMM: 120, Chance: 1, GustKMH: 0, Code: 0},
	}
	b := weather.Pack(hours)
	got, err := weather.Unpack(b)
	if diff := cmp.Diff(hours, got, cmpopts.EquateNaNs()); diff != "" || err != nil {
		t.Errorf("%v (-packed +unpacked):\n%s", err, diff)
	}
	for n := 1; n < len(b); n++ {
		if hours, err := weather.Unpack(b[:n]); err == nil && len(hours) == 3 {
			t.Errorf("the first %d of %d bytes are taken for all", n, len(b))
		}
	}
	absurd := []weather.Hour{{Start: 1, TempC: 4000, RainMM: -5, Chance: 7, GustKMH: math.Inf(1), Code: 1000}}
	got, err = weather.Unpack(weather.Pack(absurd))
	if diff := cmp.Diff([]weather.Hour{weather.Unknown(1)}, got, cmpopts.EquateNaNs()); diff != "" || err != nil {
		t.Errorf("what no station measured: %v\n%s", err, diff)
	}
}

// measured is a past in which every hour of the given years is the same.
func measured(years ...int) weather.Past {
	p := weather.Past{}
	for i, y := range years {
		var hours []weather.Hour
		from := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
		for t := from; t.Year() == y; t = t.Add(time.Hour) {
			hours = append(hours, weather.Hour{Start: weather.HourOf(t), TempC: float64(10 + i), RainMM: 0.5})
		}
		p.Learn(hours, time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	}
	return p
}

func TestWhatIsUsualIsTheMeanOfPastYears(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 11, 28, 13, 0, 0, 0, time.UTC)
	u, ok := measured(2023, 2024, 2025).Usual(from, from.Add(4*time.Hour))
	if !ok || math.Abs(u.TempC-11) > 0.01 || math.Abs(u.RainMM-2) > 0.01 || u.Chance != 1 || u.Code != 61 {
		t.Errorf("usual is %+v, %v", u, ok)
	}
	if _, ok := (weather.Past{}).Usual(from, from.Add(time.Hour)); ok {
		t.Error("something is usual where nothing is known")
	}
}

func TestOnlyWhatIsOverIsPast(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 10, 30, 0, 0, time.UTC)
	hour := weather.HourOf(now)
	p := weather.Past{}
	p.Learn([]weather.Hour{{Start: hour - 1, TempC: 4.5, RainMM: 0.2}, {Start: hour, TempC: 5, RainMM: 0}, {Start: hour + 1, TempC: 6, RainMM: 0}}, now)
	if h := p.Hour(hour - 1); h.TempC != 4.5 || h.RainMM != 0.2 {
		t.Errorf("the hour that was is %+v", h)
	}
	if h := p.Hour(hour); !math.IsNaN(h.TempC) {
		t.Errorf("the hour that is not over is %+v", h)
	}
	if again := p.Learn([]weather.Hour{{Start: hour - 1, TempC: 4.5, RainMM: 0.2}}, now); len(again) != 0 {
		t.Errorf("the same again changed %v", again)
	}
}

// The chain: the forecast while it is young, what is usual, and 60 °F.
func TestTheNextBestThing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	from := time.Date(2026, 11, 28, 13, 0, 0, 0, time.UTC)
	to := from.Add(4 * time.Hour)
	var hours []weather.Hour
	for start := weather.HourOf(now); start < weather.HourOf(to)+1; start++ {
		hours = append(hours, weather.Hour{Start: start, TempC: 3})
	}
	past := measured(2023, 2024, 2025)
	type answer struct {
		Source     string
		IsFallback bool
		TempC      float64
	}
	for name, c := range map[string]struct {
		known weather.Known
		want  answer
	}{
		"fresh":                {weather.Known{Forecast: weather.Forecast{Source: weather.OpenMeteo, At: now.Add(-time.Hour), Hours: hours}, Past: past}, answer{weather.OpenMeteo, false, 3}},
		"seven hours old":      {weather.Known{Forecast: weather.Forecast{Source: weather.OpenMeteo, At: now.Add(-7 * time.Hour), Hours: hours}, Past: past}, answer{weather.OpenMeteo, true, 3}},
		"the second choice":    {weather.Known{Forecast: weather.Forecast{Source: weather.NWS, At: now, Hours: hours}, Past: past}, answer{weather.NWS, true, 3}},
		"a day old":            {weather.Known{Forecast: weather.Forecast{Source: weather.OpenMeteo, At: now.Add(-25 * time.Hour), Hours: hours}, Past: past}, answer{weather.Usual, true, 11}},
		"too far ahead":        {weather.Known{Forecast: weather.Forecast{Source: weather.OpenMeteo, At: now, Hours: hours[:24]}, Past: past}, answer{weather.Usual, true, 11}},
		"nothing is known":     {weather.Known{}, answer{weather.Neutral, true, 15.6}},
		"nothing but the past": {weather.Known{Past: past}, answer{weather.Usual, true, 11}},
	} {
		got := c.known.On(from, to, now)
		if diff := cmp.Diff(c.want, answer{got.Source, got.IsFallback, math.Round(got.TempC*10) / 10}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestABookSurvivesJSON(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	newYork := zone(t, "America/New_York")
	var hours []weather.Hour
	for start := weather.HourOf(now) - 10; start < weather.HourOf(now)+240; start++ {
		hours = append(hours, clock(newYork)(start))
	}
	saturday := civil.NewDate(2026, 11, 28)
	site := weather.Site{
		Venue: "n1", Cell: weather.CellOf(42.45, -76.5), Opens: 8 * 60, Closes: 13 * 60, Zone: newYork, Days: []civil.Date{civil.NewDate(2025, 11, 22)},
		Other: map[civil.Date][2]civil.Clock{saturday: {14 * 60, 18 * 60}},
	}
	known := weather.Known{Forecast: weather.Forecast{Source: weather.OpenMeteo, At: now, Hours: hours}, Past: measured(2024, 2025)}
	book := &weather.Book{Listed: map[string]time.Time{site.Cell.String(): now}, Places: map[string]weather.Place{"n1": weather.NewPlace(known, site, now)}}
	b, err := json.Marshal(book)
	if err != nil {
		t.Fatal(err)
	}
	got := new(weather.Book)
	if err := json.Unmarshal(b, got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(book, got, cmpopts.EquateNaNs(), cmpopts.EquateApprox(0, 0.006)); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
	c, ok := got.On("n1", saturday, now)
	if !ok || c.TempC != 15.5 || c.RainMM != 2 || c.IsFallback {
		t.Errorf("on Saturday afternoon it is %+v, %v", c, ok)
	}
	if w, ok := got.Was("n1", civil.NewDate(2025, 11, 22)); !ok || w.TempC != 11 || w.RainMM != 2.5 {
		t.Errorf("it was %+v, %v", w, ok)
	}
	if c, ok := got.On("n1", saturday+28, now); !ok || c.Source != weather.Usual {
		t.Errorf("in a month it is %+v, %v", c, ok)
	}
	if c, _ := got.On("n1", saturday, now.Add(25*time.Hour)); c.Source != weather.Usual {
		t.Errorf("a day later without news it is %+v", c)
	}
	if _, ok := got.On("n2", saturday, now); ok {
		t.Error("a venue without a place has weather")
	}
}
