// Package providers asks services for what happens near a place: Ticketmaster,
// SeatGeek and PredictHQ, and Eventbrite for the events of an organiser. Each needs a
// key of its own.
package providers

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/localevents"
)

// Names of the services.
const (
	Ticketmaster = "ticketmaster"
	SeatGeek     = "seatgeek"
	PredictHQ    = "predicthq"
	Eventbrite   = "eventbrite"
)

// Hosts are where the services are, by name.
var Hosts = map[string]string{
	Ticketmaster: "https://app.ticketmaster.com", SeatGeek: "https://api.seatgeek.com", PredictHQ: "https://api.predicthq.com", Eventbrite: "https://www.eventbriteapi.com",
}

// Service is one of them.
type Service struct {
	Name    string
	BaseURL string // without a slash at the end
	Key     string
	HTTP    *http.Client // with its own limits and retries
}

// pages is how many pages of a service are read at most.
const pages = 5

// Near returns what a service says happens near a place from one moment to another.
// It fails with errs.Unauthorized if the key is not good, errs.TooMany if the limit is
// reached, errs.Unavailable if there is no answer.
func (s Service) Near(ctx context.Context, lat, lon float64, from, to time.Time) ([]localevents.Found, error) {
	switch s.Name {
	case Ticketmaster:
		return s.ticketmaster(ctx, lat, lon, from, to)
	case SeatGeek:
		return s.seatGeek(ctx, lat, lon, from, to)
	case PredictHQ:
		return s.predictHQ(ctx, lat, lon, from, to)
	default:
		return nil, errs.New(errs.NotFound, "%s cannot be asked for a place", s.Name)
	}
}

// get asks for path with q, and reads the answer into into.
func (s Service) get(ctx context.Context, path string, q url.Values, bearer bool, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.BaseURL+path+"?"+q.Encode(), nil)
	if err != nil {
		return fmt.Errorf("providers: %w", err)
	}
	if bearer {
		r.Header.Set("Authorization", "Bearer "+s.Key)
	}
	resp, err := s.HTTP.Do(r)
	if err != nil {
		return errs.Wrap(errs.Unavailable, err, "%s does not answer", s.Name)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read
	switch code := resp.StatusCode; {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return errs.New(errs.Unauthorized, "%s refuses our key", s.Name)
	case code == http.StatusTooManyRequests:
		return errs.New(errs.TooMany, "%s was asked too often", s.Name)
	case code == http.StatusNotFound:
		return errs.New(errs.NotFound, "%s does not know this", s.Name)
	case code != http.StatusOK:
		return errs.New(errs.Unavailable, "%s answers %d", s.Name, code)
	}
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		return errs.Wrap(errs.Unavailable, err, "%s answers what cannot be read", s.Name)
	}
	return nil
}

// usual is how long an event takes whose end nobody says.
const usual = 3 * time.Hour

// ending is end, or a usual end if that is none.
func ending(start, end time.Time) time.Time {
	if end.After(start) {
		return end
	}
	return start.Add(usual)
}

// web is address if a browser may open it.
func web(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(address) > 500 {
		return ""
	}
	return address
}
