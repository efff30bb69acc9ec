package weathertest

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// town is a line of the fake's gazetteer.
type town struct {
	ID        int      `json:"id"`
	Name      string   `json:"name"`
	Latitude  float64  `json:"latitude"`
	Longitude float64  `json:"longitude"`
	Elevation float64  `json:"elevation"`
	Feature   string   `json:"feature_code"`
	Code      string   `json:"country_code"`
	TimeZone  string   `json:"timezone"`
	People    int      `json:"population"`
	Postcodes []string `json:"postcodes,omitempty"`
	Country   string   `json:"country"`
	Admin1    string   `json:"admin1"`
	Admin2    string   `json:"admin2,omitempty"`
	short     string   // of Admin1
}

// towns are those that the fake knows, those with most people first.
var towns = []town{
	{ID: 2950159, Name: "Berlin", Latitude: 52.52437, Longitude: 13.41053, Elevation: 74, Feature: "PPLC", Code: "DE", TimeZone: "Europe/Berlin", People: 3426354, Postcodes: []string{"10967", "13347"}, Country: "Germany", Admin1: "State of Berlin"},
	{ID: 3117735, Name: "Madrid", Latitude: 40.4165, Longitude: -3.70256, Elevation: 657, Feature: "PPLC", Code: "ES", TimeZone: "Europe/Madrid", People: 3255944, Country: "Spain", Admin1: "Madrid", Admin2: "Madrid"},
	{ID: 5746545, Name: "Portland", Latitude: 45.52345, Longitude: -122.67621, Elevation: 12, Feature: "PPLA2", Code: "US", TimeZone: "America/Los_Angeles", People: 652503, Postcodes: []string{"97201", "97209"}, Country: "United States", Admin1: "Oregon", Admin2: "Multnomah", short: "OR"},
	{ID: 4975802, Name: "Portland", Latitude: 43.65737, Longitude: -70.2589, Elevation: 19, Feature: "PPLA2", Code: "US", TimeZone: "America/New_York", People: 66881, Postcodes: []string{"04101"}, Country: "United States", Admin1: "Maine", Admin2: "Cumberland", short: "ME"},
	{ID: 4236895, Name: "Decatur", Latitude: 39.84031, Longitude: -88.9548, Elevation: 206, Feature: "PPLA2", Code: "US", TimeZone: "America/Chicago", People: 73254, Postcodes: []string{"62521"}, Country: "United States", Admin1: "Illinois", Admin2: "Macon", short: "IL"},
	{ID: 5122432, Name: "Ithaca", Latitude: 42.44063, Longitude: -76.49661, Elevation: 125, Feature: "PPLA2", Code: "US", TimeZone: "America/New_York", People: 30788, Postcodes: []string{"14850"}, Country: "United States", Admin1: "New York", Admin2: "Tompkins", short: "NY"},
	{ID: 4191124, Name: "Decatur", Latitude: 33.77483, Longitude: -84.29631, Elevation: 320, Feature: "PPLA2", Code: "US", TimeZone: "America/New_York", People: 22813, Postcodes: []string{"30030", "30031"}, Country: "United States", Admin1: "Georgia", Admin2: "DeKalb", short: "GA"},
}

// search is the gazetteer: two characters must be a name, more may begin one, and
// what comes after a comma must be the state's or country's name.
func (f *Forecaster) search(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if !f.admitted(w, r) {
		return
	}
	count, err := strconv.Atoi(cmp.Or(q.Get("count"), "10"))
	switch {
	case !q.Has("name"):
		refuse(w, http.StatusBadRequest, "Value required for key 'name'.")
		return
	case err != nil || count < 1 || count > 100:
		refuse(w, http.StatusBadRequest, "Parameter count must be between 1 and 100.")
		return
	}
	name, within, _ := strings.Cut(strings.ToLower(q.Get("name")), ",")
	name, within = strings.TrimSpace(name), strings.TrimSpace(within)
	var found []town
	for _, t := range towns {
		if t.is(name) && t.within(within) && len(found) < count {
			found = append(found, t)
		}
	}
	body := map[string]any{"generationtime_ms": 0.9}
	if len(found) > 0 {
		body["results"] = found
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // the client is gone
}

func (t town) is(name string) bool {
	known := strings.ToLower(t.Name)
	switch utf8.RuneCountInString(name) {
	case 0, 1:
		return false
	case 2:
		return known == name
	}
	return strings.HasPrefix(known, name) || slices.Contains(t.Postcodes, name)
}

func (t town) within(region string) bool {
	if region == "" {
		return true
	}
	return slices.ContainsFunc([]string{t.Admin1, t.Country, t.Code, t.short}, func(s string) bool { return s != "" && strings.EqualFold(s, region) })
}
