// Package catalog holds the endpoints about what a vendor sells:
//
//	list-products     GET /api/v1/products
//	create-product    POST /api/v1/products
package catalog
