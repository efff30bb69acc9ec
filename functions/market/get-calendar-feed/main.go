// Command get-calendar-feed is a Lambda; see package market.
package main

import (
	"github.com/marketprep/marketprep/functions/market"
	"github.com/marketprep/marketprep/shared/boot"
)

func main() { boot.HTTP(market.GetCalendarFeed) }
