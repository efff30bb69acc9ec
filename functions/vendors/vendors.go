// Package vendors holds the endpoints about the vendor's own account. (Its plural
// is for the go command, which takes any folder below one called vendor for somebody
// else's code.)
//
//	get-vendor       GET   /api/v1/vendors/me
//	update-vendor    PATCH /api/v1/vendors/me
package vendors
