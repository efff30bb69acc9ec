package notification

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/store"
)

// StopNotifications stops all letters to whom a letter's link is for.
func StopNotifications(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return stopNotifications{store.New(table, env.Now).StopLetters}.operation(), nil
}

type stopNotifications struct {
	stop func(ctx context.Context, token string) error
}

type stopNotificationsInput struct {
	Token string `path:"token" maxLength:"100" doc:"What stands behind # in the link"`
}

type stopNotificationsOutput struct {
	Robots string `header:"X-Robots-Tag"`
	Body   struct {
		Message string `json:"message"`
	}
}

func (h stopNotifications) operation() api.Operation {
	return api.Public(huma.Operation{
		OperationID: "stop-notifications",
		Method:      http.MethodPost,
		Path:        "/notifications/{token}/stop",
		Summary:     "Stop all letters, with the link of one",
		Description: "Without signing in. Mail programs send it, with one click and any body (RFC 8058), and the page behind the link in each letter. " +
			"It may be sent again, and the answer is the same for a token that is nobody's.",
		Tags:          []string{"notification"},
		DefaultStatus: http.StatusOK,
	}, h.serve)
}

// serve answers everybody the same. That a known token takes one more request to the
// table tells nobody anything: who has one of 128 bits has it from a letter.
func (h stopNotifications) serve(ctx context.Context, in *stopNotificationsInput) (*stopNotificationsOutput, error) {
	if err := h.stop(ctx, in.Token); err != nil {
		return nil, err
	}
	out := &stopNotificationsOutput{Robots: "noindex"}
	out.Body.Message = "No more letters. In the settings you can have them again."
	return out, nil
}
