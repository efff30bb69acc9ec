package walk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/marketprep/marketprep/shared/salesync"
	"github.com/marketprep/marketprep/shared/square/squaretest"
)

// fetch lets a sale at Square come in: one in the middle of the night, which is at
// no market until it is assigned to one.
func (w *walker) fetch(ctx context.Context, fake *squaretest.Server, merchant string) error {
	at := time.Date(w.today.Year(), w.today.Month(), w.today.Day()-40, 3, 0, 0, 0, time.UTC)
	fake.PutOrders(merchant, squaretest.Order{
		ID: merchant + "-1", Location: "LVAN", Created: at, Closed: at, Lines: []squaretest.Line{{Variation: "VPIE", Name: "Midnight pie", Quantity: "2", Each: 900}},
	})
	if err := w.synced(ctx, "/api/v1/sales/sync", nil); err != nil {
		return err
	}
	var inbox struct {
		Items []struct {
			Date, Location string
			Revenue        int64
		}
	}
	if err := w.Call(ctx, http.MethodGet, "/api/v1/sales/unmapped", nil, &inbox); err != nil {
		return err
	}
	if len(inbox.Items) != 1 || inbox.Items[0].Location != "LVAN" || inbox.Items[0].Revenue != 1800 {
		return fmt.Errorf("after a sync, in the inbox: %+v", inbox)
	}
	assigned := map[string]any{"items": []any{map[string]any{"date": inbox.Items[0].Date, "location": "LVAN", "venue": "none"}}}
	if err := w.synced(ctx, "/api/v1/sales/unmapped", assigned); err != nil {
		return err
	}
	inbox.Items = nil
	if err := w.Call(ctx, http.MethodGet, "/api/v1/sales/unmapped", nil, &inbox); err != nil {
		return err
	}
	if len(inbox.Items) != 0 {
		return fmt.Errorf("after it was assigned, in the inbox: %+v", inbox)
	}
	return nil
}

// synced asks for a sync with a POST to path, and waits for its end.
func (w *walker) synced(ctx context.Context, path string, body any) error {
	var run salesync.Run
	if err := w.Call(ctx, http.MethodPost, path, body, &run); err != nil {
		return err
	}
	for range 60 {
		if err := w.Call(ctx, http.MethodGet, "/api/v1/syncs/"+run.ID, nil, &run); err != nil {
			return err
		}
		switch run.Status {
		case salesync.Done:
			return nil
		case salesync.Failed:
			return fmt.Errorf("the sync failed: %q", run.Problems)
		}
		select {
		case <-time.After(500 * time.Millisecond):
		case <-ctx.Done():
			return errors.New("out of time")
		}
	}
	return fmt.Errorf("half a minute later the sync is %+v", run)
}
