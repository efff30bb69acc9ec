package recommendation

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/market"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/weather"
)

// forecastMessage asks for a vendor's lists of the coming days.
type forecastMessage struct {
	Vendor string `json:"vendor"`
}

// RunForecast makes one vendor's lists for the coming market days. Run twice, it
// makes the same lists twice.
func RunForecast(env *boot.Env) (func(ctx context.Context, body string) error, error) {
	table, err := env.Table()
	if err != nil {
		return nil, err
	}
	s := store.New(table, env.Now)
	return runForecast{s.Planning, s.Cells, s.ListAt, s.SavePlan, s.RecordRun, env.Now}.handle, nil
}

type runForecast struct {
	planning  func(ctx context.Context, v tenant.ID, first, last civil.Date, listed string) (*store.Planning, error)
	cells     func(ctx context.Context, cells []weather.Cell, years []int) (map[weather.Cell]store.Cell, error)
	listAt    func(ctx context.Context, v tenant.ID, cells []weather.Cell) error
	save      func(ctx context.Context, v tenant.ID, p store.Plan) error
	recordRun func(ctx context.Context, job string, at time.Time) error
	now       func() time.Time
}

func (j runForecast) handle(ctx context.Context, body string) error {
	var m forecastMessage
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		return fmt.Errorf("recommendation: read message: %w", err)
	}
	v, err := tenant.Verified(m.Vendor)
	if err != nil {
		return fmt.Errorf("recommendation: read message: %w", err)
	}
	now := j.now()
	today := civil.DateOf(now.UTC())
	p, err := j.planning(ctx, v, today, today+keptReady, "")
	if err != nil {
		return err
	}
	var days []market.Day
	for _, d := range market.Calendar(p.Venues, p.Exceptions, today, today+keptReady) {
		if d.Status == market.Planned {
			days = append(days, d)
		}
	}
	if p.Weather, err = j.weather(ctx, v, p); err != nil {
		return err
	}
	sets, model := plan(p, now, days)
	if err := j.save(ctx, v, store.Plan{Sets: sets, Model: model, Weather: p.Weather}); err != nil {
		return err
	}
	run := telemetry.FromContext(ctx)
	run.Count("lists", float64(len(sets)))
	for _, s := range sets {
		if s.RestsOn.IsFallback {
			run.Count("fallbacks", 1)
		}
	}
	return j.recordRun(ctx, "run-forecast", now)
}
