// Command cmd writes the demo vendor's two years of sales as Square would export
// them, or with -days a table of market days, to look at:
//
//	go run ./infra/local/simulate/cmd -seed 1 > sales.csv
//
// or, with -panel, a panel for the back-test: what was sold, or with -truth as well
// what was wanted.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/marketprep/marketprep/infra/local/simulate"
	"github.com/marketprep/marketprep/shared/civil"
	"github.com/marketprep/marketprep/shared/event"
)

func main() {
	seed := flag.Uint64("seed", 1, "of the world")
	today := civil.DateOf(time.Now())
	flag.TextVar(&today, "today", today, "the day after the last sale")
	days := flag.Bool("days", false, "write demand and sales per day, ten weeks ahead included")
	panel := flag.Bool("panel", false, "write a panel for the back-test")
	truth := flag.Bool("truth", false, "in the panel, demand for what was sold")
	flag.Parse()
	world, err := simulate.New(*seed, today), error(nil)
	if *panel {
		err = writePanel(world, today, *truth)
	} else {
		err = write(world, today, *days)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(w *simulate.World, today civil.Date, days bool) error {
	if !days {
		return w.WriteSquareItems(os.Stdout, w.From(), today)
	}
	fmt.Println("date,venue,temp_c,rain_mm,product,brought,sold,demand,sold_out_at,thrown_away")
	for _, v := range w.Venues() {
		for _, d := range w.Days(v.Name, w.From(), civil.Last) {
			x := w.Weather(v.Name, d)
			for _, o := range w.Day(v.Name, d) {
				at := ""
				if o.SoldOut {
					at = o.SoldOutAt.String()
				}
				fmt.Printf("%s,%s,%.1f,%.1f,%q,%g,%g,%g,%s,%g\n", d, v.Name, x.TempC, x.RainMM, o.Product, o.Brought.Units(), o.Sold.Units(), o.Demand.Units(), at, o.ThrownAway.Units())
			}
		}
	}
	return nil
}

// writePanel writes a row per product, venue and day before today.
func writePanel(w *simulate.World, today civil.Date, truth bool) error {
	fmt.Println("vendor,venue,product,date,units,temp_c,rain_mm,event,brought,sold_out")
	for _, v := range w.Venues() {
		for _, d := range w.Days(v.Name, w.From(), today-1) {
			x := w.Weather(v.Name, d)
			near := 0
			for _, e := range w.Events() {
				if e.Date == d && e.Venue == v.Name {
					near = max(near, size(e.Visitors))
				}
			}
			for _, o := range w.Day(v.Name, d) {
				units, soldOut := o.Sold, 0
				if o.SoldOut {
					soldOut = 1
				}
				if truth {
					units = o.Demand
				}
				fmt.Printf("demo,%q,%q,%s,%g,%.1f,%.1f,%d,%g,%d\n", v.Name, o.Product, d, units.Units(), x.TempC, x.RainMM, near, o.Brought.Units(), soldOut)
			}
		}
	}
	return nil
}

func size(attendance int) int {
	return event.Event{Attendance: &attendance}.Size()
}
