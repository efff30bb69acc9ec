package system

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/marketprep/marketprep/infra/edge"
	"github.com/marketprep/marketprep/infra/local/gateway"
)

// besidePages puts the built web app in front of the API, if it is served.
func besidePages(o Options, api http.Handler) (http.Handler, error) {
	if o.Pages == "" {
		return api, nil
	}
	cdn, err := edge.Load(filepath.Join(o.Root, "infra", "web.yaml"))
	if err != nil {
		return nil, fmt.Errorf("system: %w", err)
	}
	return gateway.Pages(os.DirFS(o.Pages), cdn, api), nil
}
