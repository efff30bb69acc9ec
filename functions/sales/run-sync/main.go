// Command run-sync is a Lambda; see package sales.
package main

import (
	"github.com/marketprep/marketprep/functions/sales"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/queue/sqs"
	"github.com/marketprep/marketprep/shared/telemetry/xray"
)

func main() { boot.Queue(sales.RunSync(sqs.Open, tills.Reader), xray.Trace) }
