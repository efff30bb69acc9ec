// Command list-venues is a Lambda; see package venue.
package main

import (
	"github.com/marketprep/marketprep/functions/venue"
	"github.com/marketprep/marketprep/shared/boot"
)

func main() { boot.HTTP(venue.ListVenues) }
