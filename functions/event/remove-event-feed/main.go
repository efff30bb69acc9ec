// Command remove-event-feed is a Lambda; see package event.
package main

import (
	"github.com/marketprep/marketprep/functions/event"
	"github.com/marketprep/marketprep/shared/boot"
)

func main() { boot.HTTP(event.RemoveEventFeed) }
