// Package recommendation holds the endpoints and jobs about the bring-list:
//
//	generate-recommendations    POST  /api/v1/recommendations
//	list-recommendations        GET   /api/v1/recommendations
//	get-recommendations         GET   /api/v1/recommendations/{date}/{venue}
//	override-recommendation     PATCH /api/v1/recommendations/{date}/{venue}/{product}
//	set-packed                  PUT   /api/v1/recommendations/{date}/{venue}/packed
//	what-if                     POST  /api/v1/recommendations/{date}/{venue}/what-if
//	share-list                  POST  /api/v1/recommendations/{date}/{venue}/share
//	unshare-list                DELETE /api/v1/recommendations/{date}/{venue}/share
//	get-shared-list             GET   /api/v1/shared/{token}
//	enqueue-due-forecasts       every 15 minutes
//	run-forecast                queue, one message per vendor
package recommendation
