package providers

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/localevents"
)

// radius is how far around a place services are asked, in kilometres.
const radius = int(localevents.Near)

// ticketmaster knows no attendance. It takes times without fractions, and pages only
// as far as 1000 events.
func (s Service) ticketmaster(ctx context.Context, lat, lon float64, from, to time.Time) ([]localevents.Found, error) {
	var found []localevents.Found
	for page := range pages {
		q := url.Values{
			"apikey": {s.Key}, "geoPoint": {geohash(lat, lon)}, "radius": {strconv.Itoa(radius)}, "unit": {"km"}, "size": {"100"}, "page": {strconv.Itoa(page)}, "sort": {"date,asc"},
			"startDateTime": {from.UTC().Format("2006-01-02T15:04:05Z")}, "endDateTime": {to.UTC().Format("2006-01-02T15:04:05Z")},
		}
		var a struct {
			Embedded struct {
				Events []struct {
					ID, Name, URL string
					Dates         struct {
						Start struct {
							DateTime  time.Time
							LocalDate string
						}
						End    struct{ DateTime time.Time }
						Status struct{ Code string }
					}
					Embedded struct {
						Venues []struct {
							Location struct{ Latitude, Longitude string }
						}
					} `json:"_embedded"`
				}
			} `json:"_embedded"`
			Page struct{ TotalPages int }
		}
		if err := s.get(ctx, "/discovery/v2/events.json", q, false, &a); err != nil {
			return nil, err
		}
		for _, e := range a.Embedded.Events {
			if e.Dates.Status.Code == "canceled" || e.Dates.Status.Code == "postponed" {
				continue
			}
			f := localevents.Found{ID: e.ID, Name: e.Name, URL: web(e.URL), Start: e.Dates.Start.DateTime}
			if f.Start.IsZero() { // the time is not known yet
				day, err := time.Parse(time.DateOnly, e.Dates.Start.LocalDate)
				if err != nil {
					continue
				}
				f.Start, f.End, f.AllDay = day, day.AddDate(0, 0, 1), true
			} else {
				f.End = ending(f.Start, e.Dates.End.DateTime)
			}
			if len(e.Embedded.Venues) > 0 {
				at := e.Embedded.Venues[0].Location
				f.Lat, f.Lon = coordinates(at.Latitude, at.Longitude)
			}
			found = append(found, located(f, lat, lon))
		}
		if page+1 >= a.Page.TotalPages {
			break
		}
	}
	return found, nil
}

// located is f at the place that was asked for, if it does not say where it is.
func located(f localevents.Found, lat, lon float64) localevents.Found {
	if f.Lat == nil {
		f.Lat, f.Lon = &lat, &lon
	}
	return f
}

func coordinates(lat, lon string) (*float64, *float64) {
	x, err := strconv.ParseFloat(lat, 64)
	y, err2 := strconv.ParseFloat(lon, 64)
	if err != nil || err2 != nil || !(math.Abs(x) <= 90 && math.Abs(y) <= 180) {
		return nil, nil
	}
	return &x, &y
}

// geohash is a place in the base of 32 that Ticketmaster wants, to some 5 m
// (Niemeyer 2008, geohash.org).
func geohash(lat, lon float64) string {
	const letters = "0123456789bcdefghjkmnpqrstuvwxyz"
	south, north, west, east := -90.0, 90.0, -180.0, 180.0
	var hash []byte
	for i := range 9 {
		n := 0
		for bit := range 5 {
			n <<= 1
			if (5*i+bit)%2 == 0 {
				if middle := (west + east) / 2; lon >= middle {
					n, west = n|1, middle
				} else {
					east = middle
				}
			} else if middle := (south + north) / 2; lat >= middle {
				n, south = n|1, middle
			} else {
				north = middle
			}
		}
		hash = append(hash, letters[n])
	}
	return string(hash)
}

// filled is how much of a hall is taken to be full: SeatGeek tells only how large it is.
const filled = 0.6

// seatGeek writes times without saying that they are UTC.
func (s Service) seatGeek(ctx context.Context, lat, lon float64, from, to time.Time) ([]localevents.Found, error) {
	var found []localevents.Found
	for page := 1; page <= pages; page++ {
		q := url.Values{
			"client_id": {s.Key}, "lat": {fmt.Sprintf("%.4f", lat)}, "lon": {fmt.Sprintf("%.4f", lon)}, "range": {strconv.Itoa(radius) + "km"}, "per_page": {"100"}, "page": {strconv.Itoa(page)},
			"datetime_utc.gte": {from.UTC().Format(time.DateOnly)}, "datetime_utc.lte": {to.UTC().Format(time.DateOnly)},
		}
		var a struct {
			Events []struct {
				ID    int64
				Title string
				URL   string
				UTC   string `json:"datetime_utc"`
				TBD   bool   `json:"datetime_tbd"`
				Venue struct {
					Capacity int
					Location struct{ Lat, Lon *float64 }
				}
			}
			Meta struct {
				Total   int
				PerPage int `json:"per_page"`
			}
		}
		if err := s.get(ctx, "/2/events", q, false, &a); err != nil {
			return nil, err
		}
		for _, e := range a.Events {
			start, err := time.Parse("2006-01-02T15:04:05", e.UTC)
			if err != nil || e.TBD {
				continue
			}
			f := localevents.Found{ID: strconv.FormatInt(e.ID, 10), Name: e.Title, URL: web(e.URL), Start: start, End: start.Add(usual), Lat: e.Venue.Location.Lat, Lon: e.Venue.Location.Lon}
			if e.Venue.Capacity > 0 {
				n := int(filled * float64(e.Venue.Capacity))
				f.Attendance = &n
			}
			found = append(found, located(f, lat, lon))
		}
		if len(a.Events) == 0 || page*max(a.Meta.PerPage, 1) >= a.Meta.Total {
			break
		}
	}
	return found, nil
}

// predictHQ writes places as longitude and latitude, and attendance only if the plan
// includes it.
func (s Service) predictHQ(ctx context.Context, lat, lon float64, from, to time.Time) ([]localevents.Found, error) {
	var found []localevents.Found
	for page := range pages {
		q := url.Values{
			"within": {fmt.Sprintf("%dkm@%.4f,%.4f", radius, lat, lon)}, "active.gte": {from.UTC().Format(time.DateOnly)}, "active.lte": {to.UTC().Format(time.DateOnly)},
			"state": {"active"}, "limit": {"100"}, "offset": {strconv.Itoa(100 * page)}, "category": {"concerts,festivals,sports,community,expos,conferences,performing-arts"},
		}
		var a struct {
			Next    *string
			Results []struct {
				ID, Title  string
				Attendance *int `json:"phq_attendance"`
				Start, End time.Time
				Location   []float64
				State      string
			}
		}
		if err := s.get(ctx, "/v1/events/", q, true, &a); err != nil {
			return nil, err
		}
		for _, e := range a.Results {
			if e.State != "" && e.State != "active" {
				continue
			}
			f := localevents.Found{ID: e.ID, Name: e.Title, Start: e.Start, End: ending(e.Start, e.End), Attendance: e.Attendance}
			if len(e.Location) == 2 {
				f.Lat, f.Lon = &e.Location[1], &e.Location[0]
			}
			found = append(found, located(f, lat, lon))
		}
		if a.Next == nil {
			break
		}
	}
	return found, nil
}

var organiser = regexp.MustCompile(`^[0-9]{1,20}$`)

// number is a number that is written as one, as a string, or not at all.
type number struct{ text string }

// UnmarshalJSON reads all three.
func (n *number) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &n.text) != nil {
		n.text = string(b)
	}
	return nil
}

// Organiser returns the coming events of an organiser at Eventbrite.
func (s Service) Organiser(ctx context.Context, id string, from, to time.Time) ([]localevents.Found, error) {
	if !organiser.MatchString(id) {
		return nil, errs.New(errs.Invalid, "%q is no organiser at Eventbrite: it is a number", id)
	}
	var found []localevents.Found
	continuation := ""
	for range pages {
		q := url.Values{"expand": {"venue"}, "status": {"live"}, "order_by": {"start_asc"}}
		if continuation != "" {
			q.Set("continuation", continuation)
		}
		var a struct {
			Pagination struct {
				More         bool `json:"has_more_items"`
				Continuation string
			}
			Events []struct {
				ID         string
				Name       struct{ Text string }
				URL        string
				Start, End struct{ UTC time.Time }
				Status     string
				Online     bool `json:"online_event"`
				Capacity   *int
				Venue      *struct{ Latitude, Longitude number }
			}
		}
		// The slash at the end is part of the address.
		if err := s.get(ctx, "/v3/organizers/"+id+"/events/", q, true, &a); err != nil {
			return nil, err
		}
		for _, e := range a.Events {
			if e.Online || e.Status != "live" && e.Status != "started" || e.Start.UTC.After(to) || ending(e.Start.UTC, e.End.UTC).Before(from) {
				continue
			}
			f := localevents.Found{ID: e.ID, Name: e.Name.Text, URL: web(e.URL), Start: e.Start.UTC, End: ending(e.Start.UTC, e.End.UTC), Attendance: e.Capacity}
			if e.Venue != nil {
				f.Lat, f.Lon = coordinates(e.Venue.Latitude.text, e.Venue.Longitude.text)
			}
			found = append(found, f)
		}
		if continuation = a.Pagination.Continuation; !a.Pagination.More || continuation == "" {
			break
		}
	}
	return found, nil
}
