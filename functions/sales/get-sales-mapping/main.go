// Command get-sales-mapping is a Lambda; see package sales.
package main

import (
	"github.com/marketprep/marketprep/functions/sales"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/telemetry/xray"
)

func main() { boot.HTTP(sales.GetSalesMapping, xray.Trace) }
