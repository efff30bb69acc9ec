// Command record-sales is a Lambda; see package sales.
package main

import (
	"github.com/marketprep/marketprep/functions/sales"
	"github.com/marketprep/marketprep/shared/boot"
)

func main() { boot.HTTP(sales.RecordSales) }
