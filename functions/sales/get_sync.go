package sales

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/marketprep/marketprep/shared/api"
	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/tenant"
)

// GetSync shows how far a sync is, and what came of it.
func GetSync(env *boot.Env) (api.Operation, error) {
	table, err := env.Table()
	if err != nil {
		return api.Operation{}, err
	}
	return getSync{store.New(table, env.Now).Sync}.operation(), nil
}

type getSync struct {
	sync func(ctx context.Context, v tenant.ID) (salesync.State, error)
}

type getSyncInput struct {
	Sync string `path:"sync" maxLength:"40" doc:"Id of the sync; \"last\": the newest"`
}

type getSyncOutput struct{ Body salesync.Run }

func (h getSync) operation() api.Operation {
	return api.For(tenant.Helper, huma.Operation{
		OperationID: "get-sync",
		Method:      http.MethodGet,
		Path:        "/api/v1/syncs/{sync}",
		Summary:     "Show a sync",
		Description: "The last twenty can be looked up.",
		Tags:        []string{"sales"},
	}, h.serve)
}

func (h getSync) serve(ctx context.Context, caller tenant.Caller, in *getSyncInput) (*getSyncOutput, error) {
	st, err := h.sync(ctx, caller.Vendor)
	if err != nil {
		return nil, err
	}
	run := st.Find(in.Sync)
	if in.Sync == "last" && len(st.Runs) > 0 {
		run = &st.Runs[0]
	}
	if run == nil {
		return nil, errs.New(errs.NotFound, "there is no such sync, or it was long ago")
	}
	if run.Problems == nil {
		run.Problems = []string{}
	}
	return &getSyncOutput{*run}, nil
}
