// Command find-places is a Lambda; see package venue.
package main

import (
	"github.com/marketprep/marketprep/functions/venue"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/skies"
	"github.com/marketprep/marketprep/shared/telemetry/xray"
)

func main() { boot.HTTP(venue.FindPlaces(skies.Gazetteer), xray.Trace) }
