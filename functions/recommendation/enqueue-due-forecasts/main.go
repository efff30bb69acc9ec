// Command enqueue-due-forecasts is a Lambda; see package recommendation.
package main

import (
	"github.com/marketprep/marketprep/functions/recommendation"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/queue/sqs"
	"github.com/marketprep/marketprep/shared/telemetry/xray"
)

func main() { boot.Schedule(recommendation.EnqueueDueForecasts(sqs.Open), xray.Trace) }
