// Command backtest forecasts every row of a panel of real demand with what was
// known some days before, and scores the forecasts beside rules of thumb:
//
//	backtest -panel p.csv -from 2017-05-01 -horizon 7 -weather none|known -out forecasts.csv
//
// A panel has the columns vendor, venue, product, date, units, and may have temp_c,
// rain_mm, holiday, school_holiday, event (0, 1, 2), brought and sold_out; then units of
// a row that is sold out are a lower bound of demand, and -truth names the panel of what
// was wanted.
//
// It walks through the panel in order of date. A forecast for a date uses rows
// dated up to horizon days before, the calendar and event columns of the date and,
// with -weather known, its weather; nothing else. It fits anew at most every seven
// days per vendor.
package main

import (
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/marketprep/marketprep/shared/forecast"
)

type options struct {
	panel, from, weather, out, truth, plots string
	horizon                                 int
}

func main() {
	var o options
	flag.StringVar(&o.panel, "panel", "", "panel to forecast: vendor,venue,product,date,units,…")
	flag.StringVar(&o.from, "from", "", "first date to forecast, YYYY-MM-DD")
	flag.IntVar(&o.horizon, "horizon", 7, "days between what is known and the date")
	flag.StringVar(&o.weather, "weather", "none", "none, or known: the date's weather is known")
	flag.StringVar(&o.out, "out", "", "file to write the forecasts to; empty: none")
	flag.StringVar(&o.truth, "truth", "", "panel of what was wanted, where the panel has sell-outs")
	flag.StringVar(&o.plots, "plots", "", "folder to draw plots into; empty: none")
	flag.Parse()
	if err := run(o); err != nil {
		log.Fatal(err)
	}
}

func run(o options) error {
	if o.panel == "" || o.from == "" {
		return errors.New("backtest: name a panel and a date: make backtest PANEL=p.csv FROM=2017-05-01")
	}
	from, err := day(o.from)
	if err != nil {
		return err
	}
	vendors, err := openPanel(o.panel)
	if err != nil {
		return err
	}
	truth := vendors
	if o.truth != "" {
		if truth, err = openPanel(o.truth); err != nil {
			return err
		}
	}
	var all []prediction
	for _, v := range vendors {
		all = append(all, v.forecast(from, o)...)
	}
	if o.out != "" {
		if err := writeForecasts(o.out, all); err != nil {
			return err
		}
	}
	s := newScorer(vendors, truth, all, forecast.Day(o.horizon))
	if err := s.print(os.Stdout); err != nil {
		return err
	}
	if o.plots != "" {
		return plot(o.plots, s)
	}
	return nil
}

func openPanel(name string) ([]*vendor, error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("backtest: open panel: %w", err)
	}
	defer in.Close() //nolint:errcheck // it was only read
	return readPanel(in)
}

// writeForecasts writes one line per prediction.
func writeForecasts(name string, all []prediction) error {
	file, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("backtest: open output: %w", err)
	}
	defer file.Close() //nolint:errcheck // Flush below reports what cannot be written
	w := csv.NewWriter(file)
	records := [][]string{{"vendor", "venue", "product", "date", "mean", "q10", "q50", "q75", "q80", "q90"}}
	for _, p := range all {
		record := slices.Clone(p.row.names[:])
		for _, x := range append([]float64{p.forecast.Mean}, p.quantiles[:]...) {
			record = append(record, strconv.FormatFloat(x, 'f', -1, 64))
		}
		records = append(records, record)
	}
	if err := w.WriteAll(records); err != nil {
		return fmt.Errorf("backtest: write: %w", err)
	}
	return nil
}

func day(s string) (forecast.Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("backtest: read date: %w", err)
	}
	return forecast.Day(t.Unix() / (24 * 60 * 60)), nil
}

// refit is how many days a fit serves.
const refit = 7

// prediction is a forecast of a row.
type prediction struct {
	row       *panelRow
	forecast  forecast.Forecast
	quantiles [len(levels)]float64
}

// levels are those of the quantiles that are written and scored.
var levels = [...]float64{0.1, 0.5, 0.75, 0.8, 0.9}

// The places of the quantiles among levels.
const (
	q10 = iota
	q50
	q75
	q80
	q90
)

// forecast makes a forecast for every row of v from a day on.
func (v *vendor) forecast(from forecast.Day, o options) []prediction {
	var all []prediction
	var model *forecast.Model
	var fitted forecast.Day
	for i := range v.rows {
		r := &v.rows[i]
		if r.sale.Day < from {
			continue
		}
		known := r.sale.Day - forecast.Day(o.horizon)
		switch {
		case model == nil || known >= fitted+refit:
			model, fitted = forecast.Fit(v.history(known), known), known
		case known > model.AsOf:
			model = model.Refresh(v.history(known), known)
		}
		c := r.conditions
		if o.weather != "known" {
			c.TempC, c.RainMM = unknown, unknown
		}
		p := prediction{row: r, forecast: model.Predict(forecast.Request{Venue: r.sale.Venue, Day: r.sale.Day, Products: []int32{r.sale.Product}, Conditions: c})[0]}
		for i, level := range levels {
			p.quantiles[i] = p.forecast.Quantile(level)
		}
		all = append(all, p)
	}
	return all
}
