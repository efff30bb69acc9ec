// Command run-forecast is a Lambda; see package recommendation.
package main

import (
	"github.com/marketprep/marketprep/functions/recommendation"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/telemetry/xray"
)

func main() { boot.Queue(recommendation.RunForecast, xray.Trace) }
