package recommendation

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// shareList is store.ShareList.
type shareList func(ctx context.Context, v tenant.ID, date civil.Date, venue, hash string, ends time.Time) error

// sharedFor is for how long after its market a list may be read by its link.
const sharedFor civil.Date = 7

// hashOf is what is kept of a token: who reads the table cannot use it.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// ShareList makes a link to a packing list.
func ShareList(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return shareListEndpoint{store.New(table, env.Now).ShareList, env.Now}.operation(), nil
}

type shareListEndpoint struct {
	share shareList
	now   func() time.Time
}

type shareListInput struct{ api.MarketDay }

type shareListOutput struct {
	Body struct {
		Token string    `json:"token" doc:"The end of the link; it is shown this once"`
		Path  string    `json:"path" doc:"Where the list can be read with it"`
		Ends  time.Time `json:"ends" doc:"Until when"`
	}
}

func (h shareListEndpoint) operation() api.Operation {
	return api.For(tenant.Manager, huma.Operation{
		OperationID:   "share-list",
		Method:        http.MethodPost,
		Path:          "/api/v1/recommendations/{date}/{venue}/share",
		DefaultStatus: http.StatusCreated,
		Summary:       "Make a link to the packing list",
		Description: "Whoever has the link sees products, numbers and what is packed, without signing in: no money, and nothing of your business. It ends a " +
			"week after the market; a new link ends the one before it.",
		Tags: []string{"recommendation"},
	}, h.serve)
}

func (h shareListEndpoint) serve(ctx context.Context, caller tenant.Caller, in *shareListInput) (*shareListOutput, error) {
	date, err := in.Day()
	if err != nil {
		return nil, err
	}
	out := new(shareListOutput)
	ends := max(date, civil.DateOf(h.now().UTC())) + sharedFor
	out.Body.Token, out.Body.Ends = rand.Text(), ends.Time(time.UTC)
	out.Body.Path = "/api/v1/shared/" + out.Body.Token
	if err := h.share(ctx, caller.Vendor, date, in.Venue, hashOf(out.Body.Token), out.Body.Ends); err != nil {
		return nil, err
	}
	return out, nil
}
