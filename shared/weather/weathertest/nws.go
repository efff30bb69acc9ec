package weathertest

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/marketprep/marketprep/shared/resilience/faulty"
	"github.com/marketprep/marketprep/shared/weather"
	"github.com/marketprep/marketprep/shared/weather/nws"
)

// Service is the fake of the National Weather Service.
type Service struct {
	faulty.Server
	o Options
}

// NewNWS returns a fake of the National Weather Service. The places in its grid are
// cells of the weather: their numbers stand for twentieths of a degree.
func NewNWS(o Options) *Service {
	if o.Sky == nil {
		o.Sky = Fair
	}
	s := &Service{o: o}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /points/{place}", s.points)
	mux.HandleFunc("GET /gridpoints/FFC/{place}/forecast/hourly", s.hourly)
	mux.HandleFunc("GET /gridpoints/FFC/{place}", s.raw)
	s.Good, s.Refuse = polite(mux), func(w http.ResponseWriter, status int) { problem(w, status, "Unexpected Problem", "UnexpectedProblem") }
	return s
}

// polite refuses who does not say who it is, and parameters that nobody knows.
func polite(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch agent := r.Header.Get("User-Agent"); {
		case agent == "" || regexp.MustCompile(`^Go-http-client`).MatchString(agent):
			problem(w, http.StatusForbidden, "Forbidden", "Forbidden")
		case r.URL.RawQuery != "":
			problem(w, http.StatusBadRequest, "Bad Request", "BadRequest")
		default:
			h.ServeHTTP(w, r)
		}
	})
}

func problem(w http.ResponseWriter, status int, title, kind string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"correlationId": "3ed8bace", "title": title, "type": "https://api.weather.gov/problems/" + kind, "status": status, "detail": title,
	}) // the client is gone
}

// coordinate has at most four decimals and no zero at its end.
var coordinate = regexp.MustCompile(`^(-?\d{1,3}(?:\.\d{0,3}[1-9])?),(-?\d{1,3}(?:\.\d{0,3}[1-9])?)$`)

func (s *Service) points(w http.ResponseWriter, r *http.Request) {
	m := coordinate.FindStringSubmatch(r.PathValue("place"))
	if m == nil {
		problem(w, http.StatusNotFound, "Adjusting Precision Of Point Coordinate", "AdjustPointPrecision")
		return
	}
	lat, _ := strconv.ParseFloat(m[1], 64)
	lon, _ := strconv.ParseFloat(m[2], 64)
	if !nws.Covers(weather.CellOf(lat, lon)) {
		problem(w, http.StatusNotFound, "Data Unavailable For Requested Point", "InvalidPoint")
		return
	}
	// Numbers of the grid are not negative.
	grid := fmt.Sprintf("http://%s/gridpoints/FFC/%d,%d", r.Host, int(math.Round(lat*20))+1800, int(math.Round(lon*20))+3600)
	geo(w, map[string]any{
		"cwa": "FFC", "gridId": "FFC", "forecast": grid + "/forecast", "forecastHourly": grid + "/forecast/hourly", "forecastGridData": grid, "timeZone": "America/New_York",
	})
}

func geo(w http.ResponseWriter, properties map[string]any) {
	w.Header().Set("Content-Type", "application/geo+json")
	_ = json.NewEncoder(w).Encode(map[string]any{"type": "Feature", "properties": properties}) // the client is gone
}

// week is how many hours ahead the service knows.
const week = 156

func (s *Service) place(r *http.Request) (lat, lon float64, ok bool) {
	var x, y int
	if n, err := fmt.Sscanf(r.PathValue("place"), "%d,%d", &x, &y); err != nil || n != 2 {
		return 0, 0, false
	}
	return float64(x-1800) / 20, float64(y-3600) / 20, true
}

func (s *Service) hourly(w http.ResponseWriter, r *http.Request) {
	lat, lon, ok := s.place(r)
	if !ok {
		problem(w, http.StatusNotFound, "Not Found", "NotFound")
		return
	}
	zone := time.FixedZone("EST", -5*3600)
	var periods []any
	first := weather.HourOf(s.o.Now())
	for start := first; start < first+week; start++ {
		h := s.o.Sky(lat, lon, start)
		begin := time.Unix(start*3600, 0).In(zone)
		chance := any(map[string]any{"unitCode": "wmoUnit:percent", "value": math.Round(100 * h.Chance)})
		if math.IsNaN(h.Chance) {
			chance = map[string]any{"unitCode": "wmoUnit:percent", "value": nil}
		}
		periods = append(periods, map[string]any{
			"number": start - first + 1, "name": "", "startTime": begin.Format(time.RFC3339), "endTime": begin.Add(time.Hour).Format(time.RFC3339),
			"temperature": math.Round(h.TempC*1.8 + 32), "temperatureUnit": "F", "temperatureTrend": nil, "probabilityOfPrecipitation": chance,
			"windSpeed": fmt.Sprintf("%.0f to %.0f mph", h.GustKMH/3, h.GustKMH/1.609344), "windDirection": "S", "shortForecast": said(h),
		})
	}
	geo(w, map[string]any{"units": "us", "periods": periods})
}

func said(h weather.Hour) string {
	switch {
	case h.RainMM > 4:
		return "Heavy Rain"
	case h.RainMM > 0:
		return "Chance Rain Showers"
	case h.Code <= 1:
		return "Mostly Sunny"
	default:
		return "Mostly Cloudy"
	}
}

// spell is for how many hours an amount of rain is said at once.
const spell = 6

func (s *Service) raw(w http.ResponseWriter, r *http.Request) {
	lat, lon, ok := s.place(r)
	if !ok {
		problem(w, http.StatusNotFound, "Not Found", "NotFound")
		return
	}
	var values []any
	first := weather.HourOf(s.o.Now())
	for start := first; start < first+week; start += spell {
		sum := 0.0
		for k := range int64(spell) {
			sum += s.o.Sky(lat, lon, start+k).RainMM
		}
		values = append(values, map[string]any{"validTime": time.Unix(start*3600, 0).UTC().Format("2006-01-02T15:04:05+00:00") + "/PT6H", "value": math.Round(sum*100) / 100})
	}
	geo(w, map[string]any{"quantitativePrecipitation": map[string]any{"uom": "wmoUnit:mm", "values": values}})
}
