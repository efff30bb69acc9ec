// Package venue holds the endpoints about where a vendor sells:
//
//	list-venues      GET /api/v1/venues
//	create-venue     POST /api/v1/venues
//	get-venue        GET /api/v1/venues/{venue}
//	update-venue     PATCH /api/v1/venues/{venue}
//	archive-venue    POST /api/v1/venues/{venue}/archive
//	find-places      GET /api/v1/places
package venue
