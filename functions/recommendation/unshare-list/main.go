// Command unshare-list is a Lambda; see package recommendation.
package main

import (
	"github.com/marketprep/marketprep/functions/recommendation"
	"github.com/marketprep/marketprep/shared/boot"
)

func main() { boot.HTTP(recommendation.UnshareList) }
