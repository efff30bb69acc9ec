package walk

import (
	"context"
	"fmt"
	"net/http"

	"github.com/marketprep/marketprep/shared/resilience/faulty"
)

// sky is what the weather page says of a market day.
type sky struct {
	Source     string
	IsFallback bool
	TempC      *float64
	Hours      []struct{ TempC *float64 }
}

// weather waits until the weather is in the list, and takes Open-Meteo away: the
// weather page and the list are still there.
func (w *walker) weather(ctx context.Context) error {
	if err := w.AwaitWeather(ctx, w.system.Fire, w.next.Date, w.next.Venue); err != nil {
		return err
	}
	page := "/api/v1/weather?venue=" + w.next.Venue + "&date=" + w.next.Date
	var now sky
	if err := w.Call(ctx, http.MethodGet, page, nil, &now); err != nil {
		return err
	}
	if now.Source != "open-meteo" || now.IsFallback || now.TempC == nil || len(now.Hours) == 0 {
		return fmt.Errorf("the weather of the market is %+v", now)
	}
	w.system.Weather().Behave(faulty.Behaviour{Status: http.StatusServiceUnavailable})
	defer w.system.Weather().BehaveWell()
	if err := w.Call(ctx, http.MethodGet, page, nil, &now); err != nil || now.Source != "open-meteo" {
		return fmt.Errorf("without Open-Meteo the weather is %+v: %w", now, err)
	}
	var out struct{ List list }
	request := map[string]any{"date": w.next.Date, "venue": w.next.Venue}
	if err := w.Call(ctx, http.MethodPost, "/api/v1/recommendations", request, &out); err != nil {
		return err
	}
	if rests := out.List.RestsOn; out.List.Method != "model" || rests.Weather != "open-meteo" {
		return fmt.Errorf("without Open-Meteo the list rests on %+v by %s", rests, out.List.Method)
	}
	return nil
}
