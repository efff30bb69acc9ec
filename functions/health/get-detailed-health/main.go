// Command get-detailed-health is a Lambda; see package health.
package main

import (
	"github.com/marketprep/marketprep/functions/health"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/queue/sqs"
	"github.com/marketprep/marketprep/shared/telemetry/xray"
)

func main() { boot.HTTP(health.GetDetailedHealth(sqs.Open), xray.Trace) }
