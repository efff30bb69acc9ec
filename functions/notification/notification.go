// Package notification holds the endpoints and the job about letters to members:
//
//	get-notification-settings    GET  /api/v1/notifications
//	set-notification-settings    PUT  /api/v1/notifications
//	stop-notifications           POST /notifications/{token}/stop
//	send-due-notifications       every 15 minutes
//
// Settings are a member's own, for each has an address. Which letters are due and what
// they say is decided in shared/notification.
package notification

import (
	"time"

	"github.com/marketprep/marketprep/shared/errs"
	letter "github.com/marketprep/marketprep/shared/notification"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// settingsOutput is everything that a page about a member's letters shows.
type settingsOutput struct {
	Body struct {
		letter.Settings
		Stopped  bool           `json:"stopped" doc:"You had all letters stopped, from a letter or here: none goes out, whatever is on"`
		Since    *time.Time     `json:"stoppedAt,omitempty" doc:"When that was"`
		Address  string         `json:"address" doc:"Where letters go"`
		TimeZone string         `json:"timeZone" doc:"IANA name of the time zone that hours are in: the vendor's"`
		Default  bool           `json:"isDefault" doc:"You have not chosen yet"`
		Next     *letter.Coming `json:"next,omitempty" doc:"The next letter, as the calendar has it; absent: none is in sight. That a list moves or the till is lost nobody knows before"`
		Last     *letter.Sent   `json:"last,omitempty" doc:"The newest letter that went out; absent: none did"`
	}
}

// shown is what a member's page shows at now.
func shown(p *store.Post, now time.Time) *settingsOutput {
	m := p.Members[0]
	out := new(settingsOutput)
	b := &out.Body
	b.Settings, b.Default = m.Chosen(p.Vendor), m.Settings == nil
	if b.Stopped = !m.Stopped.IsZero(); b.Stopped {
		at := m.Stopped
		b.Since = &at
	}
	b.Address, b.TimeZone = m.Address, p.Vendor.Location().String()
	b.Next, b.Last = letter.Next(now, p.Stall, m.Member), m.State.Last
	return out
}

// memberOf is the member who calls: letters go to people, not to programs.
func memberOf(c tenant.Caller) (user string, err error) {
	if c.User == "" {
		return "", errs.New(errs.Forbidden, "sign in yourself: letters go to members")
	}
	return c.User, nil
}
