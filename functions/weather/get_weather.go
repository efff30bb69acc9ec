package weather

import (
	"context"
	"log/slog"
	"math"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/resilience"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/weather"
)

// GetWeather shows the weather of a market day's selling hours.
func GetWeather(open func(*boot.Env) (weather.Sky, error)) boot.Endpoint {
	return func(env *boot.Env) (api.Operation, error) {
		table, err := env.Table()
		if err != nil {
			return api.Operation{}, err
		}
		sky, err := open(env)
		if err != nil {
			return api.Operation{}, err
		}
		s := store.New(table, env.Now)
		return getWeather{s.MarketYears, s.Cells, s.SaveCell, sky, env.Now}.operation(), nil
	}
}

type getWeather struct {
	markets func(ctx context.Context, v tenant.ID, from, to int) (store.Markets, error)
	cells   func(ctx context.Context, cells []weather.Cell, years []int) (map[weather.Cell]store.Cell, error)
	save    func(ctx context.Context, c store.Cell, years []int, next time.Time) error
	sky     weather.Sky
	now     func() time.Time
}

type getWeatherInput struct {
	Venue string `query:"venue" required:"true" pattern:"^[a-z0-9]{1,40}$" doc:"Id of the venue"`
	Date  string `query:"date" required:"true" format:"date" maxLength:"10" doc:"Day, YYYY-MM-DD"`
}

type getWeatherOutput struct {
	Body struct {
		Date       civil.Date  `json:"date"`
		Venue      string      `json:"venue"`
		Opens      civil.Clock `json:"opens"`
		Closes     civil.Clock `json:"closes"`
		TempC      *float64    `json:"tempC,omitempty" doc:"Mean of the selling hours, in degrees Celsius"`
		RainMM     *float64    `json:"rainMm,omitempty" doc:"Rain over the selling hours, in millimetres"`
		RainChance *float64    `json:"rainChance,omitempty" minimum:"0" maximum:"1" doc:"Chance of rain in the hour where it is greatest"`
		GustKMH    *float64    `json:"gustKmh,omitempty" doc:"Strongest gust, in kilometres per hour"`
		Code       int         `json:"code" doc:"Weather code of WMO, as of the worst hour; -1: unknown"`
		Words      string      `json:"words" doc:"What the code means"`
		Hours      []hourView  `json:"hours" doc:"The selling hours; empty for an average"`
		resilience.Origin
	}
}

type hourView struct {
	At         time.Time `json:"at" doc:"Beginning of the hour"`
	TempC      *float64  `json:"tempC,omitempty"`
	RainMM     *float64  `json:"rainMm,omitempty"`
	RainChance *float64  `json:"rainChance,omitempty" minimum:"0" maximum:"1"`
}

func (h getWeather) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "get-weather",
		Method:      http.MethodGet,
		Path:        "/api/v1/weather",
		Summary:     "The weather of a market day's selling hours",
		Description: "As forecast; while no provider answers, the last good forecast of the last 24 hours, else the average of past years at this place and " +
			"time of year, else 60 °F and partly cloudy. The answer says which. Weather data by Open-Meteo.com (CC BY 4.0).",
		Tags: []string{"weather"},
	}, h.serve)
}

// How far back and ahead the weather may be asked for, in days.
const (
	hindsight civil.Date = 3 * 366
	farthest  civil.Date = 366
)

// forecastFor is for how many days a live answer can say something.
const forecastFor civil.Date = 14

func (h getWeather) serve(ctx context.Context, caller tenant.Caller, in *getWeatherInput) (*getWeatherOutput, error) {
	date, err := api.Date("query.date", in.Date)
	if err != nil {
		return nil, err
	}
	now := h.now().UTC()
	today := api.Today(now)
	if date < today-hindsight || date > today+farthest {
		return nil, errs.InvalidField("query.date", "the weather is known from %d days back, and said up to %d days ahead", hindsight, farthest)
	}
	m, err := h.markets(ctx, caller.Vendor, date.Year(), date.Year())
	if err != nil {
		return nil, err
	}
	n, ok := m.Venues[in.Venue]
	if !ok {
		return nil, errs.New(errs.NotFound, "you have no venue %q", in.Venue)
	}
	if n.Place == nil {
		return nil, errs.New(errs.Conflict, "it is not known where %s is: give its latitude and longitude first", n.Name)
	}
	day := market.Assumed(n, in.Venue, m.Exceptions, date)
	from, to := weather.Hours(date, day.Opens, day.Closes, n.Location(m.Vendor.Location()))
	known, err := h.known(ctx, weather.CellOf(n.Place.Latitude, n.Place.Longitude), date, now)
	if err != nil {
		return nil, err
	}
	return show(day, known, from, to, now), nil
}

// known is what is known of a cell: what is stored, or, if that is no longer fresh
// and somebody could know better, what a provider answers.
func (h getWeather) known(ctx context.Context, c weather.Cell, date civil.Date, now time.Time) (weather.Known, error) {
	var years []int
	for y := min(date.Year(), now.Year()) - yearsBack - 1; y <= now.Year(); y++ {
		years = append(years, y)
	}
	cells, err := h.cells(ctx, []weather.Cell{c}, years)
	if err != nil {
		return weather.Known{}, err
	}
	cell := cells[c]
	today := civil.DateOf(now)
	if now.Sub(cell.Forecast.At) <= weather.Fresh || date < today-1 || date > today+forecastFor {
		return cell.Known, nil
	}
	f, err := h.sky.Forecast(ctx, c, overlap)
	run := telemetry.FromContext(ctx)
	if err != nil {
		run.Add(slog.String("weatherFailure", resilience.Redact(err).Error()))
		return cell.Known, nil
	}
	cell.Forecast = f
	changed := cell.Past.Learn(f.Hours, now)
	if err := h.save(ctx, cell, changed, now.Add(nextLook)); err != nil {
		run.Add(slog.String("weatherNotKept", resilience.Redact(err).Error())) // it is asked for again
	}
	return cell.Known, nil
}

func show(day market.Day, k weather.Known, from, to, now time.Time) *getWeatherOutput {
	c, hour := k.On(from, to, now), k.Forecast.Hour
	if w := weather.Over(k.Past.Hour, from, to); w.Known() && to.Before(now) {
		c, hour = weather.Conditions{Window: w, Source: weather.OpenMeteo, At: to.UTC()}, k.Past.Hour
	}
	out := new(getWeatherOutput)
	b := &out.Body
	b.Date, b.Venue, b.Opens, b.Closes = day.Date, day.Venue, day.Opens, day.Closes
	b.TempC, b.RainMM, b.RainChance, b.GustKMH = number(c.TempC), number(c.RainMM), number(c.Chance), number(c.GustKMH)
	b.Code, b.Words = c.Code, weather.Words(c.Code)
	b.Origin = resilience.Origin{Source: c.Source, At: c.At, IsFallback: c.IsFallback}
	if !c.At.IsZero() {
		b.AgeSeconds = max(0, int(now.Sub(c.At)/time.Second))
	}
	b.Hours = []hourView{}
	if !c.Forecast() {
		return out
	}
	for start := weather.HourOf(from); start*3600 < to.Unix(); start++ {
		w := hour(start)
		b.Hours = append(b.Hours, hourView{time.Unix(start*3600, 0).UTC(), number(w.TempC), number(w.RainMM), number(w.Chance)})
	}
	return out
}

// number is v to two places, nil if it is not known.
func number(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	rounded := math.Round(v*100) / 100
	return &rounded
}
