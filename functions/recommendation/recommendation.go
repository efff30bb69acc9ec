// Package recommendation holds the endpoints and jobs about the bring-list:
//
//	generate-recommendations    POST  /api/v1/recommendations
//	list-recommendations        GET   /api/v1/recommendations
//	get-recommendations         GET   /api/v1/recommendations/{date}/{venue}
//	override-recommendation     PATCH /api/v1/recommendations/{date}/{venue}/{product}
//	enqueue-due-forecasts       every 15 minutes
//	run-forecast                queue, one message per vendor
package recommendation
