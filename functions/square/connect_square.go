package square

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/ident"
	"github.com/marketprep/marketprep/shared/square/access"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// ConnectSquare says where the vendor allows MarketPrep to read its account.
func ConnectSquare(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	names := make(map[string]string)
	for _, name := range []string{"SQUARE_URL", "SQUARE_APPLICATION_ID", "SQUARE_REDIRECT_URL"} {
		if names[name], err = env.Require(name); err != nil {
			return api.Operation{}, err
		}
	}
	url := func(state string) string {
		return access.AuthorizeURL(names["SQUARE_URL"], names["SQUARE_APPLICATION_ID"], names["SQUARE_REDIRECT_URL"], state)
	}
	return connectSquare{store.New(table, env.Now).BeginSquare, url, env.Now}.operation(), nil
}

type connectSquare struct {
	begin func(ctx context.Context, v tenant.ID, user, state string, until time.Time) error
	url   func(state string) string
	now   func() time.Time
}

// stateLife is how long a vendor may take at Square.
const stateLife = 10 * time.Minute

type connectSquareOutput struct {
	Body struct {
		URL       string    `json:"url" doc:"Send the browser there. It comes back to the web page /square/callback with code and state, or with error and state" example:"https://connect.squareup.com/oauth2/authorize?client_id=sq0idp-APP"`
		ExpiresAt time.Time `json:"expiresAt" doc:"Until when it must have come back"`
	}
}

func (h connectSquare) operation() api.Operation {
	return api.For(tenant.Owner, huma.Operation{
		OperationID: "connect-square",
		Method:      http.MethodPost,
		Path:        "/api/v1/square/connection",
		Summary:     "Begin to connect Square",
		Description: "Answers with the address at Square where the owner decides. The newest address alone counts.",
		Tags:        []string{"square"},
	}, h.serve)
}

func (h connectSquare) serve(ctx context.Context, caller tenant.Caller, _ *struct{}) (*connectSquareOutput, error) {
	state, until := ident.New("sq"), h.now().Add(stateLife).UTC().Truncate(time.Second)
	if err := h.begin(ctx, caller.Vendor, caller.User, state, until); err != nil {
		return nil, err
	}
	out := new(connectSquareOutput)
	out.Body.URL, out.Body.ExpiresAt = h.url(state), until
	return out, nil
}
