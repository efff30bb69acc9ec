// Package catalog holds the endpoints about what a vendor sells:
//
//	list-products      GET /api/v1/products
//	create-product     POST /api/v1/products
//	get-product        GET /api/v1/products/{product}
//	update-product     PATCH /api/v1/products/{product}
//	archive-product    POST /api/v1/products/{product}/archive
//	sync-products      POST /api/v1/products/sync
package catalog
