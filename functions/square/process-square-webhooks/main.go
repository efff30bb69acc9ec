// Command process-square-webhooks is a Lambda; see package square.
package main

import (
	"github.com/marketprep/marketprep/functions/square"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/queue/sqs"
	"github.com/marketprep/marketprep/shared/telemetry/xray"
)

func main() { boot.Queue(square.ProcessSquareWebhooks(sqs.Open, tills.Reader), xray.Trace) }
