package weather

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"sync"
	"time"

	"github.com/marketprep/marketprep/shared/boot"
	"github.com/marketprep/marketprep/shared/resilience"
	"github.com/marketprep/marketprep/shared/store"
	"github.com/marketprep/marketprep/shared/telemetry"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/weather"
)

// RefreshWeather asks for the weather of the cells that are due: one call for all
// vendors who sell in one. If the forecast moved so that lists may, theirs are due.
func RefreshWeather(open func(*boot.Env) (weather.Sky, error)) boot.Job {
	return func(env *boot.Env) (func(context.Context) error, error) {
		table, err := env.Table()
		if err != nil {
			return nil, err
		}
		sky, err := open(env)
		if err != nil {
			return nil, err
		}
		s := store.New(table, env.Now)
		return refreshWeather{s.DueCells, s.Cells, s.ListedAt, s.AllDueNow, s.SaveCell, s.PostponeCell, s.RecordRun, sky, env.Now}.run, nil
	}
}

type refreshWeather struct {
	due       func(ctx context.Context, shard int, limit int32) ([]weather.Cell, error)
	cells     func(ctx context.Context, cells []weather.Cell, years []int) (map[weather.Cell]store.Cell, error)
	listed    func(ctx context.Context, c weather.Cell) ([]tenant.ID, error)
	dueNow    func(ctx context.Context, vendors []tenant.ID, q store.WorkQueue) error
	save      func(ctx context.Context, c store.Cell, years []int, next time.Time) error
	postpone  func(ctx context.Context, c weather.Cell, next time.Time) error
	recordRun func(ctx context.Context, job string, at time.Time) error
	sky       weather.Sky
	now       func() time.Time
}

// When a cell is due again: forecasts are made every few hours.
const (
	nextLook  = 3 * time.Hour
	nextRetry = 30 * time.Minute
)

const (
	// batch is how many cells are read from a shard at a time.
	batch = 50
	// yearsBack is how many years of the past are asked of an archive.
	yearsBack = 3
	// overlap is how many past days are asked for anew with every forecast: what
	// was measured replaces what was forecast.
	overlap = 2
	// reserve is how long before the end of the run no further cell is begun.
	reserve = 40 * time.Second
)

func (j refreshWeather) run(ctx context.Context) error {
	failed := make([]error, store.Shards)
	var all sync.WaitGroup
	for shard := range store.Shards {
		all.Go(func() {
			if err := j.drain(ctx, shard); err != nil {
				failed[shard] = fmt.Errorf("weather: refresh shard %d: %w", shard, err)
			}
		})
	}
	all.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	return j.recordRun(ctx, "refresh-weather", j.now())
}

// drain looks at the due cells of a shard until none is new: its index is a little
// behind. What there is no time for is due at the next run.
func (j refreshWeather) drain(ctx context.Context, shard int) error {
	seen := map[weather.Cell]bool{}
	for {
		cells, err := j.due(ctx, shard, batch)
		if err != nil {
			return err
		}
		fresh := 0
		for _, c := range cells {
			if deadline, ok := ctx.Deadline(); seen[c] || ok && time.Until(deadline) < reserve {
				continue
			}
			seen[c] = true
			fresh++
			if err := j.look(ctx, c); err != nil {
				return err
			}
		}
		if fresh == 0 {
			return nil
		}
	}
}

// look asks for the weather of a cell. An outage of the providers is no error: the
// last good forecast serves, and the cell is due again soon.
func (j refreshWeather) look(ctx context.Context, c weather.Cell) error {
	run := telemetry.FromContext(ctx)
	vendors, err := j.listed(ctx, c)
	if err != nil {
		return err
	}
	if len(vendors) == 0 {
		return j.postpone(ctx, c, time.Time{})
	}
	now := j.now().UTC()
	years := []int{}
	for y := now.Year() - yearsBack; y <= now.Year(); y++ {
		years = append(years, y)
	}
	known, err := j.cells(ctx, []weather.Cell{c}, years)
	if err != nil {
		return err
	}
	cell := known[c]
	changed, err := j.ask(ctx, &cell)
	if err != nil {
		run.Count("cellsFailed", 1)
		run.Add(slog.String("cellFailure", resilience.Redact(err).Error()))
		return j.postpone(ctx, c, now.Add(nextRetry))
	}
	run.Count("cells", 1)
	// First the vendors: who crashes in between tells them twice.
	if moved(cell, now) {
		if err := j.dueNow(ctx, vendors, store.ForecastWork); err != nil {
			return err
		}
		run.Count("cellsMoved", 1)
		cell.Told = cell.Forecast
	}
	return j.save(ctx, cell, changed, now.Add(nextLook))
}

// ask takes what the providers say into cell, and returns which years of the past
// that changed.
func (j refreshWeather) ask(ctx context.Context, cell *store.Cell) ([]int, error) {
	now := j.now().UTC()
	past := overlap
	if len(cell.ReadPast) == 0 {
		past = weather.FarthestBack
	}
	f, err := j.sky.Forecast(ctx, cell.Cell, past)
	if err != nil {
		return nil, err
	}
	cell.Forecast = f
	changed := map[int]bool{}
	learn := func(hours []weather.Hour) {
		for _, y := range cell.Past.Learn(hours, now) {
			changed[y] = true
		}
	}
	for cell.Oldest == 0 || cell.Oldest > now.Year()-yearsBack {
		year := now.Year()
		if cell.Oldest > 0 {
			year = cell.Oldest - 1
		}
		if j.sky.Past == nil {
			break
		}
		from, to := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC)
		if yesterday := now.AddDate(0, 0, -1); to.After(yesterday) {
			to = yesterday
		}
		if from.Before(to) {
			hours, err := j.sky.Past(ctx, cell.Cell, from, to)
			if err != nil {
				// The rest of the past comes with the next look.
				telemetry.FromContext(ctx).Count("pastFailed", 1)
				break
			}
			learn(hours)
		}
		cell.Oldest = year
	}
	// What the forecast says of the last days is newer than what the archive does.
	learn(f.Hours)
	var years []int
	for y := range changed {
		years = append(years, y)
	}
	return years, nil
}

// moved reports whether the forecast is another than the one that lists were made
// with, so far as they may change, or whether that one is old.
func moved(c store.Cell, now time.Time) bool {
	if now.Sub(c.Told.At) >= weather.Told {
		return true
	}
	// Market hours are those of local daylight; the Sun tells them well enough.
	noon := int64(math.Round(12 - c.Cell.Longitude()/15))
	for day := range int64(8) {
		start := (weather.HourOf(now)/24+day)*24 + noon
		from, to := time.Unix((start-5)*3600, 0), time.Unix((start+5)*3600, 0)
		if from.After(now) && weather.Differ(weather.Over(c.Told.Hour, from, to), weather.Over(c.Forecast.Hour, from, to)) {
			return true
		}
	}
	return false
}
