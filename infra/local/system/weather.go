package system

import (
	"fmt"
	"maps"
	"time"

	"github.com/marketprep/marketprep/shared/weather"
	"github.com/marketprep/marketprep/shared/weather/weathertest"
)

// Weather is the fake of Open-Meteo that the functions call.
func (s *System) Weather() *weathertest.Forecaster { return s.weather }

// startWeather starts the fakes of Open-Meteo and of the National Weather Service, and
// returns the parameters of the template that lead there.
func (s *System) startWeather(o Options) (map[string]string, error) {
	sky := weathertest.Options{Now: time.Now, Sky: o.Sky}
	s.weather = weathertest.NewOpenMeteo(sky)
	first, stop, err := weathertest.Serve(s.weather)
	if err != nil {
		return nil, fmt.Errorf("system: %w", err)
	}
	s.stops = append(s.stops, stop)
	second, stop, err := weathertest.Serve(weathertest.NewNWS(sky))
	if err != nil {
		return nil, fmt.Errorf("system: %w", err)
	}
	s.stops = append(s.stops, stop)
	parameters := map[string]string{"WeatherUrl": first, "WeatherArchiveUrl": first + "/v1/archive", "PlacesUrl": first, "NwsUrl": second}
	maps.Copy(parameters, o.Parameters)
	return parameters, nil
}

// Sky is the weather of a place in an hour since 1970, at the fakes.
type Sky = func(lat, lon float64, start int64) weather.Hour
