package weather

// Town is a place with a name, as a gazetteer knows it: a town, a village, a part of
// a city.
type Town struct {
	Name      string  `json:"name"`
	Region    string  `json:"region" doc:"What it lies in, the smallest first: county, state, country"`
	Latitude  float64 `json:"latitude" doc:"Degrees"`
	Longitude float64 `json:"longitude" doc:"Degrees"`
	TimeZone  string  `json:"timeZone" doc:"IANA name; empty: not known"`
}
