// Command send-due-notifications is a Lambda; see package notification.
package main

import (
	"github.com/marketprep/marketprep/functions/notification"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/mail/ses"
	"github.com/marketprep/marketprep/shared/telemetry/xray"
)

func main() { boot.Schedule(notification.SendDueNotifications(ses.Open), xray.Trace) }
