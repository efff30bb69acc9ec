// Package openmeteo asks Open-Meteo for hourly weather: its forecast, on the free or
// the paid host, and its archive; and its gazetteer for where towns are. Data are CC BY 4.0: who shows them shows where they
// are from (docs/weather.md).
package openmeteo

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/weather"
)

// Client calls Open-Meteo.
type Client struct {
	BaseURL string       // of the forecast host, without a slash at the end
	Archive string       // address of the archive's end point, path and all; empty: there is none
	HTTP    *http.Client // with its own limits and retries
	Key     func(context.Context) (string, error)
}

// ahead is how many days of forecast are asked for: one call of more than 14 counts
// as two. today is one of them.
const ahead = 14

// variables are the hourly ones, in the order of the fields of answer. Up to ten
// count as one call.
const variables = "temperature_2m,precipitation,precipitation_probability,weather_code,wind_gusts_10m"

// Forecast returns the hours from past days ago to two weeks ahead. It fails with
// errs.TooMany if the limit is reached, errs.Unavailable if there is no answer.
func (c Client) Forecast(ctx context.Context, cell weather.Cell, past int) ([]weather.Hour, error) {
	q := query(cell, variables)
	q.Set("forecast_days", strconv.Itoa(ahead))
	q.Set("past_days", strconv.Itoa(min(past, weather.FarthestBack)))
	return c.get(ctx, c.BaseURL+"/v1/forecast", q)
}

// Past returns the hours of the days from one to another, both included and in UTC.
func (c Client) Past(ctx context.Context, cell weather.Cell, from, to time.Time) ([]weather.Hour, error) {
	q := query(cell, "temperature_2m,precipitation")
	q.Set("start_date", from.UTC().Format(time.DateOnly))
	q.Set("end_date", to.UTC().Format(time.DateOnly))
	return c.get(ctx, c.Archive, q)
}

// query asks for UTC, in seconds: local times have an hour twice in autumn.
func query(cell weather.Cell, hourly string) url.Values {
	return url.Values{
		"latitude": {fmt.Sprintf("%.2f", cell.Latitude())}, "longitude": {fmt.Sprintf("%.2f", cell.Longitude())},
		"hourly": {hourly}, "timezone": {"GMT"}, "timeformat": {"unixtime"},
		"temperature_unit": {"celsius"}, "wind_speed_unit": {"kmh"}, "precipitation_unit": {"mm"},
	}
}

// answer is what Open-Meteo answers. Any value may be null.
type answer struct {
	refusal
	Units struct {
		Temp string `json:"temperature_2m"`
		Rain string `json:"precipitation"`
		Gust string `json:"wind_gusts_10m"`
	} `json:"hourly_units"`
	Hourly struct {
		Time   []int64    `json:"time"`
		Temp   []*float64 `json:"temperature_2m"`
		Rain   []*float64 `json:"precipitation"`
		Chance []*float64 `json:"precipitation_probability"`
		Code   []*float64 `json:"weather_code"`
		Gust   []*float64 `json:"wind_gusts_10m"`
	} `json:"hourly"`
}

// refusal is the part of every answer that says what went wrong.
type refusal struct {
	Error  bool   `json:"error"`
	Reason string `json:"reason"`
}

func (r *refusal) refused() *refusal { return r }

func (c Client) get(ctx context.Context, address string, q url.Values) ([]weather.Hour, error) {
	var a answer
	if err := c.ask(ctx, address, q, &a); err != nil {
		return nil, err
	}
	return a.hours()
}

// ask reads what an address answers into an answer, and fails if that is a refusal.
func (c Client) ask(ctx context.Context, address string, q url.Values, into interface{ refused() *refusal }) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"?"+q.Encode(), nil)
	if err != nil {
		return fmt.Errorf("openmeteo: %w", err)
	}
	if c.Key != nil {
		key, err := c.Key(ctx)
		if err != nil {
			return err
		}
		// Not in the address, which is logged.
		r.Header.Set("X-Api-Key", key)
	}
	resp, err := c.HTTP.Do(r)
	if err != nil {
		return errs.Wrap(errs.Unavailable, err, "Open-Meteo does not answer")
	}
	defer resp.Body.Close() //nolint:errcheck // it was read
	err = json.NewDecoder(resp.Body).Decode(into)
	switch no := into.refused(); {
	case resp.StatusCode == http.StatusTooManyRequests:
		return errs.New(errs.TooMany, "Open-Meteo: %s", said(no.Reason))
	case resp.StatusCode != http.StatusOK || no.Error:
		return errs.New(errs.Unavailable, "Open-Meteo answers %d: %s", resp.StatusCode, said(no.Reason))
	case err != nil:
		return errs.Wrap(errs.Unavailable, err, "Open-Meteo answers what cannot be read")
	}
	return nil
}

// said is what an answer gives as a reason, cut: it goes into logs.
func said(reason string) string {
	if reason == "" {
		return "no reason given"
	}
	return strings.ToValidUTF8(reason[:min(len(reason), 200)], "")
}

// hours turns columns into hours. Temperature and code are those of a moment; rain,
// its chance and gusts are those of the hour before it.
func (a *answer) hours() ([]weather.Hour, error) {
	t := a.Hourly.Time
	if a.Units.Temp != "°C" || a.Units.Rain != "mm" {
		return nil, errs.New(errs.Unavailable, "Open-Meteo answers in %q and %q", a.Units.Temp, a.Units.Rain)
	}
	if len(t) < 2 || len(t) > 400*24 || len(a.Hourly.Temp) != len(t) || len(a.Hourly.Rain) != len(t) {
		return nil, errs.New(errs.Unavailable, "Open-Meteo answers %d times, %d temperatures and %d of rain", len(t), len(a.Hourly.Temp), len(a.Hourly.Rain))
	}
	hours := make([]weather.Hour, 0, len(t)-1)
	for i := range len(t) - 1 {
		if t[i+1]-t[i] != 3600 || t[i]%3600 != 0 {
			return nil, errs.New(errs.Unavailable, "Open-Meteo answers times that are no hours: %d, %d", t[i], t[i+1])
		}
		h := weather.Unknown(t[i] / 3600)
		h.TempC = (value(a.Hourly.Temp, i) + value(a.Hourly.Temp, i+1)) / 2
		h.RainMM = value(a.Hourly.Rain, i+1)
		h.Chance = value(a.Hourly.Chance, i+1) / 100
		h.GustKMH = value(a.Hourly.Gust, i+1)
		if code := value(a.Hourly.Code, i+1); !math.IsNaN(code) {
			h.Code = int(code)
		}
		hours = append(hours, h)
	}
	return hours, nil
}

// value is what stands at i of a column, NaN where there is nothing.
func value(column []*float64, i int) float64 {
	if i >= len(column) || column[i] == nil {
		return math.NaN()
	}
	return *column[i]
}
