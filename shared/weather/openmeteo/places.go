package openmeteo

import (
	"context"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/marketprep/marketprep/shared/weather"
)

// mostTowns is how many towns of one name are told apart.
const mostTowns = 10

// gazette is what the gazetteer answers. Without a find it has no results.
type gazette struct {
	refusal
	Results []struct {
		Name      string   `json:"name"`
		Latitude  *float64 `json:"latitude"`
		Longitude *float64 `json:"longitude"`
		TimeZone  string   `json:"timezone"`
		Country   string   `json:"country"`
		Admin1    string   `json:"admin1"`
		Admin2    string   `json:"admin2"`
	} `json:"results"`
}

// Towns returns the towns of that name or postcode, the likeliest first. The name may
// go on with a comma and a state or country. The language, of two letters, is that of
// the answer. The gazetteer, whose host BaseURL is, knows no streets. It fails as
// Forecast does.
func (c Client) Towns(ctx context.Context, name, language string) ([]weather.Town, error) {
	q := url.Values{"name": {name}, "count": {strconv.Itoa(mostTowns)}, "language": {language}, "format": {"json"}}
	var g gazette
	if err := c.ask(ctx, c.BaseURL+"/v1/search", q, &g); err != nil {
		return nil, err
	}
	towns := []weather.Town{}
	for _, r := range g.Results {
		if r.Name == "" || r.Latitude == nil || r.Longitude == nil || math.Abs(*r.Latitude) > 90 || math.Abs(*r.Longitude) > 180 {
			continue
		}
		region := slices.DeleteFunc([]string{r.Admin2, r.Admin1, r.Country}, func(s string) bool { return s == "" || s == r.Name })
		towns = append(towns, weather.Town{Name: r.Name, Region: strings.Join(slices.Compact(region), ", "), Latitude: *r.Latitude, Longitude: *r.Longitude, TimeZone: r.TimeZone})
	}
	return towns, nil
}
