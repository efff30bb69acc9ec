// Command sync-products is a Lambda; see package catalog.
package main

import (
	"github.com/marketprep/marketprep/functions/catalog"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/queue/sqs"
	"github.com/marketprep/marketprep/shared/telemetry/xray"
)

func main() { boot.HTTP(catalog.SyncProducts(sqs.Open), xray.Trace) }
