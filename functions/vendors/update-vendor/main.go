// Command update-vendor is a Lambda; see package vendors.
package main

import (
	"github.com/marketprep/marketprep/functions/vendors"
	"github.com/marketprep/marketprep/shared/boot"
)

func main() { boot.HTTP(vendors.UpdateVendor) }
