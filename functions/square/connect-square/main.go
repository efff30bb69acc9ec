// Command connect-square is a Lambda; see package square.
package main

import (
	"github.com/marketprep/marketprep/functions/square"
	"github.com/marketprep/marketprep/shared/boot"
)

func main() { boot.HTTP(square.ConnectSquare) }
