// Command update-product is a Lambda; see package catalog.
package main

import (
	"github.com/marketprep/marketprep/functions/catalog"
	"github.com/marketprep/marketprep/shared/boot"
)

func main() { boot.HTTP(catalog.UpdateProduct) }
