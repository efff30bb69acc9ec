// Command get-notification-settings is a Lambda; see package notification.
package main

import (
	"github.com/marketprep/marketprep/functions/notification"
	"github.com/marketprep/marketprep/shared/boot"
)

func main() { boot.HTTP(notification.GetNotificationSettings) }
