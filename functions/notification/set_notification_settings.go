package notification

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	letter "github.com/marketprep/marketprep/shared/notification"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// SetNotificationSettings chooses which letters a member gets, and when.
func SetNotificationSettings(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return setNotificationSettings{store.New(table, env.Now).EditLetters, env.Now}.operation(), nil
}

type setNotificationSettings struct {
	edit func(ctx context.Context, v tenant.ID, user string, change func(*store.Post) error) error
	now  func() time.Time
}

type setNotificationSettingsInput struct {
	Body struct {
		Language        letter.Language  `json:"language,omitempty" enum:"en,es,de" doc:"Language of the letters; absent: the one it was"`
		ListReady       readyChoice      `json:"listReady" doc:"The lists of the coming market days are made"`
		ListMoved       letter.WhenMoved `json:"listMoved" doc:"A list that you know has other numbers"`
		ReconnectSquare letter.WhenLost  `json:"reconnectSquare" doc:"Square lets us in no more"`
		HowItWent       letter.WhenOver  `json:"howItWent" doc:"A market is over, and nobody told how it went"`
		Stopped         bool             `json:"stopped,omitempty" doc:"Have all letters stopped, as the link in each of them does; absent: have them go out"`
	}
}

// readyChoice is letter.WhenReady as it is written.
type readyChoice struct {
	On         bool   `json:"on"`
	DaysBefore int    `json:"daysBefore" doc:"Days before the market, 0 to 6; lists are made a week ahead"`
	At         string `json:"at" minLength:"5" maxLength:"5" doc:"Time of the day, HH:MM, in the vendor's time zone; 21:00 to 07:00, when nothing is sent otherwise, may be chosen" example:"18:00"`
}

func (h setNotificationSettings) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "set-notification-settings",
		Method:      http.MethodPut,
		Path:        "/api/v1/notifications",
		Summary:     "Choose which letters you get, and when",
		Description: "Your own. Letters that were stopped go out again, unless you say otherwise. Answers as get-notification-settings does.",
		Tags:        []string{"notification"},
	}, h.serve)
}

func (h setNotificationSettings) serve(ctx context.Context, caller tenant.Caller, in *setNotificationSettingsInput) (*settingsOutput, error) {
	user, err := memberOf(caller)
	if err != nil {
		return nil, err
	}
	b := in.Body
	at, err := api.Clock("body.listReady.at", b.ListReady.At)
	if err != nil {
		return nil, err
	}
	chosen := letter.Settings{
		Language:  b.Language,
		ListReady: letter.WhenReady{On: b.ListReady.On, DaysBefore: b.ListReady.DaysBefore, At: at},
		ListMoved: b.ListMoved, ReconnectSquare: b.ReconnectSquare, HowItWent: b.HowItWent,
	}
	var out *settingsOutput
	err = h.edit(ctx, caller.Vendor, user, func(p *store.Post) error {
		m, set := &p.Members[0], chosen
		if set.Language == "" {
			set.Language = m.Chosen(p.Vendor).Language
		}
		if err := set.Check(); err != nil {
			return err
		}
		m.Settings = &set
		switch {
		case !b.Stopped:
			m.Stopped = time.Time{}
		case m.Stopped.IsZero():
			m.Stopped = h.now()
		}
		out = shown(p, h.now())
		return nil
	})
	return out, err
}
