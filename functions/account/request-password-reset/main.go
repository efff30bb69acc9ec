// Command request-password-reset is a Lambda; see package account.
package main

import (
	"github.com/marketprep/marketprep/functions/account"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/mail/ses"
)

func main() { boot.HTTP(account.RequestPasswordReset(ses.Open)) }
