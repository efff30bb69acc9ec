// Package event holds the endpoints about what else happens near the markets:
//
//	list-events     GET /api/v1/events
//	create-event    POST /api/v1/events
//	delete-event    DELETE /api/v1/events/{event}
package event
