// Command add-event-feed is a Lambda; see package event.
package main

import (
	"github.com/marketprep/marketprep/functions/event"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/boot/fairs"
	"github.com/marketprep/marketprep/shared/telemetry/xray"
)

func main() { boot.HTTP(event.AddEventFeed(fairs.ForPeople), xray.Trace) }
