package square

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"github.com/marketprep/marketprep/shared/telemetry"
)

// counted runs a job and returns what it counted as StaleTokens.
func counted(ctx context.Context, job func(context.Context) error) (stale float64, err error) {
	ctx, run := telemetry.NewContext(ctx)
	err = job(ctx)
	var line bytes.Buffer
	run.Finish(ctx, telemetry.NewLogger(&line), "refresh-square-tokens", time.Time{}, time.Time{}, err != nil)
	metrics := map[string]any{}
	if jsonErr := json.Unmarshal(line.Bytes(), &metrics); jsonErr != nil {
		return 0, jsonErr
	}
	stale, _ = metrics[StaleTokens].(float64)
	return stale, err
}
