// Command disconnect-square is a Lambda; see package square.
package main

import (
	"github.com/marketprep/marketprep/functions/square"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/telemetry/xray"
)

func main() { boot.HTTP(square.DisconnectSquare(tills.ForPeople), xray.Trace) }
