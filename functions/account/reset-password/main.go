// Command reset-password is a Lambda; see package account.
package main

import (
	"github.com/marketprep/marketprep/functions/account"
	"github.com/marketprep/marketprep/shared/boot"
)

func main() { boot.HTTP(account.ResetPassword) }
