// Command receive-square-webhook is a Lambda; see package square.
package main

import (
	"github.com/marketprep/marketprep/functions/square"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/queue/sqs"
)

func main() { boot.HTTP(square.ReceiveSquareWebhook(sqs.Open)) }
