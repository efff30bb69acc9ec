package recommendation

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/recommendation"
	"github.com/marketprep/marketprep/shared/store"
)

// GetSharedList shows a packing list to whoever has its link.
func GetSharedList(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getSharedList{store.New(table, env.Now).SharedList}.operation(), nil
}

type getSharedList struct {
	list func(ctx context.Context, hash string) (recommendation.Set, error)
}

type getSharedListInput struct {
	Token string `path:"token" pattern:"^[A-Z2-7]{26}$" doc:"The end of the link"`
}

type getSharedListOutput struct {
	CacheControl string `header:"Cache-Control"`
	Robots       string `header:"X-Robots-Tag"`
	Body         struct {
		Date      civil.Date            `json:"date"`
		VenueName string                `json:"venueName"`
		Opens     civil.Clock           `json:"opens"`
		Closes    civil.Clock           `json:"closes"`
		Items     []sharedItem          `json:"items"`
		Equipment []string              `json:"equipment,omitempty" doc:"What comes along besides products; absent: the usual"`
		Packed    []recommendation.Tick `json:"packed"`
	}
}

// sharedItem is a product as a stranger may see it.
type sharedItem struct {
	Product  string `json:"product" doc:"Id, as ticks name it"`
	Name     string `json:"name"`
	Category string `json:"category"`
	Bring    int    `json:"bring"`
	PackSize int    `json:"packSize"`
	Storage  string `json:"storage" enum:"ambient,chilled,frozen"`

	CrateSize   *int `json:"crateSize,omitempty" doc:"Units that fit into one crate"`
	WeightGrams *int `json:"weightGrams,omitempty" doc:"What one unit weighs, packed"`
}

func (h getSharedList) operation() api.Operation {
	return api.Public(huma.Operation{
		OperationID: "get-shared-list",
		Method:      http.MethodGet,
		Path:        "/api/v1/shared/{token}",
		Summary:     "A packing list, for whoever has its link",
		Description: "Without signing in. A link that has ended, and one that never was, are the same: not found.",
		Tags:        []string{"recommendation"},
	}, h.serve)
}

func (h getSharedList) serve(ctx context.Context, in *getSharedListInput) (*getSharedListOutput, error) {
	set, err := h.list(ctx, hashOf(in.Token))
	if err != nil {
		return nil, err
	}
	out := &getSharedListOutput{CacheControl: "private, no-store", Robots: "noindex"}
	b := &out.Body
	b.Date, b.VenueName, b.Opens, b.Closes, b.Items, b.Packed = set.Date, set.VenueName, set.Opens, set.Closes, []sharedItem{}, set.Packed
	b.Equipment = set.Equipment
	if b.Packed == nil {
		b.Packed = []recommendation.Tick{}
	}
	for _, it := range set.Items {
		b.Items = append(b.Items, sharedItem{it.Product, it.Name, it.Category, it.Bring, it.PackSize, it.Storage, it.CrateSize, it.WeightGrams})
	}
	return out, nil
}
