// Command list-square-locations is a Lambda; see package square.
package main

import (
	"github.com/marketprep/marketprep/functions/square"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/tills"
	"github.com/marketprep/marketprep/shared/telemetry/xray"
)

func main() { boot.HTTP(square.ListSquareLocations(tills.ForPeople), xray.Trace) }
