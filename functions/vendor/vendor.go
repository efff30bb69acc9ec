// Package vendor holds the endpoints about the vendor's own account:
//
//	get-vendor       GET   /api/v1/vendors/me
//	update-vendor    PATCH /api/v1/vendors/me
package vendor
