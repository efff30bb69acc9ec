// Package nws asks the US National Weather Service for hourly weather: temperature,
// wind, chance of rain and words from the hourly forecast, amounts of rain from the
// raw grid. It knows a week ahead and nothing of the past.
package nws

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/weather"
)

// Client calls the National Weather Service.
type Client struct {
	BaseURL   string // without a slash at the end
	HTTP      *http.Client
	UserAgent string // the service refuses who does not say who it is
}

// Covers reports whether the service may know a cell: the states and territories lie
// in these boxes, with much that is not theirs.
func Covers(c weather.Cell) bool {
	lat, lon := c.Latitude(), c.Longitude()
	mainland := lat > 17 && lat < 72 && lon > -180 && lon < -64
	guam := lat > 12 && lat < 21 && lon > 143 && lon < 147
	samoa := lat > -15 && lat < -11 && lon > -172 && lon < -168
	return mainland || guam || samoa
}

// grid are the paths of a cell's forecasts.
type grid struct{ hourly, raw string }

// Forecast returns the hours of the next week. It fails with errs.NotFound if the
// service does not know the place, else with errs.Unavailable.
func (c Client) Forecast(ctx context.Context, cell weather.Cell) ([]weather.Hour, error) {
	g, err := c.point(ctx, cell)
	if err != nil {
		return nil, err
	}
	var forecast hourly
	if err := c.get(ctx, g.hourly, &forecast); err != nil {
		return nil, err
	}
	hours := forecast.hours()
	if len(hours) == 0 {
		return nil, errs.New(errs.Unavailable, "the National Weather Service answers a forecast without hours")
	}
	var raw rawGrid
	if err := c.get(ctx, g.raw, &raw); err != nil {
		return hours, nil //nolint:nilerr // without amounts of rain it is still a forecast
	}
	raw.addRain(hours)
	return hours, nil
}

// point finds the cell's place in the service's grid. Its addresses are followed
// only as far as they stay with the service.
func (c Client) point(ctx context.Context, cell weather.Cell) (grid, error) {
	var p struct {
		Properties struct {
			Hourly string `json:"forecastHourly"`
			Raw    string `json:"forecastGridData"`
		} `json:"properties"`
	}
	// Without trailing zeros: the service redirects who writes them.
	number := func(v float64) string { return strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64) }
	if err := c.get(ctx, "/points/"+number(cell.Latitude())+","+number(cell.Longitude()), &p); err != nil {
		return grid{}, err
	}
	hourly, ok := strings.CutPrefix(p.Properties.Hourly, c.BaseURL)
	raw, fine := strings.CutPrefix(p.Properties.Raw, c.BaseURL)
	if !ok || !fine || !paths.MatchString(hourly) || !paths.MatchString(raw) {
		return grid{}, errs.New(errs.Unavailable, "the National Weather Service points elsewhere")
	}
	return grid{hourly, raw}, nil
}

var paths = regexp.MustCompile(`^/gridpoints/[A-Z]{3}/[0-9]{1,4},[0-9]{1,4}(/forecast/hourly)?$`)

func (c Client) get(ctx context.Context, path string, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.BaseURL+path, nil)
	if err != nil {
		return fmt.Errorf("nws: %w", err)
	}
	r.Header.Set("User-Agent", c.UserAgent)
	r.Header.Set("Accept", "application/geo+json")
	resp, err := c.HTTP.Do(r)
	if err != nil {
		return errs.Wrap(errs.Unavailable, err, "the National Weather Service does not answer")
	}
	defer resp.Body.Close() //nolint:errcheck // it was read
	if resp.StatusCode == http.StatusNotFound {
		return errs.New(errs.NotFound, "the National Weather Service does not know the place")
	}
	if resp.StatusCode != http.StatusOK {
		var problem struct{ Title string }
		_ = json.NewDecoder(resp.Body).Decode(&problem) // it only explains
		return errs.New(errs.Unavailable, "the National Weather Service answers %d: %s", resp.StatusCode, problem.Title[:min(len(problem.Title), 200)])
	}
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		return errs.Wrap(errs.Unavailable, err, "the National Weather Service answers what cannot be read")
	}
	return nil
}

// quantity is a number, which the service writes as one, as null, or as an object
// with its unit.
type quantity struct {
	unit  string
	value float64
}

// UnmarshalJSON reads all three.
func (q *quantity) UnmarshalJSON(b []byte) error {
	q.value = math.NaN()
	var object struct {
		UnitCode string
		Value    *float64
	}
	var number *float64
	if json.Unmarshal(b, &number) == nil {
		if number != nil {
			q.value = *number
		}
		return nil
	}
	if json.Unmarshal(b, &object) == nil && object.Value != nil {
		q.value, q.unit = *object.Value, object.UnitCode
	}
	return nil
}

type hourly struct {
	Properties struct {
		Periods []struct {
			Start    time.Time `json:"startTime"`
			End      time.Time `json:"endTime"`
			Temp     quantity  `json:"temperature"`
			TempUnit string    `json:"temperatureUnit"`
			Chance   *quantity `json:"probabilityOfPrecipitation"`
			Wind     string    `json:"windSpeed"`
			Words    string    `json:"shortForecast"`
		} `json:"periods"`
	} `json:"properties"`
}

func (f *hourly) hours() []weather.Hour {
	var hours []weather.Hour
	for _, p := range f.Properties.Periods {
		if p.End.Sub(p.Start) != time.Hour || len(hours) > 0 && weather.HourOf(p.Start) <= hours[len(hours)-1].Start {
			continue
		}
		h := weather.Unknown(weather.HourOf(p.Start))
		h.TempC = p.Temp.value
		if p.TempUnit == "F" && !strings.HasSuffix(p.Temp.unit, "degC") || strings.HasSuffix(p.Temp.unit, "degF") {
			h.TempC = (h.TempC - 32) / 1.8
		}
		if p.Chance != nil {
			h.Chance = p.Chance.value / 100
		}
		h.GustKMH, h.Code = wind(p.Wind), codeOf(p.Words)
		hours = append(hours, h)
	}
	return hours
}

var numbers = regexp.MustCompile(`\d+(\.\d+)?`)

// wind is the greater number of "5 to 10 mph", in km/h.
func wind(s string) float64 {
	fastest := math.NaN()
	for _, n := range numbers.FindAllString(s, 4) {
		v, err := strconv.ParseFloat(n, 64)
		if err == nil && !(v <= fastest) {
			fastest = v
		}
	}
	if strings.Contains(s, "km/h") {
		return fastest
	}
	return fastest * 1.609344
}

// codes are WMO's for the service's words. The first that is in a forecast counts.
var codes = []struct {
	words string
	code  int
}{
	{"thunder", 95}, {"t-storm", 95}, {"freezing", 67}, {"sleet", 67}, {"ice", 67}, {"wintry", 67}, {"snow", 73}, {"flurries", 71}, {"blizzard", 75},
	{"heavy rain", 65}, {"light rain", 61}, {"showers", 80}, {"rain", 63}, {"drizzle", 51}, {"fog", 45}, {"haze", 45}, {"smoke", 45},
	{"mostly cloudy", 3}, {"partly", 2}, {"mostly clear", 1}, {"mostly sunny", 1}, {"cloudy", 3}, {"overcast", 3}, {"clear", 0}, {"sunny", 0},
}

func codeOf(words string) int {
	words = strings.ToLower(words)
	for _, c := range codes {
		if strings.Contains(words, c.words) {
			return c.code
		}
	}
	return weather.NoCode
}
