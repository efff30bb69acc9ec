package localevents

import (
	"context"
	"time"
)

// Reading is what reading a calendar gave.
type Reading struct {
	Found          []Found
	Skipped        int // entries that could not be read
	ETag, Modified string
	Unchanged      bool // since it was read last: Found says nothing
}

// Sources are who can be asked for events.
type Sources struct {
	// Calendar reads the calendar of a feed. Times without a zone are in zone.
	Calendar func(ctx context.Context, feed Feed, zone *time.Location) (Reading, error)
	// Services are the names of those that can be asked for a place.
	Services func(ctx context.Context) ([]string, error)
	// Near asks one of them for events around a place, in degrees.
	Near func(ctx context.Context, service string, lat, lon float64) ([]Found, error)
	// Organiser asks Eventbrite for the events of an organiser.
	Organiser func(ctx context.Context, id string) ([]Found, error)
}
