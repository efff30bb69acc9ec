// Command update-vendor is a Lambda; see package vendor.
package main

import (
	"github.com/marketprep/marketprep/functions/vendor"
	"github.com/marketprep/marketprep/shared/boot"
)

func main() { boot.HTTP(vendor.UpdateVendor) }
