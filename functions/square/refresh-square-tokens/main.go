// Command refresh-square-tokens is a Lambda; see package square.
package main

import (
	"github.com/marketprep/marketprep/functions/square"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/telemetry/xray"
)

func main() { boot.Schedule(square.RefreshSquareTokens(tills.ForJobs), xray.Trace) }
