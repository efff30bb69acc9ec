// Command get-weather is a Lambda; see package weather.
package main

import (
	"github.com/marketprep/marketprep/functions/weather"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/skies"
	"github.com/marketprep/marketprep/shared/telemetry/xray"
)

func main() { boot.HTTP(weather.GetWeather(skies.ForPeople), xray.Trace) }
