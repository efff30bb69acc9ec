package planner

import (
	"slices"
	"testing"
	"time"

	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/venue"
	"github.com/marketprep/marketprep/shared/weather"
)

// sunny is a book in which the Saturdays of sales were as given, and next Saturday is.
func sunny(in Input, at time.Time, was func(civil.Date) weather.Window, is weather.Window) *weather.Book {
	p := weather.Place{Source: weather.OpenMeteo, At: at, Past: map[civil.Date]weather.Window{}, Ahead: map[civil.Date]weather.Window{saturday: is}}
	for _, m := range in.Months {
		for _, d := range m.Days {
			p.Past[d.Date] = was(d.Date)
		}
	}
	return &weather.Book{Places: map[string]weather.Place{"north": p}}
}

func sky(temp, rain float64) weather.Window {
	return weather.Window{TempC: temp, RainMM: rain, Chance: 0.2, GustKMH: 20, Code: 1, Coverage: 1}
}

// Rain halved the sales of every fourth market. The list for a wet one says so, and
// what it rests on; with an old forecast it goes by the usual and says that.
func TestTheWeatherIsInTheList(t *testing.T) {
	t.Parallel()
	var sold []float64
	for i := range 100 {
		sold = append(sold, 40-float64(i%4/3*20))
	}
	in := stall(map[string][]float64{"bread": sold})
	in.Vendor.Units = "imperial"
	was := func(d civil.Date) weather.Window {
		if ((int(d)-int(saturday))/7+100)%4 == 3 {
			return sky(10, 8)
		}
		return sky(10, 0)
	}
	list := func(age time.Duration, is weather.Window) (recommendation.Set, recommendation.Item) {
		in.Weather = sunny(in, now.Add(-age), was, is)
		set, items := listOf(t, in)
		return set, items["bread"]
	}
	wetSky := sky(10, 8)
	wetSky.Code = 63
	set, wet := list(time.Hour, wetSky)
	_, dry := list(time.Hour, sky(10, 0))
	if wet.Expected > 0.7*dry.Expected {
		t.Errorf("wet %.1f, dry %.1f are expected", wet.Expected, dry.Expected)
	}
	i := slices.IndexFunc(wet.Reasons, func(r recommendation.Reason) bool { return r.Kind == "weather" })
	if i < 0 || wet.Reasons[i].Text != "50 °F and rain: the weather keeps people away" || wet.Reasons[i].Units > -5 {
		t.Errorf("the reasons are %+v", wet.Reasons)
	}
	c := set.RestsOn.Conditions
	if set.RestsOn.Weather != weather.OpenMeteo || set.RestsOn.IsFallback || c == nil || *c.TempC != 10 || *c.RainMM != 8 || c.Words != "rain" || !c.At.Equal(now.Add(-time.Hour)) {
		t.Errorf("the list rests on %+v, %+v", set.RestsOn, c)
	}
	set, old := list(25*time.Hour, wetSky)
	if set.RestsOn.Weather != weather.Neutral || !set.RestsOn.IsFallback || !slices.ContainsFunc(set.Notes, func(n recommendation.Note) bool { return n.Kind == "ordinaryWeather" }) || old.Expected < 1.2*wet.Expected {
		t.Errorf("with a forecast of yesterday %.1f are expected; the list rests on %+v and notes %+v", old.Expected, set.RestsOn, set.Notes)
	}
}

// Of a venue whose place is not known the list says nothing of the weather; of one
// whose place was given a moment ago, that nobody has read it yet.
func TestAPlaceThatIsNewHasOrdinaryWeather(t *testing.T) {
	t.Parallel()
	in := stall(map[string][]float64{"bread": {20, 21, 22}})
	if set, _ := listOf(t, in); set.RestsOn.Conditions != nil {
		t.Errorf("without a place the list rests on %+v", set.RestsOn)
	}
	for id, n := range in.Venues {
		n.Place = &venue.Place{Latitude: 42.45, Longitude: -76.5}
		in.Venues[id] = n
	}
	if set, _ := listOf(t, in); set.RestsOn.Weather != weather.Neutral || !set.RestsOn.IsFallback || set.RestsOn.Conditions == nil || !set.RestsOn.Conditions.IsFallback {
		t.Errorf("with a new place the list rests on %+v", set.RestsOn)
	}
}

// A till that was not read for two nights is told of.
func TestALateTillIsToldOf(t *testing.T) {
	t.Parallel()
	in := stall(map[string][]float64{"bread": steady(20, 20)})
	for age, late := range map[time.Duration]bool{0: false, 30 * time.Hour: false, 40 * time.Hour: true} {
		in.TillRead = now.Add(-age)
		set, _ := listOf(t, in)
		told := slices.ContainsFunc(set.Notes, func(n recommendation.Note) bool { return n.Kind == "tillIsLate" })
		if told != late || set.RestsOn.IsFallback != late || !set.RestsOn.TillRead.Equal(in.TillRead) {
			t.Errorf("read %s ago: fallback %v, notes %+v", age, set.RestsOn.IsFallback, set.Notes)
		}
	}
}
