// Package event holds the endpoints and the job about what else happens near the markets:
//
//	list-events     GET /api/v1/events
//	create-event    POST /api/v1/events
//	delete-event    DELETE /api/v1/events/{event}
//
// and about who tells of it:
//
//	fetch-events         POST   /api/v1/events/fetch
//	list-event-feeds     GET    /api/v1/event-feeds
//	add-event-feed       POST   /api/v1/event-feeds
//	remove-event-feed    DELETE /api/v1/event-feeds/{feed}
//	refresh-events       every hour
package event
