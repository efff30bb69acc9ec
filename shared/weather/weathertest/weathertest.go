// Package weathertest is Open-Meteo and the National Weather Service for tests and
// for the local system: HTTP servers that enforce their rules, whose weather comes
// from a function, and that fail as they are told. Where they differ from what the
// services document, the services are right.
package weathertest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/marketprep/marketprep/shared/resilience/faulty"
	"github.com/marketprep/marketprep/shared/weather"
)

// Options of the fakes. Now is needed.
type Options struct {
	Now func() time.Time
	// Sky is the weather of a place in an hour since 1970; nil: Fair.
	Sky func(lat, lon float64, start int64) weather.Hour
	// Key that Open-Meteo demands, as its paid host does; empty: none.
	Key string
}

// Fair is weather that has days, seasons and rain, and is the same every time.
func Fair(lat, _ float64, start int64) weather.Hour {
	day, hour := float64(start/24), float64(start%24)
	h := weather.Hour{Start: start, TempC: 25 - math.Abs(lat)/3, Code: 1, GustKMH: 15, Chance: 0.1}
	h.TempC += -8*math.Cos(2*math.Pi*(day-200)/365.25)*math.Copysign(-1, lat) + 5*math.Sin(2*math.Pi*(hour-9)/24)
	if wet := math.Sin(day*1.7) + math.Sin(day*0.61); wet > 1.2 {
		h.RainMM, h.Chance, h.Code, h.GustKMH = 1.5*(wet-1), 0.8, 63, 40
	}
	return h
}

// Forecaster is the fake of Open-Meteo: its forecast, its archive and its
// gazetteer.
type Forecaster struct {
	faulty.Server
	o Options
}

// NewOpenMeteo returns a fake of Open-Meteo.
func NewOpenMeteo(o Options) *Forecaster {
	if o.Sky == nil {
		o.Sky = Fair
	}
	f := &Forecaster{o: o}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/forecast", f.forecast)
	mux.HandleFunc("GET /v1/archive", f.archive)
	mux.HandleFunc("GET /v1/search", f.search)
	f.Good, f.Refuse = mux, func(w http.ResponseWriter, status int) {
		reason := "The service is overloaded"
		if status == http.StatusTooManyRequests {
			reason = "Minutely API request limit exceeded. Please try again in one minute."
		}
		refuse(w, status, reason)
	}
	return f
}

// Serve answers with h on a free port of 127.0.0.1 until stop is called.
func Serve(h http.Handler) (url string, stop func() error, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it does not block
	if err != nil {
		return "", nil, fmt.Errorf("weathertest: %w", err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // ends with Close
	return "http://" + listener.Addr().String(), server.Close, nil
}

func refuse(w http.ResponseWriter, status int, reason string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": true, "reason": reason}) // the client is gone
}

// hourly are the variables that the fake knows.
var hourly = map[string]func(before, at weather.Hour) float64{
	// An hour's mean lies between the values at its ends; the fake's are those means.
	"temperature_2m":            func(_, at weather.Hour) float64 { return at.TempC },
	"precipitation":             func(before, _ weather.Hour) float64 { return before.RainMM },
	"precipitation_probability": func(before, _ weather.Hour) float64 { return math.Round(100 * before.Chance) },
	"weather_code":              func(before, _ weather.Hour) float64 { return float64(before.Code) },
	"wind_gusts_10m":            func(before, _ weather.Hour) float64 { return before.GustKMH },
}

func (f *Forecaster) forecast(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	ahead, past := 7, 0
	for name, v := range map[string]*int{"forecast_days": &ahead, "past_days": &past} {
		if s := q.Get(name); s != "" {
			n, err := strconv.Atoi(s)
			most := map[string]int{"forecast_days": 16, "past_days": 92}[name]
			if err != nil || n < 0 || n > most {
				refuse(w, http.StatusBadRequest, fmt.Sprintf("%s is invalid. Allowed range 0 to %d. Given %s.", strings.ReplaceAll(name, "_", " "), most, s))
				return
			}
			*v = n
		}
	}
	today := f.o.Now().UTC().Truncate(24 * time.Hour)
	f.answer(w, r, today.AddDate(0, 0, -past), today.AddDate(0, 0, ahead))
}

func (f *Forecaster) archive(w http.ResponseWriter, r *http.Request) {
	from, err := time.Parse(time.DateOnly, r.URL.Query().Get("start_date"))
	to, err2 := time.Parse(time.DateOnly, r.URL.Query().Get("end_date"))
	last := f.o.Now().UTC().Truncate(24 * time.Hour)
	switch {
	case err != nil || err2 != nil:
		refuse(w, http.StatusBadRequest, "Both 'start_date' and 'end_date' must be set in the url")
	case to.After(last) || from.Year() < 1940:
		refuse(w, http.StatusBadRequest, "Parameter 'end_date' is out of allowed range from 1940-01-01 to "+last.Format(time.DateOnly))
	case to.Before(from):
		refuse(w, http.StatusBadRequest, "End-date must be larger or equals than start-date")
	default:
		f.answer(w, r, from, to.AddDate(0, 0, 1))
	}
}

// allowed are the parameters that the fake knows.
var allowed = []string{
	"latitude", "longitude", "hourly", "timezone", "timeformat", "temperature_unit", "wind_speed_unit", "precipitation_unit", "forecast_days", "past_days", "start_date", "end_date",
}

// admitted reports whether a request brings the key that is demanded, and refuses it
// if not.
func (f *Forecaster) admitted(w http.ResponseWriter, r *http.Request) bool {
	switch key := cmp.Or(r.Header.Get("X-Api-Key"), r.URL.Query().Get("apikey")); {
	case f.o.Key == "" || key == f.o.Key:
		return true
	case key == "":
		refuse(w, http.StatusUnauthorized, "API key required. Please add &apikey= to the URL.")
	default:
		refuse(w, http.StatusBadRequest, "The supplied API key is invalid.")
	}
	return false
}

// answer writes the hours from one moment to another, in UTC and seconds.
func (f *Forecaster) answer(w http.ResponseWriter, r *http.Request, from, to time.Time) {
	q := r.URL.Query()
	if !f.admitted(w, r) {
		return
	}
	lat, err := strconv.ParseFloat(q.Get("latitude"), 64)
	lon, err2 := strconv.ParseFloat(q.Get("longitude"), 64)
	switch {
	case err != nil || err2 != nil || math.Abs(lat) > 90:
		refuse(w, http.StatusBadRequest, fmt.Sprintf("Latitude must be in range of -90 to 90°. Given: %s.", q.Get("latitude")))
		return
	case math.Abs(lon) > 180:
		refuse(w, http.StatusBadRequest, fmt.Sprintf("Longitude must be in range of -180 to 180°. Given: %s.", q.Get("longitude")))
		return
	case q.Get("timezone") != "GMT" || q.Get("timeformat") != "unixtime":
		refuse(w, http.StatusBadRequest, "Invalid timezone") // others are not built
		return
	}
	for name := range q {
		if !slices.Contains(allowed, name) {
			refuse(w, http.StatusBadRequest, "Unknown parameter "+name)
			return
		}
	}
	columns := map[string][]*float64{}
	var times []int64
	names := strings.Split(q.Get("hourly"), ",")
	for _, name := range names {
		if hourly[name] == nil {
			refuse(w, http.StatusBadRequest, fmt.Sprintf("Cannot initialize WeatherVariable from invalid String value %s for key hourly", name))
			return
		}
	}
	for start := weather.HourOf(from); start < weather.HourOf(to); start++ {
		times = append(times, start*3600)
		for _, name := range names {
			columns[name] = append(columns[name], known(hourly[name](f.o.Sky(lat, lon, start-1), f.o.Sky(lat, lon, start))))
		}
	}
	body := map[string]any{
		"latitude": lat, "longitude": lon, "generationtime_ms": 0.2, "utc_offset_seconds": 0, "timezone": "GMT", "timezone_abbreviation": "GMT", "elevation": 100.0,
		"hourly_units": map[string]string{"time": "unixtime", "temperature_2m": "°C", "precipitation": "mm", "precipitation_probability": "%", "weather_code": "wmo code", "wind_gusts_10m": "km/h"},
	}
	values := map[string]any{"time": times}
	for name, c := range columns {
		values[name] = c
	}
	body["hourly"] = values
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // the client is gone
}

// known is v with two digits, nil for NaN: null.
func known(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	v = math.Round(v*100) / 100
	return &v
}
