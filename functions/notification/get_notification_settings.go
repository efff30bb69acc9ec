package notification

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// GetNotificationSettings shows which letters a member gets, and when.
func GetNotificationSettings(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getNotificationSettings{store.New(table, env.Now).MemberPost, env.Now}.operation(), nil
}

type getNotificationSettings struct {
	post func(ctx context.Context, v tenant.ID, user string) (*store.Post, error)
	now  func() time.Time
}

func (h getNotificationSettings) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "get-notification-settings",
		Method:      http.MethodGet,
		Path:        "/api/v1/notifications",
		Summary:     "Which letters you get, and when",
		Description: "Your own: each member of a business has an address and chooses for it.",
		Tags:        []string{"notification"},
	}, h.serve)
}

func (h getNotificationSettings) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*settingsOutput, error) {
	user, err := memberOf(caller)
	if err != nil {
		return nil, err
	}
	p, err := h.post(ctx, caller.Vendor, user)
	if err != nil {
		return nil, err
	}
	return shown(p, h.now()), nil
}
