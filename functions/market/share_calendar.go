package market

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// shareCalendar is store.ShareCalendar.
type shareCalendar func(ctx context.Context, v tenant.ID, hash string) error

// hashOf is what is kept of a token: who reads the table cannot use it.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// ShareCalendar makes an address at which calendars read the market days.
func ShareCalendar(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return shareCalendarEndpoint{store.New(table, env.Now).ShareCalendar}.operation(), nil
}

type shareCalendarEndpoint struct{ share shareCalendar }

type shareCalendarOutput struct {
	Body struct {
		Path string `json:"path" doc:"Address of the calendar, to be subscribed to; it is shown this once"`
	}
}

func (h shareCalendarEndpoint) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID:   "share-calendar",
		Method:        http.MethodPost,
		Path:          "/api/v1/calendar-feed",
		DefaultStatus: http.StatusCreated,
		Summary:       "Make an address at which calendars read your market days",
		Description:   "Whoever has it sees where and when you sell, no more. A new one ends the one before it.",
		Tags:          []string{"market"},
	}, h.serve)
}

func (h shareCalendarEndpoint) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*shareCalendarOutput, error) {
	token := rand.Text()
	if err := h.share(ctx, caller.Vendor, hashOf(token)); err != nil {
		return nil, err
	}
	out := new(shareCalendarOutput)
	out.Body.Path = "/calendars/" + token + ".ics"
	return out, nil
}
