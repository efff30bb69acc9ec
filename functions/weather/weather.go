// Package weather holds the endpoint and the job about the weather:
//
//	get-weather        GET /api/v1/weather
//	refresh-weather    every 15 minutes
package weather
