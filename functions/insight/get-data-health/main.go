// Command get-data-health is a Lambda; see package insight.
package main

import (
	"github.com/marketprep/marketprep/functions/insight"
	"github.com/marketprep/marketprep/shared/boot"
)

func main() { boot.HTTP(insight.GetDataHealth) }
