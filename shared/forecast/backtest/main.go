// Command backtest forecasts every row of a panel of real demand with what was
// known some days before, and writes the forecasts as CSV:
//
//	backtest -panel p.csv -from 2017-05-01 -horizon 7 -weather none|known -out forecasts.csv
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
	"io"
	"log"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/marketprep/marketprep/shared/forecast"
)

type options struct {
	panel, from, weather, out string
	horizon                   int
}

func main() {
	var o options
	flag.StringVar(&o.panel, "panel", "", "panel to forecast: vendor,venue,product,date,units,…")
	flag.StringVar(&o.from, "from", "", "first date to forecast, YYYY-MM-DD")
	flag.IntVar(&o.horizon, "horizon", 7, "days between what is known and the date")
	flag.StringVar(&o.weather, "weather", "none", "none, or known: the date's weather is known")
	flag.StringVar(&o.out, "out", "", "file to write; empty: standard output")
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
	in, err := os.Open(o.panel)
	if err != nil {
		return fmt.Errorf("backtest: open panel: %w", err)
	}
	defer in.Close() //nolint:errcheck // it was only read
	vendors, err := readPanel(in)
	if err != nil {
		return err
	}
	out := io.Writer(os.Stdout)
	if o.out != "" {
		file, err := os.Create(o.out)
		if err != nil {
			return fmt.Errorf("backtest: open output: %w", err)
		}
		defer file.Close() //nolint:errcheck // Flush below reports what cannot be written
		out = file
	}
	w := csv.NewWriter(out)
	if err := w.Write([]string{"vendor", "venue", "product", "date", "mean", "q10", "q50", "q75", "q80", "q90"}); err != nil {
		return fmt.Errorf("backtest: write: %w", err)
	}
	for _, v := range vendors {
		if err := v.forecast(w, from, o); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
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

// forecast writes a forecast for every row of v from a day on.
func (v *vendor) forecast(w *csv.Writer, from forecast.Day, o options) error {
	var model *forecast.Model
	var fitted forecast.Day
	for _, r := range v.rows {
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
		f := model.Predict(forecast.Request{Venue: r.sale.Venue, Day: r.sale.Day, Products: []int32{r.sale.Product}, Conditions: c})[0]
		record := slices.Clone(r.names[:])
		for _, x := range []float64{f.Mean, f.Quantile(0.1), f.Quantile(0.5), f.Quantile(0.75), f.Quantile(0.8), f.Quantile(0.9)} {
			record = append(record, strconv.FormatFloat(x, 'f', -1, 64))
		}
		if err := w.Write(record); err != nil {
			return fmt.Errorf("backtest: write: %w", err)
		}
	}
	return nil
}
