// Command get-readiness is a Lambda; see package health.
package main

import (
	"github.com/marketprep/marketprep/functions/health"
	"github.com/marketprep/marketprep/shared/boot"
)

func main() { boot.HTTP(health.GetReadiness) }
